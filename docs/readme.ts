/** The README with its picture of the topology as `picket describe --mermaid` prints it by default. */

import { declaredTopology } from "../commands/declared-topology.ts";
import { runnerOptions } from "../commands/runner-options.ts";
import { loadSettings } from "../config/settings.ts";
import { describeTopology, topologyMermaid } from "../topology/describe.ts";

/** Replaces the contents of the Mermaid block. */
export async function readmeWithPicture(readme: string): Promise<string> {
  const settings = loadSettings({});
  const topology = await declaredTopology(settings);
  const picture = topologyMermaid(describeTopology(topology, runnerOptions(settings).topics.nameOf));
  return readme.replace(/(?<=```mermaid\n).*?(?=```)/s, () => picture);
}

/** `picket describe`: the topology that the settings make, without running it. */

import type { Settings } from "../config/settings.ts";
import { describeTopology, topologyMermaid, topologyText } from "../topology/describe.ts";
import { declaredTopology } from "./declared-topology.ts";
import { runnerOptions } from "./runner-options.ts";
import { processSurroundings, type Surroundings } from "./surroundings.ts";

export interface DescribeOptions {
  readonly json?: boolean;
  readonly mermaid?: boolean;
}

export async function describe(
  settings: Settings,
  { json = false, mermaid = false }: DescribeOptions,
  { stdout }: Pick<Surroundings, "stdout"> = processSurroundings(),
): Promise<void> {
  const topology = await declaredTopology(settings);
  const description = describeTopology(topology, runnerOptions(settings).topics.nameOf);
  if (json) stdout.write(`${JSON.stringify(description, null, 2)}\n`);
  else stdout.write(mermaid ? topologyMermaid(description) : topologyText(description));
}

/** `picket quarantine show NODE`: the whole story of one quarantine. */

import type { Settings } from "../../config/settings.ts";
import { quarantineText } from "../../console/fleet/quarantine-text.ts";
import { paletteFor } from "../../console/terminal/palette.ts";
import type { CommandContext } from "../context.ts";
import { processSurroundings } from "../surroundings.ts";
import { quarantineJson } from "./quarantine-json.ts";
import { type ClusterSurroundings, quarantineOf, withCluster } from "./with-cluster.ts";

export interface ShowOptions {
  readonly json?: boolean;
}

/** @throws PicketError `CLUSTER_NOT_FOUND` */
export async function show(
  settings: Pick<Settings, "kubernetes">,
  node: string,
  { json = false }: ShowOptions,
  context: Pick<CommandContext, "logger">,
  surroundings: ClusterSurroundings = processSurroundings(),
): Promise<void> {
  const { stdout, clock } = surroundings;
  await withCluster(settings, context, surroundings, (cluster) => {
    const quarantine = quarantineOf(cluster, node);
    const text = json
      ? JSON.stringify(quarantineJson(quarantine, cluster.fleet), null, 2)
      : quarantineText(quarantine, clock.now(), paletteFor(stdout));
    stdout.write(`${text}\n`);
  });
}

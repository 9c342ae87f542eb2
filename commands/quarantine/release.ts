/** `picket quarantine release NODE`: asks for the end of a quarantine, and says what will come of it. */

import type { Settings } from "../../config/settings.ts";
import type { Quarantine } from "../../enforcer/quarantine/quarantine.ts";
import type { CommandContext } from "../context.ts";
import { processSurroundings } from "../surroundings.ts";
import { quarantineJson } from "./quarantine-json.ts";
import { type ClusterSurroundings, quarantineOf, withCluster } from "./with-cluster.ts";

export interface ReleaseOptions {
  readonly json?: boolean;
}

/** @throws PicketError `CLUSTER_NOT_FOUND` */
export async function release(
  settings: Pick<Settings, "kubernetes">,
  node: string,
  { json = false }: ReleaseOptions,
  context: Pick<CommandContext, "logger">,
  surroundings: ClusterSurroundings = processSurroundings(),
): Promise<void> {
  const { stdout } = surroundings;
  await withCluster(settings, context, surroundings, async (cluster) => {
    const quarantine = quarantineOf(cluster, node);
    const consequence = consequenceOf(quarantine);
    if (!quarantine.deleting) await cluster.deleteQuarantine(quarantine);
    const released = quarantineJson({ ...quarantine, deleting: true }, cluster.fleet);
    stdout.write(`${json ? JSON.stringify({ ...released, consequence }, null, 2) : consequence}\n`);
  });
}

/** What the running enforcer does now, in words. */
function consequenceOf({ name, deleting, status }: Quarantine): string {
  if (deleting || status?.phase === "Releasing")
    return `${name} is being released already. Where that takes long, see whether an enforcer runs.`;
  switch (status?.phase) {
    case "Quarantined":
    case "Draining":
    case "Recovering":
      return status.before?.unschedulable === true
        ? `The enforcer takes its taint off ${name}, which was cordoned before and stays so.`
        : `The enforcer uncordons ${name} and takes its taint off.`;
    case "Vetoed":
      return `${name} was uncordoned by a person; now requests may have it cordoned again.`;
    case "Refused":
    case "DryRun":
      return `${name} was not cordoned; what is known of the request goes away.`;
    case "Pending":
    case undefined:
      return `${name} was not cordoned yet; what was asked for does not happen.`;
  }
}

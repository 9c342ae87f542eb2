/** Looks at a cluster for a command that has no enforcer around it. */

import type { Settings } from "../../config/settings.ts";
import type { Cluster } from "../../enforcer/cluster/port.ts";
import type { Quarantine } from "../../enforcer/quarantine/quarantine.ts";
import { PicketError } from "../../errors/picket-error.ts";
import type { CommandContext } from "../context.ts";
import type { Surroundings } from "../surroundings.ts";

/** What of the surroundings such a command uses. */
export type ClusterSurroundings = Pick<Surroundings, "stdout" | "clock" | "stop" | "openCluster">;

/**
 * Works when the fleet is known. While it waits, it says for what, once for each kind of trouble.
 *
 * @throws PicketError `STOPPED` where it is stopped before.
 */
export async function withCluster(
  settings: Pick<Settings, "kubernetes">,
  { logger }: Pick<CommandContext, "logger">,
  { openCluster, stop }: ClusterSurroundings,
  work: (cluster: Cluster) => Promise<void> | void,
): Promise<void> {
  const cluster = await openCluster(settings, { instance: "picket", watchPods: false, logger });
  let said = "";
  const trouble = (problem?: Error): void => {
    if (problem === undefined || problem.message === said) return;
    said = problem.message;
    logger.warn({ error: problem.message }, "waiting for the API server");
  };
  try {
    await cluster.watch({ changed: () => {}, trouble }, stop);
    if (stop.aborted) throw new PicketError("STOPPED", "Stopped before the API server answered.");
    await work(cluster);
  } finally {
    await cluster.close();
  }
}

/** @throws PicketError `CLUSTER_NOT_FOUND` that says how the node stands instead. */
export function quarantineOf({ fleet }: Cluster, node: string): Quarantine {
  const quarantine = fleet.quarantines.get(node);
  if (quarantine !== undefined) return quarantine;
  const known = fleet.nodes.get(node);
  const stands = known?.unschedulable === true ? `It is cordoned, but not by Picket: kubectl uncordon ${node}` : "";
  const reason = known === undefined ? "There is no such node either." : stands;
  throw new PicketError("CLUSTER_NOT_FOUND", `There is no quarantine of ${node}. ${reason}`.trim(), {
    context: { node },
  });
}

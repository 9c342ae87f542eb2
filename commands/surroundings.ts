/** What a command meets outside: time, the terminal, the log, the wish to stop. Tests hand in their own. */

import type { Settings } from "../config/settings.ts";
import type { Cluster } from "../enforcer/cluster/port.ts";
import type { Log } from "../log/port.ts";
import { systemClock } from "../runtime/clock.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Logger } from "../telemetry/logger.ts";
import { seldom } from "../telemetry/seldom.ts";

/** The part of a terminal, pipe or file that commands write to. */
export interface Output extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export interface Surroundings {
  readonly clock: Clock;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Aborts when the command is to end. */
  readonly stop: AbortSignal;
  openLog(settings: Settings, logger: Logger): Promise<Log>;
  openCluster(settings: Pick<Settings, "kubernetes">, options: OpenClusterOptions): Promise<Cluster>;
}

export interface OpenClusterOptions {
  /** Names this process in events. */
  readonly instance: string;
  readonly watchPods: boolean;
  /** Of leases; left out: the one of the pod or of the context. */
  readonly namespace?: string;
  readonly logger: Logger;
}

/** The real ones. `stop` aborts on the first SIGINT or SIGTERM; a second one ends the process as if nobody listened. */
export function processSurroundings(): Surroundings {
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
  return {
    clock: systemClock,
    stdout: process.stdout,
    stderr: process.stderr,
    stop: stop.signal,
    openLog: openKafka,
    openCluster: openKubernetes,
  };
}

/** Imported when needed: a command that needs no broker does not load the client. */
async function openKafka(settings: Settings, logger: Logger): Promise<Log> {
  const [{ kafkaLog }, { kafkaConnection }] = await Promise.all([
    import("../log/kafka/log.ts"),
    import("../config/kafka-connection.ts"),
  ]);
  const onWarning = seldom(logger, () => systemClock.elapsed());
  return kafkaLog({ ...kafkaConnection(settings), now: () => systemClock.now(), onWarning });
}

async function openKubernetes(
  { kubernetes }: Pick<Settings, "kubernetes">,
  options: OpenClusterOptions,
): Promise<Cluster> {
  const { kubernetesCluster } = await import("../enforcer/kubernetes/cluster.ts");
  return kubernetesCluster({ ...kubernetes, ...options, clock: systemClock });
}

/** What of an observation speaks for an attack by itself: named facts, and a trace that a person can look up. */

import type { Severity } from "../../topology/detector.ts";
import type { AnomalyObservation, NodeObservation } from "../observation.ts";
import type { EvidenceKind } from "../window.ts";
import { notableConnection } from "./notable-connection.ts";
import { notableExecution } from "./notable-execution.ts";
import type { Recent } from "./recent.ts";

export const indicators = [
  "exec_from_tmp",
  "exec_from_tmp_by_root",
  "exec_from_dev_shm",
  "exec_from_dev_shm_by_root",
  /** Fetched or made executable by the same container within the last minute, where everyone may write. */
  "dropped_file_executed",
  "suspicious_port_connection",
  /** A shell itself, and to an address that is no private network's. */
  "shell_connected_outside",
  /** So does a shell whose container packed an archive for somebody within the last minute. */
  "archive_sent_outside",
  "reverse_shell_command",
  /** Of one container, or of the host. */
  "process_storm",
  "logs_cleared",
  "sensor_stopped",
  "container_anomaly_critical",
  /** At least of medium severity, in a container whose processes were noticed within the last minute. */
  "suspect_container_anomaly",
] as const;

export type Indicator = (typeof indicators)[number];

export interface Notable {
  readonly kind: EvidenceKind;
  readonly what: string;
  /** As of a trace. */
  readonly actor: string;
  readonly indicators: readonly Indicator[];
  readonly summary: string;
  readonly weight: number;
  /** Of an anomaly: whether its container is one of those that the window names. */
  readonly isGrave?: boolean;
}

/**
 * Remembers of it what later ones are noticed by.
 *
 * @param time of the observation by the node's clock, ms.
 * @returns `undefined` for what is ordinary.
 */
export function notableOf(
  observation: NodeObservation,
  time: number,
  recent: Recent,
  suspiciousPorts: ReadonlySet<number>,
): Notable | undefined {
  switch (observation.kind) {
    case "exec":
      return noticing(notableExecution(observation, time, recent), time, recent);
    case "connect":
      return noticing(notableConnection(observation, time, recent, suspiciousPorts), time, recent);
    case "anomaly":
      return notableAnomaly(observation, recent.noticed.has(observation.container, time));
    case "sample":
    case "alive":
    case "loss":
      return undefined;
  }
}

function noticing(notable: Notable | undefined, time: number, { noticed }: Recent): Notable | undefined {
  if (notable !== undefined) noticed.add(notable.actor, time);
  return notable;
}

const anomalyWeights: Readonly<Record<Severity, number>> = { low: 0.2, medium: 0.4, high: 0.7, critical: 0.95 };

function notableAnomaly({ detector, severity, container, because }: AnomalyObservation, wasNoticed: boolean): Notable {
  const of = container === "" ? "the host" : container;
  const isSuspect = wasNoticed && severity !== "low";
  return {
    kind: "container-anomaly",
    what: `container_anomaly_${severity}`,
    actor: container,
    indicators: [
      ...(severity === "critical" ? (["container_anomaly_critical"] as const) : []),
      ...(isSuspect ? (["suspect_container_anomaly"] as const) : []),
    ],
    summary: `${detector} found ${of} anomalous${because === "" ? "" : `, mostly by ${because}`}`,
    weight: anomalyWeights[severity],
    isGrave: isSuspect || severity === "high" || severity === "critical",
  };
}

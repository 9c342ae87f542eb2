/** What of an observation speaks for an attack by itself: named facts, and a trace that a person can look up. */

import type { Severity } from "../../topology/detector.ts";
import type { ActingProcess, AnomalyObservation, NodeObservation } from "../observation.ts";
import type { EvidenceKind } from "../window.ts";
import { placeOf } from "./place.ts";
import { isReverseShell } from "./reverse-shell.ts";

export const indicators = [
  "exec_from_tmp",
  "exec_from_tmp_by_root",
  "exec_from_dev_shm",
  "exec_from_dev_shm_by_root",
  "suspicious_port_connection",
  "reverse_shell_command",
  "container_anomaly_critical",
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
}

/** @returns `undefined` for what is ordinary. */
export function notableOf(observation: NodeObservation, suspiciousPorts: ReadonlySet<number>): Notable | undefined {
  switch (observation.kind) {
    case "exec":
      return notableExec(observation.process);
    case "connect": {
      const { process, address, port } = observation;
      return suspiciousPorts.has(port) ? notableConnection(process, address, port) : undefined;
    }
    case "anomaly":
      return notableAnomaly(observation);
    case "sample":
    case "alive":
    case "loss":
      return undefined;
  }
}

function notableExec(process: ActingProcess): Notable | undefined {
  if (isReverseShell(process)) return notableShell(process);
  const place = placeOf(process.binary);
  if (place === undefined) return undefined;
  const what = `exec_from_${place}` as const;
  const isRoot = process.uid === 0;
  return {
    kind: "process-behaviour",
    what,
    actor: actorOf(process),
    indicators: isRoot ? [what, `${what}_by_root`] : [what],
    summary: `executed ${process.binary}${byWhom(process)}`,
    weight: (place === "dev_shm" ? 0.8 : 0.5) + (isRoot ? 0.2 : 0),
  };
}

function notableShell(process: ActingProcess): Notable {
  return {
    kind: "process-behaviour",
    what: "reverse_shell_command",
    actor: actorOf(process),
    indicators: ["reverse_shell_command"],
    summary: `executed ${process.binary} with its streams on the network${byWhom(process)}`,
    weight: 0.95,
  };
}

function notableConnection(process: ActingProcess, address: string, port: number): Notable {
  const to = address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
  return {
    kind: "process-behaviour",
    what: "suspicious_port_connection",
    actor: actorOf(process),
    indicators: ["suspicious_port_connection"],
    summary: `${process.binary || "a process"} connected to ${to}${byWhom(process)}`,
    weight: 0.75,
  };
}

const anomalyWeights: Readonly<Record<Severity, number>> = { low: 0.2, medium: 0.4, high: 0.7, critical: 0.95 };

function notableAnomaly({ detector, severity, container, because }: AnomalyObservation): Notable {
  const of = container === "" ? "the host" : container;
  return {
    kind: "container-anomaly",
    what: `container_anomaly_${severity}`,
    actor: container,
    indicators: severity === "critical" ? ["container_anomaly_critical"] : [],
    summary: `${detector} found ${of} anomalous${because === "" ? "" : `, mostly by ${because}`}`,
    weight: anomalyWeights[severity],
  };
}

function actorOf({ image, containerId }: ActingProcess): string {
  return image || containerId;
}

function byWhom({ uid, containerId, image }: ActingProcess): string {
  const user = uid === undefined ? "" : ` as ${uid === 0 ? "root" : `user ${uid}`}`;
  const container = image || containerId.slice(0, 12);
  return `${user}${container === "" ? "" : ` in ${container}`}`;
}

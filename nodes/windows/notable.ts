/** What of an observation speaks for an attack by itself: named facts, and a trace that a person can look up. */

import type { Severity } from "../../topology/detector.ts";
import type { ActingProcess, AnomalyObservation, NodeObservation } from "../observation.ts";
import type { EvidenceKind } from "../window.ts";
import { isOutside } from "./address.ts";
import { type Command, commandOf } from "./command.ts";
import type { ProcessRates } from "./process-rates.ts";
import { programOf, shells } from "./program.ts";
import type { RecentNames } from "./recent-names.ts";
import type { Tampering } from "./tampering.ts";

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

/** Of a command line, in a summary. */
const longestCommand = 160;

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

/** What came before, at the same node. */
export interface Recent {
  /** `actor name` of files that were fetched or made executable. */
  readonly brought: RecentNames;
  /** Actors that packed archives and handed them on. */
  readonly archiving: RecentNames;
  /** Actors whose processes were noticed. */
  readonly noticed: RecentNames;
  readonly rates: ProcessRates;
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
    case "exec": {
      const { process } = observation;
      const command = commandOf(process);
      for (const name of command.namesOfBrought) recent.brought.add(broughtBy(process, name), time);
      if (command.isArchiving) recent.archiving.add(actorOf(process), time);
      const isStorm = recent.rates.add(`${observation.sensor} ${actorOf(process)}`, time);
      const notable = notableExec(process, command, time, recent) ?? (isStorm ? notableStorm(process) : undefined);
      return noticing(notable, time, recent);
    }
    case "connect": {
      const { process, address, port } = observation;
      const hasArchived = recent.archiving.has(actorOf(process), time);
      const isSuspicious = suspiciousPorts.has(port);
      return noticing(notableConnection(process, { address, port, isSuspicious, hasArchived }), time, recent);
    }
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

function broughtBy(process: ActingProcess, file: string): string {
  return `${actorOf(process)} ${file}`;
}

function notableExec(
  process: ActingProcess,
  { isReverseShell, tampering, place }: Command,
  time: number,
  { brought }: Recent,
): Notable | undefined {
  if (isReverseShell) return notableShell(process);
  if (tampering.length > 0) return notableTampering(process, tampering);
  if (place === undefined) return undefined;
  const fromPlace = `exec_from_${place}` as const;
  const isRoot = process.uid === 0;
  const wasDropped = brought.has(broughtBy(process, programOf(process.binary)), time);
  const byPlace = isRoot ? ([fromPlace, `${fromPlace}_by_root`] as const) : [fromPlace];
  const weight = (place === "dev_shm" ? 0.8 : 0.5) + (isRoot ? 0.2 : 0);
  return {
    kind: "process-behaviour",
    what: wasDropped ? "dropped_file_executed" : fromPlace,
    actor: actorOf(process),
    indicators: wasDropped ? [...byPlace, "dropped_file_executed"] : byPlace,
    summary: `executed ${process.binary}${wasDropped ? ", which had just been brought there," : ""}${byWhom(process)}`,
    weight: wasDropped ? Math.min(weight + 0.3, 1) : weight,
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

/** The same text for each of its processes, so that it is one trace. */
function notableStorm(process: ActingProcess): Notable {
  return {
    kind: "process-behaviour",
    what: "process_storm",
    actor: actorOf(process),
    indicators: ["process_storm"],
    summary: `starts processes without end${inWhich(process)}`,
    weight: 0.75,
  };
}

/** Who stops a sensor is why it is silent later: both are one kind. */
function notableTampering(process: ActingProcess, all: readonly Tampering[]): Notable {
  const clears = all.includes("logs_cleared");
  const did = clears ? "cleared logs" : "stopped a sensor";
  return {
    kind: clears ? "process-behaviour" : "silence",
    what: clears ? "logs_cleared" : "sensor_stopped",
    actor: actorOf(process),
    indicators: all,
    summary: `${did} with ${process.binary} ${process.arguments}`.slice(0, longestCommand) + byWhom(process),
    weight: 0.9,
  };
}

interface Connection {
  readonly address: string;
  readonly port: number;
  readonly isSuspicious: boolean;
  readonly hasArchived: boolean;
}

function notableConnection(
  process: ActingProcess,
  { address, port, isSuspicious, hasArchived }: Connection,
): Notable | undefined {
  const isShell = shells.has(programOf(process.binary)) && isOutside(address);
  const indicators = [
    ...(isShell && hasArchived ? (["archive_sent_outside"] as const) : []),
    ...(isSuspicious ? (["suspicious_port_connection"] as const) : []),
    ...(isShell ? (["shell_connected_outside"] as const) : []),
  ];
  const [what] = indicators;
  if (what === undefined) return undefined;
  const to = address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
  const withWhat = what === "archive_sent_outside" ? " beside the packing of an archive" : "";
  return {
    kind: "process-behaviour",
    what,
    actor: actorOf(process),
    indicators,
    summary: `${process.binary || "a process"} connected to ${to}${withWhat}${byWhom(process)}`,
    weight: what === "archive_sent_outside" ? 0.9 : 0.75,
  };
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

function actorOf({ image, containerId }: ActingProcess): string {
  return image || containerId;
}

function byWhom(process: ActingProcess): string {
  const { uid } = process;
  const user = uid === undefined ? "" : ` as ${uid === 0 ? "root" : `user ${uid}`}`;
  return `${user}${inWhich(process)}`;
}

function inWhich({ containerId, image }: ActingProcess): string {
  const container = image || containerId.slice(0, 12);
  return container === "" ? "" : ` in ${container}`;
}

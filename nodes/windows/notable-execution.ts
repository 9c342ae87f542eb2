/** Which executions speak for an attack: from where everyone may write, of command lines, or because there are so many. */

import type { ActingProcess, ExecObservation } from "../observation.ts";
import { actorOf, byWhom, inWhich } from "./actor.ts";
import { type Command, commandOf } from "./command.ts";
import type { Notable } from "./notable.ts";
import { programOf } from "./program.ts";
import type { Recent } from "./recent.ts";
import type { Tampering } from "./tampering.ts";

/** Of a command line, in a summary. */
const longestCommand = 160;

/** Remembers of it what later ones are noticed by. */
export function notableExecution(
  { sensor, process }: ExecObservation,
  time: number,
  recent: Recent,
): Notable | undefined {
  const command = commandOf(process);
  for (const name of command.namesOfBrought) recent.brought.add(broughtBy(process, name), time);
  if (command.isArchiving) recent.archiving.add(actorOf(process), time);
  const isStorm = recent.rates.add(sensor, actorOf(process), time);
  return notableProcess(process, command, time, recent) ?? (isStorm ? notableStorm(process) : undefined);
}

function broughtBy(process: ActingProcess, file: string): string {
  return `${actorOf(process)} ${file}`;
}

function notableProcess(
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

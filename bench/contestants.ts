/** One run of each program that bench/throughput.ts compares: a process of its own, from its first event to its last. */

import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../test/services/free-port.ts";

export interface Run {
  readonly eventsPerSecond: number;
  /** VmHWM: the most of it that was ever resident, in MiB. */
  readonly peakMiB: number;
}

/** What all of them read. */
export interface Input {
  /** `host:port` of the broker. */
  readonly address: string;
  readonly topic: string;
  readonly events: number;
}

const root = join(import.meta.dirname, "..");
/** Now and then at first, to leave the program alone, and closely towards the end. */
const pollMs = { early: 200, late: 20 } as const;

/** One way to run `picket topology`. */
export interface Variant {
  /** A new one for each run, so that each starts from nothing. */
  readonly applicationId: string;
  readonly detectors: string;
  /** The stages that must have read all events. */
  readonly judging: readonly string[];
  /** Further settings. */
  readonly settings?: Readonly<Record<string, string>>;
}

/**
 * `picket topology` with all its defaults but those that `variant` sets, from the moment it has its partitions to the metrics' word
 * that the last event was scored and committed (up to 20 ms late).
 */
export async function runPicket(
  { address, topic, events }: Input,
  { applicationId, detectors, judging, settings = {} }: Variant,
): Promise<Run> {
  const port = await freePort();
  const child = spawn(process.execPath, [join(root, "bin/picket.ts"), "topology"], {
    env: {
      ...process.env,
      KAFKA_BROKER: address,
      LOG_LEVEL: "debug",
      PICKET_APPLICATION_ID: applicationId,
      PICKET_DETECTORS: detectors,
      PICKET_METRICS_PORT: String(port),
      PICKET_TOPIC_RESOURCE: topic,
      PICKET_TOPIC_FREQUENCY: `${topic}-frequency`,
      PICKET_TOPIC_ANOMALIES: `${topic}-anomalies`,
      ...settings,
    },
    stdio: ["ignore", "ignore", "pipe"],
  });
  await spokenBy(child, /partition assigned.*stage=ingest/);
  const started = performance.now();
  for (let done = 0; done < 1;) {
    await sleep(done < 0.8 ? pollMs.early : pollMs.late);
    if (child.exitCode !== null) throw new Error(`Picket ended by itself, with exit code ${child.exitCode}.`);
    const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    done = Math.min(...judging.map((stage) => eventsIn(metrics, stage) / events));
  }
  const seconds = (performance.now() - started) / 1000;
  const peakMiB = peakOf(child) ?? 0;
  child.kill();
  await once(child, "exit");
  return { eventsPerSecond: events / seconds, peakMiB };
}

/** The peer measures itself, from its first event to the last one scored, committed or not. */
export async function runKafkaStreams(
  { address, topic, events }: Input,
  directory: string,
  threads: number,
  commitMs: number,
): Promise<Run> {
  const words = [String(events), String(threads), String(commitMs), topic, `${topic}-peer`];
  return runSelfMeasured("bash", [join(directory, "run.sh"), ...words], address);
}

/** @see bench/bare-reader.ts */
export async function runBareReader({ address, topic, events }: Input): Promise<Run> {
  const program = join(import.meta.dirname, "bare-reader.ts");
  return runSelfMeasured(process.execPath, [program, topic, String(events)], address);
}

/** A program that finds the broker in KAFKA_BROKER, prints its rate as `N events/s`, and ends. */
async function runSelfMeasured(command: string, words: readonly string[], address: string): Promise<Run> {
  const child = spawn(command, words, {
    env: { ...process.env, KAFKA_BROKER: address },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let peakMiB = 0;
  const watch = setInterval(() => (peakMiB = peakOf(child) ?? peakMiB), 100);
  try {
    const [, rate] = await spokenBy(child, /(\d+) events\/s/);
    if (child.exitCode === null) await once(child, "exit");
    return { eventsPerSecond: Number(rate), peakMiB };
  } finally {
    clearInterval(watch);
  }
}

/** Waits for a line of the child's piped output that matches; the rest of it is passed over. */
async function spokenBy(child: ChildProcess, pattern: RegExp): Promise<RegExpExecArray> {
  const said: string[] = [];
  const stream = child.stdout ?? child.stderr;
  if (stream === null) throw new TypeError("The child's output is not piped.");
  const lines = createInterface({ input: stream });
  for await (const line of lines) {
    const match = pattern.exec(line);
    said.push(line);
    if (match === null) continue;
    stream.resume();
    return match;
  }
  throw new Error(`${child.spawnargs.join(" ")} ended without a word like ${pattern}:\n${said.join("\n")}`);
}

function eventsIn(metrics: string, stage: string): number {
  const lines = metrics.matchAll(/^picket_events_in_total\{[^}]*picket_stage="(\w+)"[^}]*\} (\d+)/gm);
  return [...lines].reduce((sum, [, of, count]) => sum + (of === stage ? Number(count) : 0), 0);
}

/** `undefined` once it is gone. */
function peakOf({ pid }: ChildProcess): number | undefined {
  try {
    const [, kib] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return kib === undefined ? undefined : Math.round(Number(kib) / 1024);
  } catch {
    return undefined;
  }
}

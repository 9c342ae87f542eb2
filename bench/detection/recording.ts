/** A recording of a real machine: its records in the order of event time, and what was done to it when. */

import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { z } from "zod";
import type { NodeTopic } from "../../simulate/nodes/record.ts";
import { eventDecoder } from "../../sources/ebpf/decoder.ts";
import { readEventFile } from "../../sources/ebpf/event-file.ts";
import { Rejection } from "../../topology/rejection.ts";
import type { InputRecord } from "./node-path.ts";

/** Times in ms since the epoch. */
export interface Episode {
  readonly class: string;
  readonly scenario: string;
  readonly node: string;
  readonly start: number;
  readonly end: number;
}

export interface Recording {
  readonly start: number;
  readonly end: number;
  readonly episodes: readonly Episode[];
  readonly records: readonly InputRecord[];
}

const seconds = z.number().transform((time) => time * 1000);
const episode = z.object({ class: z.string(), scenario: z.string(), node: z.string(), start: seconds, end: seconds });
const labels = z.object({ start: seconds, end: seconds, episodes: z.array(episode) });
const timedLine = z.object({ timestamp: z.string().optional(), time: z.string().optional() });

export async function readRecording(directory: string): Promise<Recording> {
  const { start, end, episodes } = labels.parse(
    JSON.parse(await readFile(path.join(directory, "labels.json"), "utf8")),
  );
  const records = [
    ...(await lines(path.join(directory, "prometheus.jsonl.gz"), "node-metrics")),
    ...(await lines(path.join(directory, "tetragon.jsonl.gz"), "tetragon")),
    ...(await events(path.join(directory, "container.events.gz"))),
  ];
  return { start, end, episodes, records: records.sort((one, other) => one.time - other.time) };
}

async function lines(file: string, topic: NodeTopic): Promise<readonly InputRecord[]> {
  const text = gunzipSync(await readFile(file)).toString();
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const { timestamp, time } = timedLine.parse(JSON.parse(line));
      return { topic, time: Date.parse(timestamp ?? time ?? ""), value: Buffer.from(line) };
    });
}

/** None where containers were not recorded. */
async function events(file: string): Promise<readonly InputRecord[]> {
  if (!existsSync(file)) return [];
  const decoder = eventDecoder();
  const records: InputRecord[] = [];
  for await (const value of readEventFile(file)) {
    const event = decoder.decode(value);
    if (event instanceof Rejection) continue;
    records.push({ topic: event.kind === "resource" ? "resource" : "frequency", time: event.time, value });
  }
  return records;
}

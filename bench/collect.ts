/**
 * How many samples and lines the collectors take in a second of a processor, from the bytes that arrive to the records for Kafka:
 * `node bench/collect.ts [--json]`. Remote write is uncompressed, decoded, regrouped by node and encoded; Tetragon's lines are cut
 * out of a file that is followed, and their nodes found; a scrape is parsed.
 */

import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { snappyCompress } from "hysnappy";
import { PickedSamples } from "../collect/picked-samples.ts";
import { MessageReader, type Version } from "../collect/remote-write/message.ts";
import { Follower } from "../collect/tetragon/follower.ts";
import { lineRecord } from "../collect/tetragon/line-record.ts";
import { systemClock } from "../runtime/clock.ts";
import { encodeRemoteWrite1, encodeRemoteWrite2, type PlainSeries } from "../sources/prometheus/encode.ts";
import { readText } from "../sources/prometheus/text.ts";
import { silentLogger } from "../telemetry/logger.ts";
import { execution, tetragonLine } from "./tetragon.ts";

const rounds = 7;
const nodes = 100;
/** As Prometheus sends them by default. */
const samplesPerRequest = 2000;
const requests = 100;
const lineCount = 100_000;

interface Result {
  readonly what: string;
  /** Median and best of the rounds, by the time that the processor worked for us: others may work beside. */
  readonly perSecond: number;
  readonly best: number;
}

const results = [
  await remoteWrite("remote write 1, samples of nodes alone", 1, encodeRemoteWrite1(nodeSeries())),
  await remoteWrite("remote write 2, samples of nodes alone", 2, encodeRemoteWrite2(nodeSeries())),
  await remoteWrite("remote write 1, all of node_exporter", 1, encodeRemoteWrite1(allSeries())),
  await remoteWrite("remote write 2, all of node_exporter", 2, encodeRemoteWrite2(allSeries())),
  await scrapes("scrape, all of node_exporter"),
  await tetragonLines("Tetragon, lines of 1.8 kB from a file"),
];
if (process.argv.includes("--json")) console.log(JSON.stringify(results));
else console.table(results);

async function remoteWrite(what: string, version: Version, message: Buffer): Promise<Result> {
  const reader = new MessageReader(2 ** 24);
  const body = Buffer.from(snappyCompress(message));
  return measured(what, async () => {
    let samples = 0;
    for (let count = 0; count < requests; count += 1) {
      const picked = new PickedSamples({ label: "node" });
      const refusal = reader.read(body, version, picked.take);
      if (refusal !== undefined || picked.nodes.records("node-metrics").length === 0) throw new Error("not taken");
      samples += picked.seen;
    }
    return samples;
  });
}

async function scrapes(what: string): Promise<Result> {
  const bytes = exposition();
  const labels = new Map([["node", "worker-1"]]);
  return measured(what, async () => {
    let samples = 0;
    for (let count = 0; count < 200; count += 1) {
      const picked = new PickedSamples({ label: "node" });
      readText(bytes, { time: 1_767_225_600_000, labels }, picked.take);
      if (picked.nodes.records("node-metrics").length !== 1) throw new Error("not taken");
      samples += picked.seen;
    }
    return samples;
  });
}

async function tetragonLines(what: string): Promise<Result> {
  const directory = await mkdtemp(path.join(tmpdir(), "picket-bench-"));
  const file = path.join(directory, "tetragon.log");
  try {
    await writeFile(
      file,
      Array.from({ length: lineCount }, (_, index) => `${tetragonLine(index, execution)}\n`).join(""),
    );
    return await measured(what, async () => {
      let lines = 0;
      const options = { file, maxLineBytes: 2 ** 19, clock: systemClock, logger: silentLogger };
      for await (const piece of new Follower(options, undefined).read(new AbortController().signal)) {
        const records = piece.lines.map((line) => lineRecord("tetragon", line));
        if (records.some(({ key }) => key === null)) throw new Error("without a node");
        lines += records.length;
        if (lines >= lineCount) break;
      }
      return lines;
    });
  } finally {
    await rm(directory, { recursive: true });
  }
}

async function measured(what: string, pass: () => Promise<number>): Promise<Result> {
  const rates: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const started = process.cpuUsage();
    const count = await pass();
    const { user, system } = process.cpuUsage(started);
    rates.push(Math.round((count * 1_000_000) / (user + system)));
  }
  rates.sort((one, other) => one - other);
  return { what, perSecond: rates[rounds >> 1]!, best: rates.at(-1)! };
}

/** 16 series of CPU, 2 of memory, 2 of network a node. */
function nodeSeries(): readonly PlainSeries[] {
  const modes = ["idle", "iowait", "irq", "nice", "softirq", "steal", "system", "user"];
  const metrics: Record<string, string>[] = [
    ...modes.flatMap((mode) => ["0", "1"].map((cpu) => ({ __name__: "node_cpu_seconds_total", cpu, mode }))),
    { __name__: "node_memory_MemAvailable_bytes" },
    { __name__: "node_memory_MemTotal_bytes" },
    { __name__: "node_network_receive_bytes_total", device: "eth0" },
    { __name__: "node_network_transmit_bytes_total", device: "eth0" },
  ];
  return Array.from({ length: samplesPerRequest }, (_, index) => {
    const node = Math.floor(index / metrics.length) % nodes;
    return series({ ...metrics[index % metrics.length], instance: `10.0.0.${node}:9100`, job: "node" }, node, index);
  });
}

/** As node_exporter exposes them, of a few nodes. */
function allSeries(): readonly PlainSeries[] {
  const names: Record<string, string>[] = [];
  const take = (sample: { readonly name: string; label(name: string): string | undefined }): undefined => {
    const found = ["cpu", "mode", "device", "fstype", "mountpoint"].map((name) => [name, sample.label(name)] as const);
    const labels = found.filter((entry): entry is readonly [string, string] => entry[1] !== undefined);
    names.push({ __name__: sample.name, ...Object.fromEntries(labels) });
  };
  readText(exposition(), { time: 0, labels: new Map() }, take);
  return Array.from({ length: samplesPerRequest }, (_, index) => {
    const node = Math.floor(index / names.length);
    return series({ ...names[index % names.length], instance: `10.0.0.${node}:9100`, job: "node" }, node, index);
  });
}

function series(labels: Record<string, string>, node: number, index: number): PlainSeries {
  const sorted = Object.entries({ ...labels, node: `worker-${node}` }).sort(([one], [other]) => (one < other ? -1 : 1));
  return {
    labels: Object.fromEntries(sorted),
    samples: [{ value: 7898.99 + index, time: 1_767_225_600_000 + node * 37 }],
  };
}

function exposition(): Buffer {
  return gunzipSync(readFileSync(new URL("../test/fixtures/node-exporter.txt.gz", import.meta.url)));
}

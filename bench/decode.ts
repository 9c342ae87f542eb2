/**
 * How many events a second the scanner and the decoder read on one core, beside the generated decoder, how many samples and
 * lines of Tetragon are read, and how many anomalies are written: `node bench/decode.ts [--json]`.
 */

import { anomalyFormats } from "../proto/codecs/anomaly-format.ts";
import type { MessageFormat } from "../proto/codecs/message-format.ts";
import type { Anomaly } from "../proto/codecs/anomaly.ts";
import { pb } from "../proto/generated/messages.js";
import { eventDecoder } from "../sources/ebpf/decoder.ts";
import { encodeEvent, type PlainEvent } from "../sources/ebpf/encode.ts";
import { resourceFeatures } from "../sources/ebpf/event.ts";
import { eventScanner } from "../sources/ebpf/scanner.ts";
import {
  encodeAdapterSample,
  encodeRemoteWrite1,
  encodeRemoteWrite2,
  type PlainSeries,
} from "../sources/prometheus/encode.ts";
import { adapterDecoder } from "../sources/prometheus/kafka-adapter.ts";
import { nodeMetric } from "../sources/prometheus/node-metric.ts";
import { remoteWrite1Reader } from "../sources/prometheus/remote-write-1.ts";
import { remoteWrite2Reader } from "../sources/prometheus/remote-write-2.ts";
import type { Sample, SampleReader } from "../sources/prometheus/sample.ts";
import { tetragonDecoder } from "../sources/tetragon/decoder.ts";
import { Rejection } from "../topology/rejection.ts";
import { connection, execution, tetragonLine } from "./tetragon.ts";

const rounds = 5;
const passes = 10;
const sampleSize = 20_000;
const images = 24;
const containers = 96;
const syscallsSet = 40;

interface Result {
  readonly what: string;
  readonly bytes: number;
  /** Median of the rounds. */
  readonly perSecond: number;
}

const resource = samples((index) => ({
  resource: resourceFeatures.map((_, feature) => index * feature * 1.5),
}));
const syscalls = samples((index) => ({
  syscalls: Array.from({ length: syscallsSet }, (_, place) => [(place * 7 + index) % 400, place * 11] as const),
}));
const scanner = eventScanner(1024 * 1024);
const decoder = eventDecoder();
const adapter = adapterDecoder(1024 * 1024);
const tetragon = tetragonDecoder(1024 * 1024);
const series = Array.from({ length: sampleSize }, (_, index) => cpuSeries(index));

const results = [
  reading("scan, resource", resource, (bytes) => !(scanner.decode(bytes) instanceof Rejection)),
  reading("scan, syscalls", syscalls, (bytes) => !(scanner.decode(bytes) instanceof Rejection)),
  reading("decode, resource", resource, (bytes) => !(decoder.decode(bytes) instanceof Rejection)),
  reading("decode, syscalls", syscalls, (bytes) => !(decoder.decode(bytes) instanceof Rejection)),
  reading("generated decoder, resource", resource, (bytes) => pb.EbpfEvent.decode(bytes).payload === "resource"),
  reading("generated decoder, syscalls", syscalls, (bytes) => {
    return JSON.parse(pb.EbpfEvent.decode(bytes).syscallFreqAgg?.vectorJson ?? "") !== null;
  }),
  reading("Tetragon, exec", tetragonLines(execution), isTetragonEvent),
  reading("Tetragon, tcp_connect", tetragonLines(connection), isTetragonEvent),
  reading(
    "prometheus-kafka-adapter",
    series.map(({ labels, samples: [sample] }) => encodeAdapterSample(labels, sample!)),
    (bytes) => {
      const sample = adapter.decode(bytes);
      return !(sample instanceof Rejection) && isMetric(sample);
    },
  ),
  readingSamples("remote write 1", remoteWrite1Reader(), encodeRemoteWrite1(series)),
  readingSamples("remote write 2", remoteWrite2Reader(), encodeRemoteWrite2(series)),
  writing("write anomaly, JSON", anomalyFormats.json),
  writing("write anomaly, protobuf", anomalyFormats.protobuf),
];
if (process.argv.includes("--json")) console.log(JSON.stringify(results));
else console.table(results);

function reading(what: string, events: readonly Buffer[], read: (bytes: Buffer) => boolean): Result {
  const bytes = Math.round(events.reduce((sum, one) => sum + one.length, 0) / events.length);
  const perSecond = rate(() => {
    let readable = 0;
    for (const one of events) if (read(one)) readable++;
    if (readable !== events.length) throw new Error(`${what}: ${readable} of ${events.length} were readable`);
  });
  return { what, bytes, perSecond };
}

/** @param request carries `sampleSize` samples. */
function readingSamples(what: string, reader: SampleReader, request: Buffer): Result {
  const perSecond = rate(() => {
    const kept = reader.read(request, (sample) => isMetric(sample) || undefined);
    if (kept instanceof Rejection || kept.length !== sampleSize) throw new Error(`${what}: not all were readable`);
  });
  return { what, bytes: Math.round(request.length / sampleSize), perSecond };
}

function isMetric(sample: Sample): boolean {
  const metric = nodeMetric(sample, { label: "node" });
  return metric !== undefined && !(metric instanceof Rejection);
}

function isTetragonEvent(line: Buffer): boolean {
  const found = tetragon.decode(line);
  return !(found instanceof Rejection) && found.length === 1 && !(found[0] instanceof Rejection);
}

function writing(what: string, format: MessageFormat<Anomaly>): Result {
  const anomalies = Array.from({ length: sampleSize }, (_, index) => anomaly(index));
  const perSecond = rate(() => {
    for (const one of anomalies) format.encode(one);
  });
  return { what, bytes: format.encode(anomaly(0)).length, perSecond };
}

/** @param pass goes through `sampleSize` of them. */
function rate(pass: () => void): number {
  const rates = Array.from({ length: rounds }, () => {
    const started = performance.now();
    for (let repeat = 0; repeat < passes; repeat++) pass();
    return (passes * sampleSize * 1000) / (performance.now() - started);
  });
  return Math.round(rates.sort((one, other) => one - other)[rounds >> 1]!);
}

function samples(payload: (index: number) => PlainEvent): readonly Buffer[] {
  return Array.from({ length: sampleSize }, (_, index) =>
    encodeEvent({
      pid: 1000 + (index % 5000),
      ppid: 1,
      uid: 1000,
      gid: 1000,
      comm: "worker",
      user: "app",
      nodeName: `worker-${index % 3}`,
      containerId: (index % containers).toString(16).padStart(64, "a"),
      containerImage: `registry.example/shop/service-${index % images}:1.4.2`,
      time: 1_767_225_600_000 + index,
      ...payload(index),
    }),
  );
}

/** One of 16 CPU series of a node, as a fleet of a hundred sends them. */
function cpuSeries(index: number): PlainSeries {
  const labels = {
    __name__: "node_cpu_seconds_total",
    cpu: String(index % 2),
    instance: `10.0.0.${index % 100}:9100`,
    job: "node-exporter",
    mode: ["idle", "iowait", "irq", "nice", "softirq", "steal", "system", "user"][index % 8]!,
    node: `worker-${index % 100}`,
  };
  return { labels, samples: [{ value: 7898.99 + index, time: 1_767_225_600_000 + index }] };
}

function tetragonLines(kind: Parameters<typeof tetragonLine>[1]): readonly Buffer[] {
  return Array.from({ length: sampleSize }, (_, index) => Buffer.from(tetragonLine(index, kind)));
}

function anomaly(index: number): Anomaly {
  return {
    id: `resource-per-container:resource:3:${index}`,
    detector: "resource-per-container",
    model: "hst",
    profile: "river",
    container: { image: "registry.example/shop/service-1:1.4.2", id: "a".repeat(64) },
    node: "worker-1",
    score: 0.9871234,
    threshold: 0.95,
    severity: "high",
    time: 1_767_225_600_123 + index,
    process: { pid: 4242, ppid: 1, comm: "worker", user: "app", uid: 1000, gid: 1000 },
    reasons: resourceFeatures.slice(0, 5).map((feature, place) => ({
      feature,
      value: 1_234_567.5 * (place + 1),
      usualLow: 0,
      usualHigh: 1000.25,
      share: 0.5 / (place + 1),
    })),
    source: { topic: "resource", partition: 3, offset: index },
  };
}

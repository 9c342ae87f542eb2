/**
 * How long from writing an event until its anomaly is visible to a read_committed subscriber, at a low rate, on a real broker:
 * `node bench/latency.ts [--probes N] [--rate EVENTS_PER_SECOND] [--json FILE]`. See docs/performance.md.
 */

import { writeFile } from "node:fs/promises";
import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { kafkaLog } from "../log/kafka/log.ts";
import type { LogReader, LogWriter, Position } from "../log/port.ts";
import { anomalyFromJson } from "../proto/codecs/anomaly-json.ts";
import { systemClock } from "../runtime/clock.ts";
import { encodeSimulated } from "../simulate/encode.ts";
import { Random } from "../simulate/random.ts";
import { simulation } from "../simulate/simulation.ts";
import { eventDecoder } from "../sources/ebpf/decoder.ts";
import { encodeEvent } from "../sources/ebpf/encode.ts";
import { resourceFeatures } from "../sources/ebpf/event.ts";
import { Rejection } from "../topology/rejection.ts";
import { kafkaBroker } from "../test/services/kafka.ts";
import { PicketProcess } from "../test/services/picket-process.ts";

const { values: options } = parseArgs({
  options: {
    probes: { type: "string", default: "200" },
    rate: { type: "string", default: "50" },
    json: { type: "string" },
  },
});
const probes = Number(options.probes);
const rate = Number(options.rate);
const partitions = 4;
/** A probe among so many ordinary events. */
const probeEvery = 20;
/** More than any detector warms up for. */
const warmUpEvents = 6000;
const topics = ["resource", "anomalies"] as const;
const eventItself = "(the event itself)";

const clock = systemClock;
const random = new Random("latency");
const broker = await kafkaBroker();
if (broker === undefined) process.exit(1);
const log = kafkaLog({ clientId: "latency", brokers: [broker.address], now: () => clock.now() });
const detectors = "resource-per-container,resource-global";
const picket = new PicketProcess({ KAFKA_BROKER: broker.address, PICKET_DETECTORS: detectors, LOG_LEVEL: "info" });
const simulated = simulation({
  seed: "latency",
  images: 4,
  kinds: ["resource"],
  start: clock.now(),
  rate,
  attacks: [],
});
const fleet = simulated.events();
/** When each probe was handed to the producer, by the name of its process. */
const sent = new Map<string, number>();
/** Ms from then on until a subscriber had it, by what it saw: the event itself, or a detector's anomaly. */
const latencies = new Map<string, number[]>();

try {
  await picket.said(/the topology runs/);
  const writer = await log.writer();
  await warmUp(writer);
  const stop = new AbortController();
  const reader = await log.reader();
  const watching = watch(reader, await latest(reader), stop.signal);
  await Promise.race([probe(writer), watching]);
  await clock.sleep(2000);
  stop.abort();
  await watching;
  await report();
} finally {
  await picket.stop();
  await log.close();
  await broker.dispose();
}

/** Teaches the models, and waits until that is behind: the anomalies' end stands still. */
async function warmUp(writer: LogWriter): Promise<void> {
  for (let batch = 0; batch < warmUpEvents / 1000; batch++) {
    const values = Array.from({ length: 1000 }, () => encodeSimulated(fleet.next().value));
    await writer.write(values.map((value) => ({ topic: "resource", key: null, value, headers: [] })));
  }
  const reader = await log.reader();
  for (
    let [before, now] = [-1, await end(reader)];
    now !== before || now === 0;
    [before, now] = [now, await end(reader)]
  ) {
    await clock.sleep(3000);
  }
  await reader.close();
}

async function end(reader: LogReader): Promise<number> {
  const ends = await reader.endOffsets(positionsOf("anomalies").map(({ topic, partition }) => ({ topic, partition })));
  return ends.reduce((sum, offset) => sum + offset, 0);
}

/** Ordinary events at the rate, each written by itself, with a probe now and then; at intervals of chance, as events come. */
async function probe(writer: LogWriter): Promise<void> {
  for (let event = 0; sent.size < probes; event++) {
    const value = event % probeEvery === 0 ? probeEvent() : encodeSimulated(fleet.next().value);
    await writer.write([{ topic: "resource", key: null, value, headers: [] }]);
    await clock.sleep((2000 * random.uniform()) / rate);
  }
}

/** Far beyond all that any container ever did. */
function probeEvent(): Buffer {
  const { image, id, node } = simulated.containers[sent.size % simulated.containers.length]!;
  const comm = `probe-${sent.size}`;
  sent.set(comm, clock.elapsed());
  const resource = resourceFeatures.map(() => 1e12);
  return encodeEvent({ containerImage: image, containerId: id, nodeName: node, comm, time: clock.now(), resource });
}

async function latest(reader: LogReader): Promise<readonly Position[]> {
  const positions = topics.flatMap(positionsOf);
  const ends = await reader.endOffsets(positions);
  return positions.map(({ topic, partition }, index) => ({ topic, partition, offset: ends[index]! }));
}

/** Reads both topics as a subscriber would. */
async function watch(reader: LogReader, from: readonly Position[], stop: AbortSignal): Promise<void> {
  const decoder = eventDecoder();
  let positions = from;
  while (!stop.aborted) {
    const fetched = await reader.fetch(positions, { maxBytes: 2 ** 20, maxWaitMs: 500 });
    const now = clock.elapsed();
    positions = positions.map(({ topic, partition, offset }) => {
      const answer = fetched.find((one) => one.topic === topic && one.partition === partition);
      return { topic, partition, offset: answer?.nextOffset ?? offset };
    });
    for (const { topic, records } of fetched) {
      for (const { value } of records) {
        if (value === null) continue;
        if (topic === "anomalies") {
          const { detector, process } = anomalyFromJson(value.toString());
          seen(detector, process.comm, now);
        } else {
          const event = decoder.decode(value);
          if (!(event instanceof Rejection)) seen(eventItself, event.process().comm, now);
        }
      }
    }
  }
}

function seen(what: string, comm: string, now: number): void {
  const since = sent.get(comm);
  if (since === undefined) return;
  const known = latencies.get(what) ?? [];
  latencies.set(what, known);
  known.push(now - since);
}

function positionsOf(topic: string): Position[] {
  return Array.from({ length: partitions }, (_, partition) => ({ topic, partition, offset: 0 }));
}

async function report(): Promise<void> {
  const results = [...latencies].map(([visible, values]) => {
    values.sort((a, b) => a - b);
    const at = (share: number): number => Math.round(values[Math.ceil(share * values.length) - 1]!);
    return { visible, probes: sent.size, seen: values.length, medianMs: at(0.5), p99Ms: at(0.99), worstMs: at(1) };
  });
  console.table(results);
  if (options.json === undefined) return;
  const [cpu] = cpus();
  const machine = { node: process.version, cpu: cpu?.model, cores: cpus().length, loadAtEnd: loadavg()[0] };
  await writeFile(options.json, `${JSON.stringify({ rate, probeEvery, partitions, machine, results }, null, 2)}\n`);
}

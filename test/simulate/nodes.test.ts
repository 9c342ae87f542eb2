import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { parseIncident } from "../../simulate/nodes/incident.ts";
import type { NodeTopic, SimulatedRecord } from "../../simulate/nodes/record.ts";
import { nodeSimulation, type NodeSimulationOptions } from "../../simulate/nodes/simulation.ts";
import { eventDecoder } from "../../sources/ebpf/decoder.ts";
import { adapterDecoder } from "../../sources/prometheus/kafka-adapter.ts";
import { type NodeMetric, nodeMetric } from "../../sources/prometheus/node-metric.ts";
import { remoteWrite1Reader } from "../../sources/prometheus/remote-write-1.ts";
import { tetragonDecoder } from "../../sources/tetragon/decoder.ts";
import type { TetragonEvent } from "../../sources/tetragon/event.ts";
import { Rejection } from "../../topology/rejection.ts";

const start = Date.UTC(2026, 2, 2, 9, 59);
const base: NodeSimulationOptions = { seed: "7", nodes: 10, start };
const everything: readonly NodeTopic[] = ["node-metrics", "tetragon", "ebpf_events", "resource", "frequency"];

function take(seconds: number, options: Partial<NodeSimulationOptions> = {}): SimulatedRecord[] {
  const taken: SimulatedRecord[] = [];
  for (const record of nodeSimulation({ ...base, ...options }).records()) {
    if (record.time >= start + seconds * 1000) break;
    taken.push(record);
  }
  return taken;
}

test("the same seed gives the same bytes at the same times, another seed others", () => {
  const incidents = ["miner@+5s:node-2", "process-storm@+5s", "log-tampering@+10s"].map(parseIncident);
  const digest = (seed: string): string => {
    const hash = createHash("sha256");
    for (const { topic, key, time, value } of take(30, { seed, incidents, topics: everything })) {
      hash.update(`${topic} ${String(key)} ${time} `).update(value);
    }
    return hash.digest("hex");
  };
  assert.equal(digest("7"), digest("7"));
  assert.notEqual(digest("7"), digest("8"));
});

test("records come in the order of event time, from the start on", () => {
  const records = take(60, { topics: everything, nodes: 30 });
  assert.ok(records.length > 10_000, `${records.length} records`);
  let before = start;
  for (const { time } of records) {
    assert.ok(Number.isSafeInteger(time) && time >= before);
    before = time;
  }
  assert.deepEqual(new Set(records.map(({ topic }) => topic)), new Set(everything));
});

test("what happens at a node changes nothing of what the others write", () => {
  const of = (records: readonly SimulatedRecord[], node: string): string[] =>
    records.filter(({ value }) => !value.includes(node)).map(({ value }) => value.toString("hex"));
  const quiet = take(40, { topics: everything });
  const attacked = take(40, { topics: everything, incidents: [parseIncident("miner@+5s:node-3")] });
  assert.deepEqual(of(attacked, "node-3"), of(quiet, "node-3"));
  assert.notDeepEqual(attacked, quiet);
});

test("every record is read by the decoders of its source", () => {
  const records = take(30, { topics: everything, incidents: [parseIncident("miner@+5s:node-3")] });
  for (const form of ["adapter", "remote-write"] as const) {
    const metrics = metricsOf(take(30, { topics: ["node-metrics"], metricsForm: form }));
    assert.deepEqual(new Set(metrics.map(({ node }) => node)).size, 10);
    assert.deepEqual(
      new Set(metrics.map(({ family }) => family)),
      new Set(["cpu", "memory_available", "memory_total", "network_receive", "network_transmit"]),
    );
  }
  const events = eventsOf(records);
  assert.deepEqual(new Set(events.map(({ kind }) => kind)), new Set(["exec", "exit", "kprobe"]));
  const ids = new Set(events.map((event) => ("process" in event ? event.process.containerId.length : -1)));
  assert.deepEqual(ids, new Set([31, 64]));
  const decoder = eventDecoder();
  const kinds: Partial<Record<NodeTopic, string>> = {
    resource: "resource",
    frequency: "syscalls",
    ebpf_events: "other",
  };
  for (const { topic, value, time, key } of records) {
    if (topic === "node-metrics" || topic === "tetragon") continue;
    const event = decoder.decode(value);
    assert.ok(!(event instanceof Rejection));
    assert.equal(event.kind, kinds[topic]);
    assert.equal(event.time, time);
    assert.match(event.nodeName, /^node-\d+$/);
    assert.equal(key, null);
  }
});

test("a miner takes CPU time, connects to a mining port, and is executed where anyone may write", () => {
  const { incidents } = nodeSimulation({ ...base, incidents: [parseIncident("miner@+60s+60s:node-1")] });
  const [miner] = incidents;
  assert.ok(miner?.container);
  const records = take(120, { incidents: [parseIncident("miner@+60s+60s:node-1")] });
  const events = eventsOf(records).filter(({ node }) => node === "node-1");
  const during = events.filter(({ time }) => time >= miner.start);
  const isSign = (event: TetragonEvent): boolean =>
    (event.kind === "exec" && /^\/(tmp|dev\/shm)\/\./.test(event.process.binary)) ||
    (event.kind === "kprobe" && [3333, 4444, 5555, 7777, 14444].includes(event.peer?.port ?? 0));
  assert.ok(during.filter(isSign).length > 5);
  assert.equal(events.filter(({ time }) => time < miner.start).filter(isSign).length, 0);
  const busy = (from: number, to: number): number =>
    busyShare(records, "node-1", start + from * 1000, start + to * 1000);
  assert.ok(busy(70, 120) > busy(0, 60) + 0.3, `${busy(0, 60)} before, ${busy(70, 120)} with the miner`);
});

function metricsOf(records: readonly SimulatedRecord[]): NodeMetric[] {
  const adapter = adapterDecoder(100_000);
  const writes = remoteWrite1Reader();
  const identity = { label: "node" };
  return records
    .filter(({ topic }) => topic === "node-metrics")
    .flatMap(({ value, key }) => {
      const read =
        key === null ? [adapter.decode(value)] : writes.read(value, (sample) => nodeMetric(sample, identity));
      assert.ok(!(read instanceof Rejection));
      return read.flatMap((sample) => {
        assert.ok(!(sample instanceof Rejection));
        const metric = "family" in sample ? sample : nodeMetric(sample, identity);
        assert.ok(!(metric instanceof Rejection));
        return metric ?? [];
      });
    });
}

function eventsOf(records: readonly SimulatedRecord[]): TetragonEvent[] {
  const decoder = tetragonDecoder(100_000);
  return records
    .filter(({ topic }) => topic === "tetragon")
    .flatMap(({ value, time, key }) => {
      const [event, second] = [decoder.decode(value)].flat();
      assert.ok(event !== undefined && !(event instanceof Rejection) && second === undefined);
      assert.equal(event.time, time);
      assert.equal(key?.toString(), event.node);
      return event;
    });
}

/** The share of CPU time that was not idle. */
function busyShare(records: readonly SimulatedRecord[], node: string, from: number, to: number): number {
  const cpu = metricsOf(records).filter(
    (metric) => metric.node === node && metric.family === "cpu" && metric.time >= from && metric.time < to,
  );
  const spent = (only?: string): number => {
    const counters = cpu.filter((metric) => metric.family === "cpu" && (only === undefined || metric.mode === only));
    const times = counters.map(({ time }) => time);
    const sum = (at: number): number =>
      counters.filter(({ time }) => time === at).reduce((total, { value }) => total + (value ?? NaN), 0);
    return sum(Math.max(...times)) - sum(Math.min(...times));
  };
  return 1 - spent("idle") / spent();
}

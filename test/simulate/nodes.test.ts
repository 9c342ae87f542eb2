/** Simulated fleets of nodes: the same bytes for the same seed, in order, as their sources write them. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { parseIncident } from "../../simulate/nodes/incident.ts";
import type { NodeTopic, SimulatedRecord } from "../../simulate/nodes/record.ts";
import type { NodeSimulationOptions } from "../../simulate/nodes/simulation.ts";
import { eventDecoder } from "../../sources/ebpf/decoder.ts";
import { encodeAdapterSample } from "../../sources/prometheus/encode.ts";
import { Rejection } from "../../topology/rejection.ts";
import { eventsOf, metricsOf, recordsOf } from "./node-records.ts";

const start = Date.UTC(2026, 2, 2, 9, 59);
const base: NodeSimulationOptions = { seed: "7", nodes: 10, start };
const everything: readonly NodeTopic[] = ["node-metrics", "tetragon", "ebpf_events", "resource", "frequency"];

const take = (seconds: number, options: Partial<NodeSimulationOptions> = {}): SimulatedRecord[] =>
  recordsOf({ ...base, ...options }, seconds);

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

test("the adapter's lines are as its encoder writes them", () => {
  for (const { value } of take(10, { topics: ["node-metrics"] })) {
    const line: unknown = JSON.parse(value.toString());
    assert.ok(isAdapterLine(line));
    const sample = { value: Number(line.value), time: Date.parse(line.timestamp) };
    assert.equal(value.toString(), encodeAdapterSample(line.labels, sample).toString());
    const [, ...names] = Object.keys(line.labels);
    assert.deepEqual(names, names.toSorted());
  }
});

test("every process that ends was executed before, and main processes were not", () => {
  const started = new Map<string, number>();
  let ended = 0;
  const incidents = [parseIncident("process-storm@+10s+20s:node-4")];
  for (const event of eventsOf(take(60, { incidents }))) {
    if (event.kind === "exec") {
      assert.ok(!started.has(event.process.execId));
      started.set(event.process.execId, event.time);
    }
    if (event.kind !== "exit") continue;
    ended += 1;
    assert.ok((started.get(event.process.execId) ?? Infinity) <= event.time);
  }
  assert.ok(ended > 0.9 * started.size && ended < started.size, `${ended} of ${started.size}`);
});

test("rates are what is asked for, on average over nodes and the day", () => {
  const topics = ["tetragon"] as const;
  const perSecond = (
    options: Partial<NodeSimulationOptions>,
  ): { readonly executes: number; readonly connects: number } => {
    const days = [0, 6, 12, 18].map((hours) => Date.UTC(2026, 2, 2, hours));
    const events = days.flatMap((at) => eventsOf(recordsOf({ ...base, topics, ...options, start: at }, 60)));
    const each = (kind: string): number => events.filter((event) => event.kind === kind).length / (10 * 240);
    return { executes: each("exec"), connects: each("kprobe") };
  };
  const usual = perSecond({});
  assert.ok(Math.abs(usual.executes - 2) < 0.3 && Math.abs(usual.connects - 1) < 0.2, JSON.stringify(usual));
  const more = perSecond({ executes: 6, connects: 0.5 });
  assert.ok(Math.abs(more.executes - 6) < 0.8 && Math.abs(more.connects - 0.5) < 0.15, JSON.stringify(more));
});

test("a scrape of each node at every interval has a sample of each series", () => {
  const scrapes = take(20, {
    topics: ["node-metrics"],
    samplesIntervalMs: 2000,
    cpusPerNode: 4,
    metricsForm: "remote-write",
  });
  assert.equal(scrapes.length, 10 * 10);
  assert.equal(metricsOf(scrapes.slice(0, 1)).length, 4 * 4 + 4);
});

test("groups differ, and have their hours: web nodes are busy in the afternoon, cron nodes at night and as minutes begin", () => {
  const load = (hours: number): Map<string, number> => {
    const at = Date.UTC(2026, 2, 2, hours);
    const executed = new Map<string, number>();
    for (const { node, kind } of eventsOf(recordsOf({ ...base, executes: 20, topics: ["tetragon"], start: at }, 60))) {
      if (kind === "exec") executed.set(node, (executed.get(node) ?? 0) + 1);
    }
    return executed;
  };
  const [night, afternoon] = [load(2), load(14)];
  const of = (executed: Map<string, number>, node: string): number => executed.get(node) ?? 0;
  assert.ok(of(afternoon, "node-1") > 1.5 * of(night, "node-1"));
  assert.ok(of(night, "node-4") > 1.2 * of(afternoon, "node-4"));
  const seconds = eventsOf(recordsOf({ ...base, topics: ["tetragon"], start: Date.UTC(2026, 2, 2, 2) }, 60))
    .filter(({ node, kind }) => node === "node-4" && kind === "exec")
    .map(({ time }) => (time % 60_000) / 1000);
  assert.ok(seconds.filter((second) => second < 12).length > 0.4 * seconds.length);
});

function isAdapterLine(line: unknown): line is { timestamp: string; value: string; labels: Record<string, string> } {
  return typeof line === "object" && line !== null && "timestamp" in line && "value" in line && "labels" in line;
}

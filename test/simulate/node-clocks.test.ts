/** What makes telemetry of nodes hard to read and is nobody's attack: reboots, clocks that are wrong, what shippers wrap around lines. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { envelopeNames } from "../../simulate/nodes/envelope.ts";
import { parseIncident } from "../../simulate/nodes/incident.ts";
import { nodeLabels } from "../../simulate/nodes/labels.ts";
import { nodeSimulation, type NodeSimulationOptions } from "../../simulate/nodes/simulation.ts";
import { eventDecoder } from "../../sources/ebpf/decoder.ts";
import type { NodeMetric } from "../../sources/prometheus/node-metric.ts";
import { tetragonDecoder } from "../../sources/tetragon/decoder.ts";
import { Rejection } from "../../topology/rejection.ts";
import { metricsOf, recordsOf } from "./node-records.ts";

const start = Date.UTC(2026, 2, 2, 10);
const base: NodeSimulationOptions = { seed: "7", nodes: 4, start, topics: ["node-metrics", "tetragon", "resource"] };

function tetragonEvents(options: NodeSimulationOptions, seconds: number) {
  const decoder = tetragonDecoder(100_000);
  return recordsOf(options, seconds)
    .filter(({ topic }) => topic === "tetragon")
    .map(({ value, time: at }) => {
      const decoded = decoder.decode(value);
      assert.ok(!(decoded instanceof Rejection));
      const [event] = decoded;
      assert.ok(event !== undefined && !(event instanceof Rejection));
      return { at, event };
    });
}

const rebooted = { ...base, incidents: [parseIncident("reboot@+20s+90s:node-2")] };

test("a node that reboots says nothing for half a minute, then starts its processes, its counters from nothing", () => {
  const [off, on] = [start + 20_000, start + 50_000];
  const records = recordsOf(rebooted, 100);
  const isOf2 = (value: Buffer) => value.includes("node-2");
  assert.ok(records.some(({ value, time }) => isOf2(value) && time < off));
  assert.deepEqual(
    records.filter(({ value, time }) => isOf2(value) && time >= off && time < on),
    [],
  );
  const idle = (metrics: readonly NodeMetric[]) =>
    metrics.filter((one) => one.node === "node-2" && one.family === "cpu" && one.mode === "idle" && one.cpu === "0");
  const values = idle(metricsOf(records)).map(({ time, value }) => ({ time, value: value ?? 0 }));
  const before = values.filter(({ time }) => time < off);
  const after = values.filter(({ time }) => time >= on - 1000);
  assert.ok(before.length >= 3 && after.length >= 8);
  assert.ok(before.every(({ value }) => value > 10_000) && after.every(({ value }) => value < 60));
  const executed = tetragonEvents(rebooted, 100).filter(
    ({ event }) => event.node === "node-2" && event.kind === "exec",
  );
  const perSecond = (from: number, to: number) =>
    (executed.filter(({ at }) => at >= from && at < to).length * 1000) / (to - from);
  assert.ok(perSecond(on, on + 30_000) > 2 * perSecond(start, off), "its start is a storm");
});

test("a reboot is labelled, and is of no container", () => {
  const [label] = nodeLabels(nodeSimulation(rebooted).incidents);
  assert.deepEqual(label, {
    node: "node-2",
    scenario: "reboot",
    class: "faulty",
    start: start / 1000 + 20,
    end: start / 1000 + 110,
  });
});

test("a reboot changes nothing of the other nodes", () => {
  const others = (options: NodeSimulationOptions) =>
    recordsOf(options, 60).flatMap(({ value }) => (value.includes("node-2") ? [] : [value.toString("hex")]));
  assert.deepEqual(others(rebooted), others(base));
});

test("with skewed clocks events say another time than records, each node its own; metrics are Prometheus'", () => {
  const skewed = { ...base, clockSkewMs: 180_000 };
  const { nodes } = nodeSimulation(skewed);
  const ahead = new Map(nodes.map(({ name, clockAheadMs }) => [name, clockAheadMs]));
  assert.equal(new Set(ahead.values()).size, nodes.length);
  assert.ok([...ahead.values()].every((ms) => Math.abs(ms) <= 180_000));
  for (const { at, event } of tetragonEvents(skewed, 20)) assert.equal(event.time, at + ahead.get(event.node)!);
  const decoder = eventDecoder();
  for (const { topic, value, time } of recordsOf(skewed, 20)) {
    if (topic !== "resource") continue;
    const event = decoder.decode(value);
    assert.ok(!(event instanceof Rejection));
    assert.equal(event.time, time + ahead.get(event.nodeName)!);
  }
  const metrics = (options: NodeSimulationOptions) => metricsOf(recordsOf(options, 20));
  assert.deepEqual(metrics(skewed), metrics(base));
  assert.deepEqual(
    nodeSimulation(base).nodes.map(({ clockAheadMs }) => clockAheadMs),
    nodes.map(() => 0),
  );
});

for (const name of envelopeNames) {
  test(`lines in the envelope ${name} are the same events`, () => {
    const bare = tetragonEvents(base, 20);
    const wrapped = tetragonEvents({ ...base, tetragonEnvelope: name }, 20);
    assert.ok(bare.length > 100);
    assert.deepEqual(wrapped, bare);
  });
}

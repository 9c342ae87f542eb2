/** Each scenario shows in the telemetry where it truly would, while it lasts, and in nothing before and after. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { pb } from "../../proto/generated/messages.js";
import type { SimulatedRecord } from "../../simulate/nodes/record.ts";
import { scenarios } from "../../simulate/nodes/scenarios.ts";
import { type NodeSimulationOptions, nodeSimulation } from "../../simulate/nodes/simulation.ts";
import type { NodeMetric } from "../../sources/prometheus/node-metric.ts";
import { eventsOf, metricsOf, recordsOf } from "./node-records.ts";

const start = Date.UTC(2026, 2, 2, 9, 58);
const node = "node-5";
const suspicious = new Set([1337, 3333, 4444, 5555, 7777, 9001, 14_444]);

/** What one node wrote in a minute before, in the two of an incident, and in one after it. */
interface Shown {
  readonly before: Part;
  readonly during: Part;
  readonly after: Part;
}

/** Rates per second; shares of all CPU time. */
interface Part {
  readonly busy: number;
  readonly waiting: number;
  readonly sent: number;
  /** Bytes at the end. */
  readonly memoryAvailable: number;
  readonly diskAvailable: number;
  readonly samples: number;
  readonly executes: number;
  readonly fromDrop: number;
  readonly typedByRoot: number;
  readonly suspicious: number;
  readonly endedWith: ReadonlySet<number>;
  readonly failedConnections: number;
  /** The most CPU time that a report of the incident's container told, in seconds, and the most bytes written. */
  readonly cpuSeconds: number;
  readonly bytesWritten: number;
  readonly reports: number;
  /** Bytes that a report of the node's containers told as written, on average. */
  readonly written: number;
}

function show(name: string): Shown {
  const scenario = scenarios.find((known) => known.name === name);
  assert.ok(scenario);
  const options: NodeSimulationOptions = {
    seed: "3",
    nodes: 5,
    start,
    topics: ["node-metrics", "tetragon", "ebpf_events", "resource"],
    incidents: [{ scenario, afterMs: 60_000, durationMs: 120_000, node }],
  };
  const [incident] = nodeSimulation(options).incidents;
  const records = recordsOf(options, 240);
  const part = (from: number, to: number): Part =>
    partOf(
      records.filter(({ time }) => time >= start + from * 1000 && time < start + to * 1000),
      to - from,
      incident?.container?.id,
    );
  return { before: part(0, 60), during: part(60, 180), after: part(180, 240) };
}

function partOf(records: readonly SimulatedRecord[], seconds: number, container: string | undefined): Part {
  const metrics = metricsOf(records).filter((metric) => metric.node === node);
  const events = eventsOf(records).filter((event) => event.node === node);
  const ebpf = records
    .filter(({ topic }) => topic === "ebpf_events" || topic === "resource")
    .map(({ value }) => pb.EbpfEvent.decode(value))
    .filter(({ nodeName }) => nodeName === node);
  const cpu = (mode?: string): number =>
    grown(metrics.filter((metric) => metric.family === "cpu" && (mode === undefined || metric.mode === mode)));
  const executed = events.flatMap((event) => (event.kind === "exec" ? [event.process] : []));
  const ofContainers = ebpf.filter(({ resource }) => resource);
  const reports = ofContainers.filter(({ containerId }) => containerId === container);
  const disk = records
    .filter(({ topic, value }) => topic === "node-metrics" && value.includes(`"node":"${node}"`))
    .filter(({ value }) => value.includes("node_filesystem_avail_bytes"));
  return {
    busy: 1 - cpu("idle") / cpu(),
    waiting: cpu("iowait") / cpu(),
    sent: grown(metrics.filter(({ family }) => family === "network_transmit")) / seconds,
    memoryAvailable: metrics.findLast(({ family }) => family === "memory_available")?.value ?? NaN,
    diskAvailable: Number(/"value":"(\d+)"/.exec(disk.at(-1)?.value.toString() ?? "")?.[1]),
    samples: metrics.length,
    executes: executed.length / seconds,
    fromDrop: executed.filter(({ binary }) => /^\/(?:tmp|dev\/shm)\/\./.test(binary)).length,
    typedByRoot: executed.filter(({ binary, uid }) => /\/(?:id|uname|ps|ss)$/.test(binary) && uid === 0).length,
    suspicious: events.filter((event) => event.kind === "kprobe" && suspicious.has(event.peer?.port ?? 0)).length,
    endedWith: new Set(events.flatMap((event) => (event.kind === "exit" ? [event.status] : []))),
    failedConnections: ebpf.filter(({ network }) => network && Number(network.returnCode) === -110).length,
    cpuSeconds: Math.max(...reports.map(({ resource }) => (resource?.CpuNs ?? 0) / 1e9)),
    bytesWritten: Math.max(...reports.map(({ resource }) => resource?.BytesWritten ?? 0)),
    reports: ofContainers.length,
    written: ofContainers.reduce((sum, { resource }) => sum + (resource?.BytesWritten ?? 0), 0) / ofContainers.length,
  };
}

/** By how much the counters grew together from their first to their last sample. */
function grown(counters: readonly NodeMetric[]): number {
  const [first] = counters;
  const last = counters.at(-1);
  const at = (time: number | undefined): number =>
    counters.filter((counter) => counter.time === time).reduce((sum, { value }) => sum + (value ?? NaN), 0);
  return at(last?.time) - at(first?.time);
}

test("cpu-stress takes CPU time, of the node and in a container", () => {
  const { before, during, after } = show("cpu-stress");
  assert.ok(during.busy > before.busy + 0.3 && after.busy < during.busy - 0.2);
  assert.ok(during.cpuSeconds > 3 && before.cpuSeconds < 2);
  assert.deepEqual([during.fromDrop, during.suspicious], [0, 0]);
});

test("memory-leak takes memory until the process ends", () => {
  const { before, during, after } = show("memory-leak");
  assert.ok(during.memoryAvailable < before.memoryAvailable - 3e9);
  assert.ok(after.memoryAvailable > before.memoryAvailable - 1e9);
});

test("packet-loss lets traffic collapse, connections time out, and scrapes be missed", () => {
  const { before, during, after } = show("packet-loss");
  assert.ok(during.sent < 0.5 * before.sent && after.sent > 0.6 * before.sent);
  assert.ok(during.failedConnections > 5 && before.failedConnections === 0 && after.failedConnections === 0);
  assert.ok(during.samples < 2 * before.samples);
  assert.ok(during.busy < before.busy);
  assert.ok(during.written < 0.6 * before.written && after.written > 0.6 * before.written);
});

test("disk-full fills the disk, lets the CPUs wait, and lets what cannot write end again and again", () => {
  const { before, during, after } = show("disk-full");
  assert.equal(during.diskAvailable, 0);
  assert.ok(before.diskAvailable > 1e10 && after.diskAvailable > 1e10);
  assert.ok(during.waiting > before.waiting + 0.1);
  assert.ok(during.bytesWritten > 3e7 && before.bytesWritten < 2e7);
  assert.deepEqual([before.endedWith, during.endedWith], [new Set([0]), new Set([0, 28])]);
});

test("dropped-binary is executed where anyone may write, and hardly shows in the metrics", () => {
  const { before, during, after } = show("dropped-binary");
  assert.deepEqual([before.fromDrop, after.fromDrop], [0, 0]);
  assert.ok(during.fromDrop > 50, `${during.fromDrop}`);
  assert.ok(Math.abs(during.busy - before.busy) < 0.2);
});

test("process-storm executes many times what is usual", () => {
  const { before, during, after } = show("process-storm");
  assert.ok(during.executes > 8 * before.executes && after.executes < 2 * before.executes);
  assert.ok(during.busy > before.busy + 0.1);
});

test("reverse-shell connects to a port of its kind, and root looks around", () => {
  const { before, during, after } = show("reverse-shell");
  assert.deepEqual([before.suspicious, before.typedByRoot, after.suspicious, after.typedByRoot], [0, 0, 0, 0]);
  assert.ok(during.suspicious > 0 && during.typedByRoot > 20);
});

test("miner takes CPU time, of the node and in its container, from a dropped binary that connects to a mining port", () => {
  const { before, during, after } = show("miner");
  assert.ok(during.busy > before.busy + 0.3);
  assert.ok(during.cpuSeconds > 3 && before.cpuSeconds < 2 && after.cpuSeconds < 2);
  assert.ok(during.fromDrop > 3 && during.suspicious > 3);
  assert.deepEqual([before.fromDrop, before.suspicious, after.fromDrop, after.suspicious], [0, 0, 0, 0]);
});

test("slow-exfiltration sends more and more", () => {
  const { before, during, after } = show("slow-exfiltration");
  assert.ok(during.sent > 1.5 * before.sent && after.sent < 0.7 * during.sent);
  assert.ok(during.bytesWritten > 3 * before.bytesWritten);
  assert.equal(during.fromDrop, 0);
});

test("log-tampering begins with somebody who looks around, then the sensors of events are silent while the node lives", () => {
  const { before, during, after } = show("log-tampering");
  assert.ok(during.typedByRoot > 3 && before.typedByRoot === 0);
  assert.ok(during.executes < 0.25 * before.executes && after.executes > 0.3 * before.executes);
  assert.ok(during.reports < 0.3 * before.reports && after.reports === before.reports);
  assert.ok(during.samples > 1.9 * before.samples);
});

test("strengths vary with the seed, within what a scenario says", () => {
  for (const scenario of scenarios) {
    const strengths = ["1", "2", "3", "4"].map((seed) => {
      const incidents = [{ scenario, afterMs: 0, durationMs: 1000 }];
      return nodeSimulation({ seed, nodes: 3, start, incidents }).incidents[0]?.strength ?? NaN;
    });
    const [least, most] = scenario.strength;
    assert.ok(
      strengths.every((strength) => strength >= least && strength <= most),
      scenario.name,
    );
    assert.equal(new Set(strengths).size, least === most ? 1 : 4, scenario.name);
  }
});

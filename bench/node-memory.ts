/**
 * What the states of a node take in memory, its windows' and its share of its group's, with a full history of healthy windows:
 * `node --expose-gc bench/node-memory.ts [--nodes 500]`.
 */

import { parseArgs } from "node:util";
import { judge } from "../nodes/judge/judge.ts";
import type { NodeObservation } from "../nodes/observation.ts";
import { historyLength } from "../nodes/policy/history.ts";
import { defaultNodePolicy } from "../nodes/policy/policy.ts";
import { windowsProcessor } from "../nodes/windows/processor.ts";

const { values: options } = parseArgs({ options: { nodes: { type: "string", default: "500" } } });
const count = Number(options.nodes);
const start = 1_800_000_000_000;
const [windowMs, graceMs] = [10_000, 5000];
const windows = windowsProcessor({ lengthMs: windowMs, graceMs, suspiciousPorts: new Set([3333]), groups: [] });
const group = judge(defaultNodePolicy).open();
const source = { topic: "tetragon", partition: 0, offset: 0 };

const before = memory();
const nodes = Array.from({ length: count }, (_, index) => ({ key: `worker-${index}`, state: windows.open() }));
let judged = 0;
// The history is full, and the newest window still fills.
for (let time = start; time < start + (historyLength + 2) * windowMs; time += 1000) {
  for (const { key, state } of nodes) {
    const context = { key, tick: time, time, source, trace: undefined };
    const told = [...(time % 5000 === 0 ? samplesAt(time) : []), ...executionsAt(time)];
    const pass = (window: Parameters<typeof group.process>[0]) =>
      group.process(window, { ...context, key: "all" }, () => judged++);
    for (const observation of told) state.process(observation, context, pass);
    if (state.wakeAt !== undefined && state.wakeAt <= time) state.wake(context, pass);
  }
}
const taken = (memory() - before) / count / 1024;
console.log(`${nodes.length} nodes, ${judged} windows judged: ${taken.toFixed(1)} KB a node`);

function samplesAt(time: number): readonly NodeObservation[] {
  const seconds = (time - start) / 1000;
  const series = [
    ["cpu", "0/idle", seconds * 0.8],
    ["cpu", "1/idle", seconds * 0.7],
    ["memory_available", "", 3e9],
    ["memory_total", "", 4e9],
    ["network_receive", "eth0", seconds * 1000],
    ["network_transmit", "eth0", seconds * 900],
  ] as const;
  return series.map(([family, name, value]) => {
    return { sensor: "metrics", kind: "sample", time, family, series: name, value };
  });
}

function executionsAt(time: number): readonly NodeObservation[] {
  return ["/usr/bin/curl", "/bin/sh"].map((binary) => {
    const process = { pid: 7, uid: 1000, binary, arguments: "-c true", containerId: "", image: "shop/api:3.1" };
    return { sensor: "tetragon", kind: "exec", time, process };
  });
}

function memory(): number {
  if (globalThis.gc === undefined) throw new Error("Run it with node --expose-gc.");
  globalThis.gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

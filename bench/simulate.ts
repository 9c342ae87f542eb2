/**
 * How fast a simulated fleet of nodes is made, in records per second of CPU time, which a busy machine changes less than the
 * clock's: `node bench/simulate.ts [--nodes 10000] [--records 1000000] [--kinds node-metrics,tetragon] [--metrics adapter]`.
 */

import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import { oneOf, someOf } from "../config/kinds.ts";
import { nodeTopics } from "../simulate/nodes/record.ts";
import { nodeSimulation } from "../simulate/nodes/simulation.ts";

const { values: options } = parseArgs({
  options: {
    nodes: { type: "string", default: "10000" },
    records: { type: "string", default: "1000000" },
    kinds: { type: "string", default: "node-metrics,tetragon,resource,frequency" },
    metrics: { type: "string", default: "adapter" },
  },
});

const start = Date.UTC(2026, 0, 1, 12);
const wanted = Number(options.records);
const began = process.cpuUsage();
const simulation = nodeSimulation({
  seed: "1",
  nodes: Number(options.nodes),
  start,
  topics: someOf(...nodeTopics).schema.parse(options.kinds),
  metricsForm: oneOf("adapter", "remote-write").schema.parse(options.metrics),
});
const records = simulation.records();
records.next();
const setUp = secondsOf(process.cpuUsage(began));

const from = process.cpuUsage();
let count = 0;
let bytes = 0;
let until = start;
for (const { value, time } of records) {
  count += 1;
  bytes += value.length;
  until = time;
  if (count === wanted) break;
}
const seconds = secondsOf(process.cpuUsage(from));
console.log({
  ...options,
  "records per CPU second": Math.round(count / seconds),
  "times real time, on one core": Number(((until - start) / 1000 / seconds).toFixed(2)),
  "bytes a record": Math.round(bytes / count),
  "CPU seconds until the first": Number(setUp.toFixed(1)),
  "resident MB": Math.round(process.memoryUsage.rss() / 1e6),
  "load of the machine": Number((loadavg()[0] ?? NaN).toFixed(1)),
});

function secondsOf({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1e6;
}

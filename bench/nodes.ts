/**
 * What the path of nodes costs: records of sensors in, health out, all stages in this process on the embedded log.
 *
 *   node bench/nodes.ts [--nodes 2000] [--windows 6] [--metrics adapter|remote-write]
 *
 * Each node has 12 samples (two scrapes) and 20 executions in a window of ten seconds. Time is the processor's, of this whole
 * process, so that other work on the machine does not count: neither does the making of the records and their way into the log, which is
 * others'. The embedded log's reading, and its writing of what the stages send, are in it; Kafka's is not.
 */

import { parseArgs } from "node:util";
import { Harness } from "../kit/harness.ts";
import type { LogRecord, OutputRecord } from "../log/port.ts";
import { defaultNodePolicy } from "../nodes/policy/policy.ts";
import { nodeHealthFromJson } from "../proto/codecs/node-health-json.ts";
import { encodeAdapterSample, encodeRemoteWrite1 } from "../sources/prometheus/encode.ts";
import { topicsOf } from "../runtime/topics.ts";
import { topology } from "../topology/builder.ts";
import { withNodePath } from "../topology/node-path.ts";
import { deadLetterTopic } from "../topology/topics.ts";

const { values: options } = parseArgs({
  options: {
    nodes: { type: "string", default: "2000" },
    windows: { type: "string", default: "6" },
    metrics: { type: "string", default: "adapter" },
  },
});
const [nodes, windows] = [Number(options.nodes), Number(options.windows)];
const start = 1_800_000_000_000;
const [windowMs, graceMs] = [10_000, 5000];

const declared = withNodePath(
  topology("nodes"),
  {
    sensors: ["metrics", "tetragon"],
    identity: { label: "node" },
    windows: { lengthMs: windowMs, graceMs, suspiciousPorts: new Set([3333, 4444]), groups: [] },
    policy: defaultNodePolicy,
    maxEventBytes: 2 ** 20,
    provenance: undefined,
  },
  deadLetterTopic("dead-letters"),
);
const harness = new Harness(declared, { partitions: 4, fetchBytes: 2 ** 21 });
harness.start();

const writer = await harness.cluster.connect().writer();
let records = 0;
let spent = 0;
/** How long after its grace each window was told, in ms of ticks. */
const delays: number[] = [];
const seconds = (windows + 1) * (windowMs / 1000);
for (let second = 0; second < seconds; second++) {
  const time = start + second * 1000;
  const samples = second % 5 === 0 ? metricsAt(time) : [];
  const batch = [...recordsOf("node-metrics", samples, time), ...recordsOf("tetragon", executionsAt(time), time)];
  // The embedded log has them when the call returns, and nobody has read them yet.
  const written = writer.write(batch);
  const before = process.cpuUsage();
  await written;
  await harness.settled();
  await harness.tick(time + 1000);
  await harness.settled();
  // The first window also makes the machine's code.
  if (second >= windowMs / 1000) {
    spent += cpuMs(before);
    records += batch.length;
    delays.push(...harness.readAll("node-health").map((record) => time + 1000 - graceMs - endOf(record)));
  }
  truncate();
}
await harness.close();

delays.sort((one, other) => one - other);
const needed = windows * windowMs;
console.log(`${nodes} nodes, ${windows} windows, ${records} records, ${delays.length} healths, ${options.metrics}`);
console.log(`${Math.round(spent)} ms of processor, ${Math.round((records / spent) * 1000)} records a second`);
console.log(
  `${(needed / spent).toFixed(1)} times as fast as they come; 10,000 nodes: ${((needed / spent) * (nodes / 10_000)).toFixed(1)} times`,
);
console.log(`told ${delays.at(delays.length >> 1)} ms after their grace, ${delays.at(-1)} ms at most`);

function recordsOf(topic: string, values: readonly Buffer[], timestamp: number): OutputRecord[] {
  return values.map((value) => ({ topic, key: null, value, headers: [], timestamp }));
}

/** What was read goes, as it would from a client's memory. */
function truncate(): void {
  for (const { name } of topicsOf(declared.stages)) {
    const topic = harness.nameOf(name);
    for (let partition = 0; partition < (harness.cluster.partitionCount(topic) ?? 0); partition++) {
      harness.cluster.truncate({ topic, partition }, harness.cluster.partition({ topic, partition }).endOffset);
    }
  }
}

function metricsAt(time: number): Buffer[] {
  const seconds = (time - start) / 1000;
  return Array.from({ length: nodes }, (_, index) => {
    const node = `worker-${index}`;
    const series = [
      [{ __name__: "node_cpu_seconds_total", cpu: "0", mode: "idle", node }, seconds * 0.8],
      [{ __name__: "node_cpu_seconds_total", cpu: "1", mode: "idle", node }, seconds * 0.7],
      [{ __name__: "node_memory_MemAvailable_bytes", node }, 3e9 + index],
      [{ __name__: "node_memory_MemTotal_bytes", node }, 4e9],
      [{ __name__: "node_network_receive_bytes_total", device: "eth0", node }, seconds * 1000],
      [{ __name__: "node_network_transmit_bytes_total", device: "eth0", node }, seconds * 900],
    ] as const;
    if (options.metrics === "adapter")
      return series.map(([labels, value]) => encodeAdapterSample(labels, { value, time }));
    return [encodeRemoteWrite1(series.map(([labels, value]) => ({ labels, samples: [{ value, time }] })))];
  }).flat();
}

function executionsAt(time: number): Buffer[] {
  return Array.from({ length: nodes * 2 }, (_, index) => {
    const at = new Date(time + (index % 10) * 100).toISOString();
    const binary = ["/usr/bin/curl", "/bin/sh", "/usr/bin/python3", "/usr/sbin/nginx"][index % 4];
    const pod = {
      namespace: "shop",
      name: "api",
      container: { id: `containerd://${"1fb9".repeat(16)}`, image: { name: "shop/api:3.1" } },
    };
    const run = { exec_id: `${index}`, pid: index, uid: 1000, binary, arguments: "-c 'true'", start_time: at, pod };
    return Buffer.from(
      JSON.stringify({ process_exec: { process: run }, node_name: `worker-${index % nodes}`, time: at }),
    );
  });
}

function endOf({ value }: LogRecord): number {
  const { end } = nodeHealthFromJson(String(value));
  return end;
}

function cpuMs(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

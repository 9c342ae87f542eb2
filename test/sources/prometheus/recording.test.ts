/** Real samples of a node_exporter, as prometheus-kafka-adapter writes them: all are read, and none is read wrongly. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { adapterDecoder } from "../../../sources/prometheus/kafka-adapter.ts";
import { nodeMetric, type NodeMetric } from "../../../sources/prometheus/node-metric.ts";
import { Rejection } from "../../../topology/rejection.ts";
import { recordedLines, recordedTime } from "../recording.ts";

const lines = recordedLines("prometheus.jsonl.gz");
const decoder = adapterDecoder(1024 * 1024);
const metrics = lines.flatMap((line): readonly NodeMetric[] => {
  const sample = decoder.decode(line);
  if (sample instanceof Rejection) throw new Error(sample.detail);
  const metric = nodeMetric(sample, { label: "node" });
  if (metric instanceof Rejection) throw new Error(metric.detail);
  return metric === undefined ? [] : [metric];
});

function countBy(tell: (metric: NodeMetric) => string): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const metric of metrics) counts[tell(metric)] = (counts[tell(metric)] ?? 0) + 1;
  return counts;
}

test("every sample of the families is read, and those of two mirrors of the network are left out", () => {
  assert.equal(lines.length, 20_677);
  assert.deepEqual(
    countBy(({ family }) => family),
    {
      cpu: 11_408,
      memory_available: 713,
      memory_total: 713,
      network_receive: 713,
      network_transmit: 713,
    },
  );
  assert.deepEqual(
    countBy((metric) => ("device" in metric ? metric.device : "")),
    { "": 12_834, eth0: 1426 },
  );
  assert.deepEqual(
    countBy(({ node }) => node),
    { "recorder-1": 14_260 },
  );
});

test("each CPU has eight modes in each of 713 scrapes", () => {
  const modes = countBy((metric) => (metric.family === "cpu" ? `${metric.cpu} ${metric.mode}` : "other"));
  assert.equal(Object.keys(modes).length, 2 * 8 + 1);
  for (const [mode, count] of Object.entries(modes)) if (mode !== "other") assert.equal(count, 713, mode);
});

test("values and times are those that the lines carry", () => {
  const { start, end } = recordedTime();
  const total = metrics.find(({ family }) => family === "memory_total");
  assert.ok(total?.value !== undefined && total.value > 2 ** 30);
  for (const { time, value } of metrics) {
    assert.ok(time >= start - 1000 && time <= end + 1000);
    assert.ok(value !== undefined && value >= 0);
  }
  const [first] = metrics;
  assert.deepEqual(first, {
    node: "recorder-1",
    time: Date.parse("2026-11-21T22:47:32Z"),
    value: 2848.03,
    family: "cpu",
    cpu: "0",
    mode: "idle",
  });
});

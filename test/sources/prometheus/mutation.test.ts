/** Lines of prometheus-kafka-adapter that something happened to: a sample or a reason, never an exception, never a wrong type. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../../simulate/random.ts";
import { adapterDecoder } from "../../../sources/prometheus/kafka-adapter.ts";
import { nodeMetric } from "../../../sources/prometheus/node-metric.ts";
import { Rejection } from "../../../topology/rejection.ts";
import { mutate } from "../ebpf/random-message.ts";
import { recordedLines } from "../recording.ts";

const seed = process.env["PICKET_TEST_SEED"] ?? "old hornbeam";
const rounds = 10_000;

test(`${rounds} mutated samples are read or rejected (PICKET_TEST_SEED="${seed}")`, () => {
  const random = new Random(seed);
  const lines = recordedLines("prometheus.jsonl.gz");
  const decoder = adapterDecoder(1024 * 1024);
  const seen = { read: 0, metrics: 0, rejected: 0 };
  for (let round = 0; round < rounds; round++) {
    const [line, other] = [lines[random.integer(0, lines.length - 1)]!, lines[random.integer(0, lines.length - 1)]!];
    const bytes = mutate(random, line, other);
    const hint = `seed "${seed}": ${bytes.toString()}`;
    const sample = decoder.decode(bytes);
    if (sample instanceof Rejection) {
      seen.rejected++;
      assert.ok(["malformed", "empty"].includes(sample.reason), hint);
      continue;
    }
    seen.read++;
    assert.ok(sample.name !== "" && Number.isInteger(sample.time) && typeof sample.value === "number", hint);
    const metric = nodeMetric(sample, { label: "node" });
    if (metric === undefined || metric instanceof Rejection) continue;
    seen.metrics++;
    assert.ok(metric.node !== "" && (metric.value === undefined || metric.value >= 0), hint);
  }
  for (const count of Object.values(seen)) assert.ok(count > rounds / 20, JSON.stringify(seen));
});

/** What a topology tells about itself while it runs: the context of traces goes through, and every event is counted. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Harness } from "../../kit/harness.ts";
import { recordedMetrics } from "../../telemetry/recorded-metrics.ts";
import { traceContextOf } from "../../telemetry/propagation.ts";
import type { Tracer } from "../../telemetry/tracing.ts";
import { builtInDetectors } from "../../topology/detectors/built-in.ts";
import { picket } from "../../topology/picket.ts";
import { goldenEvents, riverAnswers } from "../golden.ts";

const sample = await goldenEvents();
const warmup = { size: 200, timeMs: Infinity, sizePerContainer: 50 };
const topology = picket({
  detectors: builtInDetectors({ model: "hst", profile: "river", warmup }),
  containerKey: "image",
  maxEventBytes: 2 ** 20,
});

const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
const headers = [
  ["traceparent", Buffer.from(traceparent)],
  ["tracestate", Buffer.from("vendor=1")],
] as const;

describe("a running topology", () => {
  it("carries an event's trace context through the internal topic to its anomaly and its dead letter", async (t) => {
    const harness = new Harness(topology);
    t.after(() => harness.close());
    await harness.write("resource", [...sample, Buffer.from("no event")], { headers });
    harness.start();
    await harness.settled();
    for (const topic of ["anomalies", "dead-letters"]) {
      const records = harness.read(topic);
      assert.ok(records.length > 0);
      for (const record of records) {
        assert.deepEqual(traceContextOf(record.headers), { traceparent, tracestate: "vendor=1" });
      }
    }
  });

  it("puts on an anomaly the context that its span gives", async (t) => {
    const spanned = "00-4bf92f3577b34da6a3ce929d0e0e4736-1111111111111111-01";
    const tracer: Tracer = {
      batch: () => ({
        phase() {},
        anomaly: (from) => (from ? { traceparent: spanned } : undefined),
        end() {},
      }),
    };
    const harness = new Harness(topology, { tracer });
    t.after(() => harness.close());
    await harness.write("resource", sample.slice(0, 4000), { headers });
    harness.start();
    await harness.settled();
    const contexts = harness.read("anomalies").map((record) => traceContextOf(record.headers)?.traceparent);
    assert.ok(contexts.length > 0);
    assert.deepEqual([...new Set(contexts)], [spanned]);
  });

  it("counts what it read, scored, skipped, rejected and found", async (t) => {
    const metrics = recordedMetrics();
    const harness = new Harness(topology, { metrics });
    t.after(() => harness.close());
    await harness.write("resource", [...sample, Buffer.from("no event")]);
    harness.start();
    await harness.settled();
    const total: typeof metrics.total = (name, of) => metrics.total(name, of);
    assert.equal(total("eventsIn", { stage: "ingest", topic: "resource" }), sample.length + 1);
    assert.equal(total("deadLetters", { reason: "malformed" }), 1);
    const river = riverAnswers("resource-per-container.hst");
    assert.equal(total("eventsScored", { detector: "resource-per-container" }), river.length);
    const found = ["low", "medium", "high", "critical"].map((severity) =>
      total("anomalies", { detector: "resource-per-container", severity }),
    );
    assert.equal(
      found.reduce((sum, count) => sum + count),
      river.filter((answer) => answer.anomalous).length,
    );
  });
});

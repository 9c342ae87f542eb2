/** The production topology on the embedded log: River's decisions come out, and nothing that happens on the way shows. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Harness } from "../../kit/harness.ts";
import { recordedMetrics } from "../../telemetry/recorded-metrics.ts";
import { decodeDeadLetter } from "../../proto/codecs/dead-letter.ts";
import { goldenEvents, riverAnswers } from "../golden.ts";
import { anomaliesOf, bySource, copyInternalTopics, production } from "../production.ts";

const sample = await goldenEvents();

describe("the production topology", () => {
  for (const model of ["hst", "ocsvm"] as const) {
    it(`writes River's anomalies for ${model}`, async (t) => {
      const harness = new Harness(production(model), { partitions: 2 });
      t.after(() => harness.close());
      await harness.write("resource", sample, { partition: 0 });
      harness.start();
      await harness.settled();
      const found = anomaliesOf(harness.readAll("anomalies"));
      for (const detector of ["resource-per-container", "resource-global"]) {
        const river = riverAnswers(`${detector}.${model}`).filter((answer) => answer.anomalous);
        const ours = found
          .filter((anomaly) => anomaly.detector === detector)
          .sort((a, b) => a.source.offset - b.source.offset);
        assert.deepEqual(
          ours.map((anomaly) => anomaly.source.offset),
          river.map((answer) => answer.index),
        );
      }
      assert.ok(found.every((anomaly) => anomaly.reasons.length > 0));
    });
  }

  it("writes the same bytes per source partition whatever crashes, rebalances or fails on the way", async (t) => {
    const calm = new Harness(production("hst"), { partitions: 3 });
    const rough = new Harness(production("hst"), { partitions: 3, fetchBytes: 30_000 });
    t.after(() => Promise.all([calm.close(), rough.close()]));

    const first = rough.start();
    rough.start();
    for (const [turn, from] of [0, 1500, 3000, 4500, 6000, 7500].entries()) {
      const frames = rough.readAll("by-container").length;
      await rough.until(() => rough.cluster.assignments("test.container").length === 2);
      await rough.write("resource", sample.slice(from, from + 1500), { partition: 0 });
      await rough.until(() => rough.readAll("by-container").length > frames);
      if (turn === 1) rough.cluster.failNextTransaction("before");
      if (turn === 2) rough.cluster.failNextTransaction("after");
      if (turn === 3) rough.cluster.kick(rough.cluster.assignments("test.container")[0]!);
      if (turn === 4) {
        await rough.crash(first);
        rough.start();
      }
      if (turn === 5) rough.cluster.failNextTransaction("after");
    }
    await rough.settled();

    // The oracle reads the very log that the container stage read.
    copyInternalTopics(rough, calm);
    calm.start();
    await calm.settled();
    assert.deepEqual(bySource(rough), bySource(calm));
    assert.ok(rough.readAll("anomalies").length > 100);
  });

  it("learns nothing again after a rebalance that leaves an instance its partitions", async (t) => {
    const metrics = recordedMetrics();
    const harness = new Harness(production("hst"), { partitions: 2, metrics });
    t.after(() => harness.close());
    await harness.write("resource", sample.slice(0, 4000), { partition: 0 });
    harness.start();
    await harness.settled();
    harness.cluster.kick(harness.cluster.assignments("test.container")[0]!);
    await harness.write("resource", sample.slice(4000), { partition: 0 });
    await harness.settled();
    assert.deepEqual(metrics.durations("restore"), []);
    const river = riverAnswers("resource-per-container.hst").filter((answer) => answer.anomalous);
    const ours = anomaliesOf(harness.readAll("anomalies")).filter(
      ({ detector }) => detector === "resource-per-container",
    );
    assert.equal(ours.length, river.length);
  });

  it("puts what cannot be read among the dead letters, once, and goes on", async (t) => {
    const harness = new Harness(production("hst"), { partitions: 1 });
    t.after(() => harness.close());
    const bad = [Buffer.from("not protobuf at all"), sample[0]!.subarray(0, 40), Buffer.alloc(0)];
    await harness.write("resource", [...sample.slice(0, 100), ...bad, ...sample.slice(100)], { partition: 0 });
    harness.start();
    await harness.settled();
    const letters = harness.read("dead-letters").map((record) => decodeDeadLetter(record));
    assert.deepEqual(
      letters.map(({ reason, source, value }) => [reason, source, value]),
      bad.map((value, index) => [
        value.length === 0 ? "empty" : "malformed",
        { topic: "resource", partition: 0, offset: 100 + index },
        value,
      ]),
    );
    const river = riverAnswers("resource-per-container.hst").filter((answer) => answer.anomalous);
    const ours = anomaliesOf(harness.readAll("anomalies")).filter(
      ({ detector }) => detector === "resource-per-container",
    );
    assert.equal(ours.length, river.length);
  });
});

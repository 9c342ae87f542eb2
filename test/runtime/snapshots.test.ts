/** Snapshots on the embedded log: a restart goes on from them, and whatever is wrong with them shows only in the log book. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Harness } from "../../kit/harness.ts";
import { MemoryStore } from "../../state/memory-store.ts";
import { recordedMetrics } from "../../telemetry/recorded-metrics.ts";
import { goldenEvents } from "../golden.ts";
import { production } from "../production.ts";
import { hastyClock } from "./hasty-clock.ts";
import { assertTruth, model } from "./truth.ts";
import { UnreliableStore } from "./unreliable-store.ts";

const sample = await goldenEvents();

describe("snapshots", () => {
  it("are where the next owner of a partition goes on, after a stop and after a crash", async (t) => {
    const metrics = recordedMetrics();
    const harness = new Harness(production(model), {
      store: new MemoryStore(),
      partitions: 2,
      metrics,
      fetchBytes: 50_000,
    });
    t.after(() => harness.close());
    const first = harness.start();
    await harness.write("resource", sample.slice(0, 3000), { partition: 0 });
    await harness.settled();
    await harness.stop(first);
    const second = harness.start();
    await harness.write("resource", sample.slice(3000, 6000), { partition: 0 });
    await harness.settled();
    assert.deepEqual(metrics.durations("restore"), [], "a stop saves what is committed, so nothing is replayed");
    await harness.crash(second);
    harness.start();
    await harness.write("resource", sample.slice(6000), { partition: 0 });
    await harness.settled();
    await assertTruth(harness);
    assert.ok(metrics.total("snapshot", { stage: "container", outcome: "saved" }) > 3);
    assert.equal(metrics.total("snapshot", { stage: "container", outcome: "failed" }), 0);
    assert.ok(metrics.total("snapshotBytes", { stage: "container" }) > 100_000);
  });

  it("may be lost, refused or fail at any moment: what is written stays the same", async (t) => {
    const seed = Number(process.env["PICKET_TEST_SEED"] ?? 7);
    t.diagnostic(`seed ${seed}`);
    const store = new UnreliableStore(seed);
    const harness = new Harness(production(model), { store, partitions: 3, fetchBytes: 20_000 });
    t.after(() => harness.close());
    let instance = harness.start();
    for (let from = 0; from < sample.length; from += 1000) {
      await harness.write("resource", sample.slice(from, from + 1000), { partition: 0 });
      const frames = harness.readAll("by-container").length;
      if (store.chance() < 0.5) await harness.settled();
      else await harness.until(() => harness.readAll("by-container").length > frames || store.chance() < 0.05);
      await (store.chance() < 0.5 ? harness.crash(instance) : harness.stop(instance));
      if (store.chance() < 0.2) await store.empty();
      instance = harness.start();
    }
    await harness.settled();
    assert.ok(store.saves > 10 && store.failures > 3, `${store.saves} saves, ${store.failures} failures`);
    await assertTruth(harness);
  });

  it("that wait are a lag that grows, and are counted", async (t) => {
    const metrics = recordedMetrics();
    const store = new UnreliableStore(1);
    const harness = new Harness(production(model), { store, metrics, clock: hastyClock, fetchBytes: 20_000 });
    t.after(() => harness.close());
    const of = { stage: "container", topic: harness.nameOf("by-container"), partition: 0 };
    const group = harness.cluster.group("test.container");
    store.answers = false;
    harness.start();
    await harness.write("resource", sample.slice(0, 4000), { partition: 0 });
    await harness.settled();
    await harness.until(() => metrics.total("snapshotLag", of) === group.committed(of));
    assert.ok(group.committed(of)! > 0);
    assert.ok(metrics.total("snapshot", { stage: "container", outcome: "failed" }) > 0);
    assert.equal(metrics.total("snapshot", { stage: "container", outcome: "saved" }), 0);
    await harness.until(() => metrics.total("snapshotAge", of) > 0);
    store.answers = true;
    await harness.until(() => metrics.total("snapshotLag", of) === 0);
    assert.ok(metrics.total("snapshot", { stage: "container", outcome: "saved" }) > 0);
  });

  it("are taken in a rebalance only where they are sooner read than learned again", async (t) => {
    const metrics = recordedMetrics();
    const store = new MemoryStore();
    const snapshotPolicy = { intervalMs: 3_600_000, changedStates: Infinity };
    const harness = new Harness(production(model), { store, snapshotPolicy, metrics, partitions: 3 });
    t.after(() => harness.close());
    const saves = (): number => metrics.total("snapshot", { stage: "container", outcome: "saved" });
    const first = harness.start();
    await harness.write("resource", sample.slice(0, 100), { partition: 0 });
    await harness.settled();
    const second = harness.start();
    await harness.until(() => second.runner.health().ready && first.runner.health().ready);
    assert.equal(saves(), 0, "a few events for each container");
    await harness.write("resource", sample.slice(100, 6000), { partition: 0 });
    await harness.settled();
    harness.start();
    await harness.until(() => saves() > 0);
    await harness.write("resource", sample.slice(6000), { partition: 0 });
    await harness.settled();
    await assertTruth(harness);
  });

  it("of other settings are not mixed with these", async (t) => {
    const store = new MemoryStore();
    const before = new Harness(production("ocsvm"), { store });
    await before.write("resource", sample.slice(0, 4000), { partition: 0 });
    const instance = before.start();
    await before.settled();
    await before.stop(instance);
    assert.ok((await store.list("test")).length > 0);
    const after = new Harness(production(model), { store });
    t.after(() => Promise.all([before.close(), after.close()]));
    await after.write("resource", sample, { partition: 0 });
    after.start();
    await after.settled();
    await assertTruth(after);
  });
});

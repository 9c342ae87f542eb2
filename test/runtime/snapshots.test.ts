/** Snapshots on the embedded log: a restart goes on from them, and whatever is wrong with them shows only in the log book. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Harness } from "../../kit/harness.ts";
import type { PartitionSnapshots, SaveRequest, SnapshotStore } from "../../state/port.ts";
import { MemoryStore } from "../../state/memory-store.ts";
import { recordedMetrics } from "../../telemetry/recorded-metrics.ts";
import { PicketError } from "../../errors/picket-error.ts";
import { goldenEvents } from "../golden.ts";
import { bySource, copyInternalTopics, production } from "../production.ts";

const sample = await goldenEvents();

describe("snapshots", () => {
  it("are where the next owner of a partition goes on, after a stop and after a crash", async (t) => {
    const metrics = recordedMetrics();
    const harness = new Harness(production("hst"), {
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
    const harness = new Harness(production("hst"), { store, partitions: 3, fetchBytes: 20_000 });
    t.after(() => harness.close());
    let instance = harness.start();
    for (let from = 0; from < sample.length; from += 1000) {
      await harness.write("resource", sample.slice(from, from + 1000), { partition: 0 });
      const frames = harness.readAll("by-container").length;
      if (store.chance() < 0.5) await harness.settled();
      else await harness.until(() => harness.readAll("by-container").length > frames || store.chance() < 0.05);
      await (store.chance() < 0.5 ? harness.crash(instance) : harness.stop(instance));
      if (store.chance() < 0.2) store.empty();
      instance = harness.start();
    }
    await harness.settled();
    assert.ok(store.saves > 10 && store.failures > 3, `${store.saves} saves, ${store.failures} failures`);
    await assertTruth(harness);
  });

  it("that wait are a lag that grows, and are counted", async (t) => {
    const metrics = recordedMetrics();
    const store = new UnreliableStore(1);
    const harness = new Harness(production("hst"), { store, metrics, fetchBytes: 20_000 });
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

  it("of other settings are not mixed with these", async (t) => {
    const store = new MemoryStore();
    const before = new Harness(production("ocsvm"), { store });
    await before.write("resource", sample.slice(0, 4000), { partition: 0 });
    const instance = before.start();
    await before.settled();
    await before.stop(instance);
    assert.ok((await store.list("test")).length > 0);
    const after = new Harness(production("hst"), { store });
    t.after(() => Promise.all([before.close(), after.close()]));
    await after.write("resource", sample, { partition: 0 });
    after.start();
    await after.settled();
    await assertTruth(after);
  });
});

/** What one uninterrupted process without a store writes from the same internal logs. */
async function assertTruth(harness: Harness): Promise<void> {
  const calm = new Harness(production("hst"), {
    partitions: harness.cluster.partitionCount(harness.nameOf("by-container"))!,
  });
  copyInternalTopics(harness, calm);
  calm.start();
  await calm.settled();
  await calm.close();
  assert.deepEqual(bySource(harness), bySource(calm));
  assert.ok(harness.readAll("anomalies").length > 100);
}

/** Fails, forgets and loses by a seed. */
class UnreliableStore implements SnapshotStore {
  #store = new MemoryStore();
  #seed: number;
  saves = 0;
  failures = 0;
  answers = true;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** A number from 0 to 1 (mulberry32). */
  chance(): number {
    this.#seed = (this.#seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#seed ^ (this.#seed >>> 15), 1 | this.#seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  empty(): void {
    this.#store = new MemoryStore();
  }

  open(...of: Parameters<SnapshotStore["open"]>): PartitionSnapshots {
    const session = this.#store.open(...of);
    return {
      load: async (onProblem) => {
        this.#maybeFail(0.2);
        return session.load(onProblem);
      },
      save: async (request: SaveRequest) => {
        this.#maybeFail(0.2);
        const outcome = await session.save(request);
        this.saves += 1;
        // It was saved, but nobody hears of it.
        this.#maybeFail(0.1);
        return outcome;
      },
      fetch: async (names) => {
        this.#maybeFail(0.2);
        return session.fetch(names);
      },
    };
  }

  list: SnapshotStore["list"] = (application) => this.#store.list(application);
  drop: SnapshotStore["drop"] = (application) => this.#store.drop(application);
  close: SnapshotStore["close"] = async () => {};

  #maybeFail(probability: number): void {
    if (this.answers && this.chance() >= probability) return;
    this.failures += 1;
    throw new PicketError("STATE_UNAVAILABLE", "The store is away.");
  }
}

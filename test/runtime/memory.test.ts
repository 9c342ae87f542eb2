/** Keys leave memory and come back, and are forgotten: only the second shows in what is written, and that is the same whatever happens. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Harness, type HarnessOptions } from "../../kit/harness.ts";
import { MemoryStore } from "../../state/memory-store.ts";
import { recordedMetrics } from "../../telemetry/recorded-metrics.ts";
import { goldenEvents } from "../golden.ts";
import { production } from "../production.ts";
import { assertTruth } from "./truth.ts";
import { UnreliableStore } from "./unreliable-store.ts";

const sample = await goldenEvents();
/** All that can leave, leaves after each save. */
const tight = { idleAfterMs: 0, keysInMemory: 1 };
const stage = "container";

describe("keys that leave memory", () => {
  it("come back when they are seen again, and nothing shows", async (t) => {
    const metrics = recordedMetrics();
    const options = { store: new MemoryStore(), snapshotPolicy: tight, metrics, fetchBytes: 20_000 };
    const harness = await running(t, options);
    for (let from = 0; from < sample.length; from += 500) {
      await harness.write("resource", sample.slice(from, from + 500), { partition: 0 });
      await harness.settled();
    }
    await assertTruth(harness);
    assert.ok(metrics.total("keysReturned", { stage }) > 100);
    const of = { stage, topic: harness.nameOf("by-container"), partition: 0 };
    assert.equal(metrics.total("keysAway", of) + metrics.total("keysInMemory", of), 24);
  });

  it("may be away in a crash, a stop or a rebalance, while their store fails, forgets and loses", async (t) => {
    const seed = Number(process.env["PICKET_TEST_SEED"] ?? 11);
    t.diagnostic(`seed ${seed}`);
    const store = new UnreliableStore(seed);
    const metrics = recordedMetrics();
    const policy = { ...tight, keysInMemory: 3 };
    const harness = await running(t, { store, snapshotPolicy: policy, metrics, partitions: 3, fetchBytes: 20_000 });
    let other = harness.start();
    for (let from = 0; from < sample.length; from += 500) {
      await harness.write("resource", sample.slice(from, from + 500), { partition: 0 });
      const frames = harness.readAll("by-container").length;
      if (store.chance() < 0.5) await harness.settled();
      else await harness.until(() => harness.readAll("by-container").length > frames || store.chance() < 0.05);
      if (store.chance() < 0.2) await store.empty();
      if (store.chance() < 0.4) continue;
      await (store.chance() < 0.5 ? harness.crash(other) : harness.stop(other));
      other = harness.start();
    }
    await harness.settled();
    assert.ok(store.fetches > 10 && store.failures > 10, `${store.fetches} fetches, ${store.failures} failures`);
    await assertTruth(harness);
  });
});

async function running(t: { after: (work: () => Promise<void>) => void }, options: HarnessOptions): Promise<Harness> {
  const harness = new Harness(production("hst"), options);
  t.after(() => harness.close());
  harness.start();
  return harness;
}

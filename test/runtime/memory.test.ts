/** Keys leave memory and come back, and are forgotten: only the second shows in what is written, and that is the same whatever happens. */

import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { Harness, type HarnessOptions } from "../../kit/harness.ts";
import { MemoryStore } from "../../state/memory-store.ts";
import { recordedMetrics } from "../../telemetry/recorded-metrics.ts";
import { systemClock } from "../../runtime/clock.ts";
import { eventDecoder } from "../../sources/ebpf/decoder.ts";
import { encodeEvent } from "../../sources/ebpf/encode.ts";
import { resourceFeatures } from "../../sources/ebpf/event.ts";
import { Rejection } from "../../topology/rejection.ts";
import { goldenEvents } from "../golden.ts";
import { production } from "../production.ts";
import { hastyClock } from "./hasty-clock.ts";
import { assertTruth, model } from "./truth.ts";
import { UnreliableStore } from "./unreliable-store.ts";

const sample = await goldenEvents();
/** All that can leave, leaves after each save. */
const tight = { idleAfterMs: 0, keysInMemory: 1 };
const stage = "container";
/** Of production(): the last of them is scored. */
const warmUpEvents = 50;

describe("keys that leave memory", () => {
  it("come back when they are seen again, and nothing shows", async (t) => {
    const metrics = recordedMetrics();
    // By the hasty clock, gauges are up to date: they are set once in a second.
    const options = {
      store: new MemoryStore(),
      snapshotPolicy: tight,
      metrics,
      clock: hastyClock,
      fetchBytes: 20_000,
    };
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

  it("may be away in a crash, a stop or a rebalance, while their store fails and forgets", (t) =>
    livesThrough(t, false));

  it("may be away while their store is emptied as well", (t) => livesThrough(t, true));
});

describe("a long replay", () => {
  it("is saved on its way: keys leave memory meanwhile, and a restart goes on from there", async (t) => {
    const store = new UnreliableStore(1);
    const metrics = recordedMetrics();
    const options = { store, snapshotPolicy: tight, metrics, clock: hastyClock, fetchBytes: 20_000 };
    const harness = new Harness(production(model), options);
    t.after(() => harness.close());
    store.answers = false;
    const first = harness.start();
    await harness.write("resource", sample, { partition: 0 });
    await harness.settled();
    await harness.crash(first);
    store.answers = true;
    store.failing = 0;
    assert.equal(store.saves, 0);
    const second = harness.start();
    const crashed = new Promise((resolve) => {
      let saves = 0;
      store.onSaved = (saved) => {
        if (saved !== stage || (saves += 1) < 5) return;
        harness.cluster.crash(second.log);
        resolve(second.runner.health().stages[stage]);
      };
    });
    assert.equal(await crashed, "restoring");
    assert.ok(metrics.total("keysReturned", { stage }) > 0);
    await harness.crash(second);
    store.onSaved = () => {};
    harness.start();
    await harness.until(() => metrics.total("restore", { stage, origin: "snapshot" }) === 1);
    assert.equal(metrics.total("restore", { stage, origin: "log" }), 0);
    await harness.write("resource", sample, { partition: 0 });
    await harness.settled();
    await assertTruth(harness);
  });
});

describe("keys that are forgotten", () => {
  const forgetAfterMs = 700;
  const scoredInTheEnd = scoredEvents(forgetAfterMs);

  it("warm up again from the same event on, in a process that goes on and in those that replay", async (t) => {
    const undisturbed = scoredEvents(Infinity);
    assert.ok(scoredInTheEnd.resource > 1000 && scoredInTheEnd.resource < undisturbed.resource - 300);
    assert.ok(scoredInTheEnd.syscall < undisturbed.syscall - 100);
    for (const store of [undefined, new MemoryStore()]) {
      const metrics = recordedMetrics();
      const options = { snapshotPolicy: tight, forgetAfterMs, metrics, fetchBytes: 20_000 };
      const harness = await running(t, store ? { ...options, store } : options);
      let last = harness.start();
      for (let from = 0; from < sample.length; from += 1500) {
        await harness.write("resource", sample.slice(from, from + 1500), { partition: 0 });
        await harness.settled();
        // Whichever of the two has the partition.
        await harness.crash(last);
        last = harness.start();
      }
      await harness.settled();
      for (const kind of ["resource", "syscall"] as const) {
        const scored = metrics.total("eventsScored", { detector: `${kind}-per-container` });
        assert.equal(scored, scoredInTheEnd[kind], `${kind}, ${store ? "with" : "without"} a store`);
      }
      assert.ok(metrics.total("keysForgotten", { stage }) > 10);
      await assertTruth(harness, { forgetAfterMs });
    }
  });

  it("are not those of others where one clock is days ahead, in its record's time too", async (t) => {
    const hour = 3_600_000;
    const day = 24 * hour;
    const now = timeOf(sample.at(-1)!);
    const metrics = recordedMetrics();
    const options = { forgetAfterMs: 7 * day, maxClockAheadMs: hour };
    const clock = { ...systemClock, now: () => now };
    const harness = await running(t, { ...options, clock, metrics, store: new MemoryStore(), snapshotPolicy: tight });
    await harness.write("resource", sample.slice(0, 4000), { partition: 0 });
    await harness.settled();
    const ahead = now + 9 * day;
    const wrong = encodeEvent({ containerImage: "new", time: ahead, resource: resourceFeatures.map(() => 1) });
    await harness.write("resource", [wrong], { partition: 0, timestamp: ahead });
    await harness.write("resource", sample.slice(4000), { partition: 0 });
    await harness.settled();
    assert.equal(harness.readAll("dead-letters").length, 0);
    assert.equal(metrics.total("keysForgotten", { stage }), 0);
    const undisturbed = scoredEvents(Infinity);
    assert.equal(metrics.total("eventsScored", { detector: "resource-per-container" }), undisturbed.resource);
    await assertTruth(harness, options);
  });
});

function timeOf(bytes: Buffer): number {
  const event = eventDecoder().decode(bytes);
  assert.ok(!(event instanceof Rejection));
  return event.time;
}

/** How many events each kind of detector scores, told from the events' times alone. */
function scoredEvents(forgetAfterMs: number): { resource: number; syscall: number } {
  const scored = { resource: 0, syscall: 0 };
  const keys = new Map<string, { lastSeen: number; events: typeof scored }>();
  const decoder = eventDecoder();
  let streamTime = 0;
  for (const bytes of sample) {
    const event = decoder.decode(bytes);
    assert.ok(!(event instanceof Rejection));
    streamTime = Math.max(streamTime, event.time);
    let key = keys.get(event.containerImage);
    if (!key || streamTime - key.lastSeen > forgetAfterMs) key = { lastSeen: 0, events: { resource: 0, syscall: 0 } };
    keys.set(event.containerImage, key);
    key.lastSeen = streamTime;
    const kind = event.kind === "resource" ? "resource" : "syscall";
    key.events[kind] += 1;
    if (key.events[kind] >= warmUpEvents) scored[kind] += 1;
  }
  return scored;
}

/** Crashes, stops and rebalances, with a store that fails a fifth of the time and, where that is wanted, is emptied now and then. */
async function livesThrough(t: TestContext, isEmptied: boolean): Promise<void> {
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
    if (store.chance() < 0.2 && isEmptied) await store.empty();
    if (store.chance() < 0.4) continue;
    await (store.chance() < 0.5 ? harness.crash(other) : harness.stop(other));
    other = harness.start();
  }
  await harness.settled();
  assert.ok(store.fetches > 10 && store.failures > 10, `${store.fetches} fetches, ${store.failures} failures`);
  await assertTruth(harness);
}

async function running(t: { after: (work: () => Promise<void>) => void }, options: HarnessOptions): Promise<Harness> {
  const harness = new Harness(production(model), options);
  t.after(() => harness.close());
  harness.start();
  return harness;
}

/** What happens when keys are away and their store cannot give them back: what was written stays right as long as the log reaches. */

import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { PicketError } from "../../errors/picket-error.ts";
import { Harness, type HarnessOptions, type Instance } from "../../kit/harness.ts";
import type { LogRecord } from "../../log/port.ts";
import { systemClock } from "../../runtime/clock.ts";
import { readFrame } from "../../runtime/frame.ts";
import { type Logger, silentLogger } from "../../telemetry/logger.ts";
import { type RecordedMetrics, recordedMetrics } from "../../telemetry/recorded-metrics.ts";
import { eventDecoder } from "../../sources/ebpf/decoder.ts";
import { Rejection } from "../../topology/rejection.ts";
import { goldenEvents } from "../golden.ts";
import { production } from "../production.ts";
import { hastyClock } from "./hasty-clock.ts";
import { assertTruth, assertTruthOf, model } from "./truth.ts";
import { UnreliableStore } from "./unreliable-store.ts";

const sample = await goldenEvents();
const decoder = eventDecoder();
const images = [...new Set(sample.map(imageOf))];
/** One that is not away, because nobody has seen it yet. */
const newcomer = images.at(-1)!;
const before = sample.slice(0, 4000).filter((event) => imageOf(event) !== newcomer);
const after = sample.slice(4000, 6000);
const stage = "container";
/** Of production(): the last of them is scored. */
const warmUpEvents = 50;

describe("keys that are away", () => {
  it("are learned again from the log when their store was emptied; other partitions keep what they know", async (t) => {
    const { harness, store, metrics, warnings } = await away(t);
    await store.empty();
    const missed = after.find((event) => imageOf(event) !== newcomer)!;
    await harness.write("resource", [missed], { partition: 0 });
    await harness.settled();
    assert.match(warnings.join("\n"), /SNAPSHOT_INVALID.*the partition is restored/);
    assert.equal(metrics.durations("restore").length, 1);
    await harness.write("resource", after, { partition: 0 });
    await harness.settled();
    await assertTruth(harness);
  });

  it("are learned again when a save hears that the store has lost them, before they are missed", async (t) => {
    const { harness, store, metrics } = await away(t);
    await store.empty();
    const unknown = after.filter((event) => imageOf(event) === newcomer);
    await harness.write("resource", unknown, { partition: 0 });
    await harness.until(() => metrics.durations("restore").length > 0);
    assert.ok(metrics.total("snapshot", { stage, outcome: "incomplete" }) > 0);
    await harness.write("resource", after, { partition: 0 });
    await harness.settled();
    await assertTruth(harness);
  });

  it("are waited for while their store is away for a moment", async (t) => {
    const { harness, store, metrics, warnings } = await away(t);
    store.answers = false;
    const failures = store.failures;
    await harness.write("resource", after, { partition: 0 });
    await harness.until(() => store.failures > failures + 2);
    store.answers = true;
    await harness.settled();
    await assertTruth(harness);
    assert.deepEqual(metrics.durations("restore"), []);
    assert.doesNotMatch(warnings.join("\n"), /is restored/);
    assert.ok(metrics.durations("keyReturn").some((ms) => ms > 100));
  });

  it("are learned again from the log when their store stays away", async (t) => {
    const { harness, store, metrics, warnings } = await away(t, { clock: hastyClock });
    store.answers = false;
    await harness.write("resource", after, { partition: 0 });
    await harness.settled();
    await assertTruth(harness);
    assert.match(warnings.join("\n"), /STATE_UNAVAILABLE.*the partition is restored/);
    assert.equal(metrics.durations("restore").length, 2);
  });

  for (const attempts of [0, 10, 100, 1000]) {
    it(`are waited for where the log does not reach back: the store answers again after ${attempts} attempts`, async (t) => {
      const { harness, store, metrics, warnings } = await away(t, { clock: hastyClock });
      truncate(harness);
      store.missed = attempts;
      await harness.write("resource", after, { partition: 0 });
      await harness.settled();
      await assertTruthOf(harness, [...before, ...after]);
      assert.equal(store.missed, 0);
      if (attempts < 1000) return;
      assert.ok(metrics.total("snapshotsAwaited", { stage }) > 0);
      assert.match(warnings.join("\n"), /waits for its snapshot, the others go on/);
    });
  }

  it("hold up nobody who does not ask for them: another partition goes on while theirs waits", async (t) => {
    const { harness, store, metrics } = await away(t, { clock: hastyClock });
    const [waiting, going] = [0, 1].map((partition) => ({ topic: harness.nameOf("by-container"), partition }));
    const [wait, go] = [0, 1].map((partition) => lastKey(harness.read("by-container", partition)));
    const asked = new Set(keysOf(harness.read("by-container", 0)));
    const missed = after.filter((event) => asked.has(imageOf(event)) && imageOf(event) !== wait);
    const known = after.filter((event) => imageOf(event) === go);
    assert.ok(missed.length > 100 && known.length > 10);
    truncate(harness);
    store.answers = false;
    await harness.write("resource", missed, { partition: 0 });
    await harness.until(() => metrics.total("snapshotsAwaited", { stage }) > 0);
    const group = harness.cluster.group("test.container");
    const [stuckAt, goneTo] = [group.committed(waiting!)!, group.committed(going!)!];
    await harness.write("resource", known, { partition: 0 });
    await harness.until(() => group.committed(going!)! > goneTo);
    assert.equal(group.committed(waiting!), stuckAt);
    store.answers = true;
    await harness.settled();
    await assertTruthOf(harness, [...before, ...missed, ...known]);
  });

  it("are waited for until a stop; the next start waits as well", async (t) => {
    const { harness, store, metrics, instance } = await away(t, { clock: hastyClock });
    truncate(harness);
    store.answers = false;
    await harness.write("resource", after, { partition: 0 });
    for (let running = instance, waits = 1; waits <= 2; running = harness.start(), waits += 1) {
      const awaited = metrics.total("snapshotsAwaited", { stage });
      await harness.until(() => metrics.total("snapshotsAwaited", { stage }) > awaited + 100);
      assert.equal(running.runner.health().ready, false);
      await harness.stop(running);
      const failures = store.failures;
      await systemClock.sleep(20);
      assert.equal(store.failures, failures, "nobody asks any more");
    }
    store.answers = true;
    await harness.settled();
    await assertTruthOf(harness, [...before, ...after]);
  });

  it("start anew where the log does not reach back either; what is in memory stays, and the log book says so", async (t) => {
    const { harness, store, metrics, warnings } = await away(t);
    const stayed = new Set([0, 1].map((partition) => lastKey(harness.read("by-container", partition))));
    await store.empty();
    truncate(harness);
    await harness.write("resource", after, { partition: 0 });
    await harness.settled();
    const told = [...warnings.join("\n").matchAll(/has what (\d+) keys had learned/g)].map(([, count]) =>
      Number(count),
    );
    assert.equal(told.length, 2, warnings.join("\n"));
    assert.equal(told[0]! + told[1]!, images.length - 1 - stayed.size);
    assert.deepEqual(metrics.durations("restore"), []);
    const kept = before.filter((event) => stayed.has(imageOf(event)));
    const scored = metrics.total("eventsScored", { detector: "resource-per-container" });
    assert.equal(scored, scoredOf(before) + scoredOf([...kept, ...after]) - scoredOf(kept));
  });

  it("come from another snapshot that took the place of theirs, where the log does not reach back", async (t) => {
    const { harness, store, warnings, instance } = await away(t);
    await harness.stop(instance);
    const restarted = harness.start();
    await harness.until(() => restarted.runner.health().ready);
    // Twice: a store keeps the one before.
    for (const copy of [1, 2]) {
      for (const { scope, manifests } of await store.list("test")) {
        const { offset, epoch, savedAt, ...identity } = manifests[0]!;
        const session = store.open(scope, identity);
        const { entries } = (await session.load(assert.fail))!;
        const saved = await session.save({
          offset,
          epoch,
          savedAt: savedAt + copy,
          isWhole: true,
          changed: entries,
          removed: [],
        });
        assert.equal(saved, "saved");
      }
    }
    truncate(harness);
    await harness.write("resource", after, { partition: 0 });
    await harness.settled();
    await assertTruthOf(harness, [...before, ...after]);
    assert.match(warnings.join("\n"), /SNAPSHOT_INVALID.*the partition is restored/);
  });

  it("come from the snapshot before, when those of the newest cannot be read and the log does not reach back", async (t) => {
    const { harness, store, warnings } = await away(t, { fetchBytes: 20_000 });
    store.unreadable = "newest";
    truncate(harness);
    await harness.write("resource", after, { partition: 0 });
    await harness.settled();
    await assertTruthOf(harness, [...before, ...after]);
    assert.match(warnings.join("\n"), /SNAPSHOT_INVALID.*the partition is restored/);
  });

  it("are learned again from the log when what is stored of them cannot be read, for all its snapshots", async (t) => {
    const { harness, store, metrics } = await away(t);
    store.unreadable = "all";
    await harness.write("resource", after, { partition: 0 });
    await harness.until(() => metrics.total("restore", { stage, origin: "log" }) === 2);
    store.unreadable = "none";
    await harness.settled();
    await assertTruth(harness);
  });
});

interface Away {
  readonly harness: Harness;
  readonly store: UnreliableStore;
  readonly metrics: RecordedMetrics;
  readonly warnings: readonly string[];
  readonly instance: Instance;
}

/** A topology that has seen `before`, of which all but the last key of each of two partitions has left memory. */
async function away(t: TestContext, options: HarnessOptions = {}): Promise<Away> {
  const store = new UnreliableStore(1);
  store.failing = 0;
  const metrics = recordedMetrics();
  const warnings: string[] = [];
  const logger: Logger = {
    ...silentLogger,
    warn: ({ error }, message) => warnings.push(`${error instanceof PicketError ? error.code : ""} ${message}`),
  };
  const snapshotPolicy = { idleAfterMs: 3_600_000, keysInMemory: 1 };
  const harness = new Harness(production(model), { store, partitions: 2, snapshotPolicy, metrics, logger, ...options });
  t.after(() => harness.close());
  const instance = harness.start();
  await harness.write("resource", before, { partition: 0 });
  await harness.settled();
  const topic = harness.nameOf("by-container");
  await harness.until(() =>
    [0, 1].every((partition) => metrics.total("keysInMemory", { stage, topic, partition }) === 1),
  );
  return { harness, store, metrics, warnings, instance };
}

/** The internal log begins above 0 from now on. */
function truncate(harness: Harness): void {
  for (const partition of [0, 1]) {
    harness.cluster.truncate({ topic: harness.nameOf("by-container"), partition }, 1);
  }
}

function imageOf(bytes: Buffer): string {
  const event = decoder.decode(bytes);
  assert.ok(!(event instanceof Rejection));
  return event.containerImage;
}

/** The key of a partition's last event. */
function lastKey(records: readonly LogRecord[]): string {
  return keysOf(records).at(-1)!;
}

/** The keys of a partition's events. */
function keysOf(records: readonly LogRecord[]): readonly string[] {
  return records.flatMap(({ value }) => {
    const frame = readFrame(value!);
    assert.ok(!(frame instanceof Rejection));
    return frame.events.map(({ key }) => key);
  });
}

/** How many events of resources are scored, where nothing was known before. */
function scoredOf(events: readonly Buffer[]): number {
  const counts = new Map<string, number>();
  for (const bytes of events) {
    const event = decoder.decode(bytes);
    assert.ok(!(event instanceof Rejection));
    if (event.kind === "resource") counts.set(event.containerImage, (counts.get(event.containerImage) ?? 0) + 1);
  }
  return [...counts.values()].reduce((sum, count) => sum + Math.max(0, count - warmUpEvents + 1), 0);
}

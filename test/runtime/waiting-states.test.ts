/** States that wait for time to pass: woken in one order, never away, never forgotten, and the time is part of what is kept. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fingerprintOf } from "../../runtime/fingerprint.ts";
import { PartitionState } from "../../runtime/partition-state.ts";
import { openEntry, sealEntry } from "../../runtime/state-entry.ts";
import { Random } from "../../simulate/random.ts";
import type { ProcessorContext } from "../../topology/processor.ts";
import { countingDetector } from "./counting-detector.ts";
import { windowCounter, windowMs } from "./window-counter.ts";

const start = 1_790_000_000_000;
const noMemory = { idleAfterMs: 0, keysInMemory: 0 };
const restoring = { keepers: [windowCounter, countingDetector("one")], forgetAfterMs: 100, memory: noMemory };

/** An event of `key`; opens a window unless one is open. */
function see(state: PartitionState, key: string, time: number): void {
  const source = { topic: "t", partition: 0, offset: 0 };
  const context: ProcessorContext = { key, time, tick: state.tick, source, trace: undefined };
  state.stateOf(windowCounter, key, time).process("event", context, () => {});
}

/** Time passes to `tick`. @returns what was emitted, in order. */
function pass(state: PartitionState, tick: number): readonly string[] {
  const emitted: string[] = [];
  if (!state.passTime(tick)) return emitted;
  for (const { key, state: due } of state.due(windowCounter)) {
    due.wake({ key, tick }, ({ count, total }) => emitted.push(`${key} ${count} of ${total}`));
  }
  return emitted;
}

/** As a store then has it, after all that it had. */
function saved(state: PartitionState, before: ReadonlyMap<string, Uint8Array> = new Map()): Map<string, Uint8Array> {
  const changes = state.capture();
  const store = new Map([...before, ...changes.changed]);
  for (const name of changes.removed) store.delete(name);
  state.stored(changes);
  return store;
}

describe("states that wait", () => {
  it("are woken once their time has come, by key, whichever came first", () => {
    const state = new PartitionState(Infinity);
    pass(state, start);
    for (const key of ["b", "c", "a", "b"]) see(state, key, 1);
    pass(state, start + 1);
    see(state, "later", 1);
    assert.deepEqual(pass(state, start + windowMs - 1), []);
    assert.deepEqual(pass(state, start + windowMs), ["a 1 of 1", "b 2 of 2", "c 1 of 1"]);
    assert.deepEqual(pass(state, start + windowMs), [], "no later time");
    assert.deepEqual(pass(state, start + windowMs + 1), ["later 1 of 1"]);
    assert.deepEqual(pass(state, start + 10 * windowMs), []);
  });

  it("neither leave memory nor are forgotten, until they wait no longer", async () => {
    const state = new PartitionState(100);
    see(state, "waiting", 1000);
    pass(state, 1);
    let store = saved(state);
    state.letLeave(noMemory);
    assert.deepEqual([state.keysInMemory, state.keysAway], [1, 0]);
    see(state, "other", 2000);
    store = saved(state, store);
    const restored = await PartitionState.restore(store, restoring);
    for (const one of [state, restored]) {
      assert.deepEqual([one.keysInMemory, one.keysAway], [2, 0]);
      assert.deepEqual(pass(one, windowMs + 1), ["other 1 of 1", "waiting 1 of 1"]);
      see(one, "waiting", 2000);
      assert.deepEqual(pass(one, 3 * windowMs), ["waiting 1 of 1"], "it was over, and starts anew");
      assert.equal(one.takeForgotten(), 1);
    }
  });

  it("are captured as they were, also where time passes before their bytes are made", async () => {
    const state = new PartitionState(Infinity);
    pass(state, start);
    see(state, "a", 1);
    const capture = state.capture();
    pass(state, start + windowMs);
    see(state, "a", 1);
    const restored = await PartitionState.restore(new Map(capture.changed), restoring);
    assert.equal(restored.tick, start);
    assert.deepEqual(pass(restored, start + windowMs), ["a 1 of 1"]);
  });
});

describe("a partition's time", () => {
  it("is saved with what changed, or for itself once in a while", () => {
    const state = new PartitionState(Infinity);
    assert.equal(state.changedCount, 0);
    pass(state, start);
    assert.deepEqual([state.changedCount, [...saved(state).keys()]], [1, ["clock/global"]]);
    pass(state, start + 59_999);
    assert.equal(state.changedCount, 0);
    state.stateOf(countingDetector("one"), "a", 1);
    assert.deepEqual([...saved(state).keys()].toSorted(), ["clock/global", "one/a"]);
    pass(state, start + 60_000);
    saved(state);
    pass(state, start + 119_999);
    assert.equal(state.changedCount, 0);
    pass(state, start + 120_000);
    assert.equal(state.changedCount, 1);
  });

  it("is saved again where a save failed", async () => {
    const state = new PartitionState(Infinity);
    pass(state, start);
    state.uncapture(state.capture());
    assert.ok(state.changedCount > 0);
    const restored = await PartitionState.restore(saved(state), restoring);
    assert.deepEqual([restored.tick, restored.changedCount], [start, 0]);
  });

  it("is not there where no tick ever came", () => {
    const state = new PartitionState(Infinity);
    state.stateOf(countingDetector("one"), "a", 1);
    assert.deepEqual([...saved(state).keys()], ["one/a"]);
  });

  it("that is cut is refused", async () => {
    const entry = sealEntry({ lastSeen: 0, wakeAt: Infinity, state: Buffer.alloc(7) });
    await assert.rejects(PartitionState.restore(new Map([["clock/global", entry]]), restoring), {
      code: "SNAPSHOT_INVALID",
    });
  });
});

describe("a stored state", () => {
  it("tells what it waits for; one that waits for nothing is written as it always was", () => {
    for (const wakeAt of [start, 0, Infinity]) {
      const bytes = sealEntry({ lastSeen: 7, wakeAt, state: Buffer.from("state") });
      assert.equal(bytes[0], wakeAt === Infinity ? 1 : 2);
      const { lastSeen, wakeAt: read, state } = openEntry("name", bytes);
      assert.deepEqual([lastSeen, read, Buffer.from(state).toString()], [7, wakeAt, "state"]);
    }
    assert.throws(() => openEntry("name", Buffer.from([2, ...Array(15).fill(0)])), { code: "SNAPSHOT_INVALID" });
    assert.throws(() => openEntry("name", Buffer.alloc(20, 3)), { code: "SNAPSHOT_INVALID" });
  });

  it("is of no use to a processor of another version, and detectors' states stay of use", () => {
    const detector = countingDetector("one");
    assert.equal(fingerprintOf([detector], 100), detectorsAlone);
    const versions = ["1", "2"].map((version) => fingerprintOf([detector, { ...windowCounter, version }], 100));
    assert.equal(new Set([...versions, detectorsAlone]).size, 3);
  });
});

/** As it was before there were processors. */
const detectorsAlone = "2b5dead441064cad";

it("is the same whatever of it is in memory, saved or restored at any moment", async (t) => {
  const seed = process.env["PICKET_TEST_SEED"] ?? "waiting states";
  t.diagnostic(`seed ${seed}`);
  const random = new Random(seed);
  const plain = new PartitionState(20_000);
  let state = new PartitionState(20_000);
  let store = new Map<string, Uint8Array>();
  let [time, tick, emitted] = [1000, start, 0];
  for (let step = 0; step < 10_000; step += 1) {
    if (random.chance(0.2)) {
      tick += random.integer(-1000, 2000);
      const out = pass(plain, tick);
      assert.deepEqual(pass(state, tick), out, `step ${step}`);
      emitted += out.length;
    } else {
      time += random.integer(-300, 1000);
      const key = `key ${Math.floor(random.uniform() ** 3 * 40)}`;
      await state.bringBack(state.awayNames(key).map((name) => [name, store.get(name)!] as const));
      for (const one of [state, plain]) see(one, key, time);
    }
    assert.equal(state.tick, plain.tick);
    if (!random.chance(0.05)) continue;
    store = saved(state, store);
    const memory = { idleAfterMs: random.integer(0, 10_000), keysInMemory: random.integer(0, 20) };
    if (random.chance(0.5))
      state = await PartitionState.restore(store, { ...restoring, forgetAfterMs: 20_000, memory });
    else state.letLeave(memory);
  }
  assert.ok(emitted > 500 && plain.takeForgotten() > 50, `${emitted} emitted`);
});

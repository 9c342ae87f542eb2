/** What a partition has learned: forgotten by event time, and the same whatever of it was in memory. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { PicketError } from "../../errors/picket-error.ts";
import { unboundedMemory } from "../../runtime/idle-keys.ts";
import { PartitionState } from "../../runtime/partition-state.ts";
import { Random } from "../../simulate/random.ts";
import { countingDetector } from "./counting-detector.ts";

const one = countingDetector("one");
const two = countingDetector("two");
const fleet = countingDetector("fleet", "global");
const detectors = [one, two, fleet];
const restoring = { keepers: detectors, forgetAfterMs: 100, memory: unboundedMemory };

/** How many events of the key the detector had seen. */
function see(state: PartitionState, key: string, time: number, detector = one): number | undefined {
  return state.stateOf(detector, key, time).observe(undefined)?.score;
}

describe("a partition's state", () => {
  it("forgets a key that had no event for longer than that, of any detector", () => {
    const state = new PartitionState(100);
    assert.deepEqual([see(state, "a", 1000), see(state, "a", 1100), see(state, "a", 1150, two)], [0, 1, 0]);
    assert.equal(see(state, "a", 1250), 2, "the other detector saw the key");
    assert.equal(see(state, "a", 1351), 0);
    assert.equal(see(state, "a", 1351, two), 0);
    assert.equal(state.takeForgotten(), 1);
    assert.equal(state.takeForgotten(), 0);
  });

  it("goes by the largest event time so far: an event from the past makes nothing young or old", () => {
    const state = new PartitionState(100);
    see(state, "a", 1000);
    see(state, "b", 1090);
    assert.equal(see(state, "a", 10), 1, "it is seen at 1090");
    assert.equal(see(state, "a", 1190), 2);
    assert.equal(see(state, "b", 1190), 1);
  });

  it("is not moved beyond a limit by an event, and never back", () => {
    const state = new PartitionState(100);
    see(state, "a", 1000);
    state.limitTime(1050);
    see(state, "b", 9000);
    assert.equal(see(state, "a", 1001), 1);
    state.limitTime(500);
    see(state, "b", 9000);
    state.limitTime(1151);
    see(state, "c", 1151);
    assert.equal(see(state, "b", 1151), 0, "it was last seen at 1050");
  });

  it("lets go of keys that nobody sees again", () => {
    const state = new PartitionState(100);
    for (let i = 0; i < 1000; i += 1) see(state, `key ${i}`, 1000 + i);
    assert.ok(state.keysInMemory <= 115, `${state.keysInMemory} keys`);
    assert.equal(state.counts().get("one"), state.keysInMemory);
    assert.equal(state.takeForgotten() + state.keysInMemory, 1000);
  });

  it("captures what changed, and removes from the store what is forgotten", () => {
    const state = new PartitionState(100);
    see(state, "a", 1000);
    see(state, "gone", 1000, two);
    assert.deepEqual(names(saved(state)), [["one/a", "two/gone"], []]);
    see(state, "b", 1050);
    assert.deepEqual(names(saved(state)), [["one/b"], []]);
    see(state, "c", 1101, two);
    see(state, "a", 1101);
    assert.deepEqual(names(saved(state)), [["one/a", "two/c"], ["two/gone"]], "a starts anew");
    see(state, "c", 1300, two);
    const removing = state.capture();
    assert.deepEqual([[...removing.changed.names], removing.removed.toSorted()], [["two/c"], ["one/a", "one/b"]]);
    see(state, "b", 1300);
    state.uncapture(removing);
    assert.deepEqual(names(saved(state)), [["one/b", "two/c"], ["one/a"]]);
    assert.deepEqual(names(saved(state)), [[], []]);
  });

  it("removes what the store has, although it was there again when it was captured in vain", () => {
    const state = new PartitionState(100);
    see(state, "a", 1000);
    saved(state);
    see(state, "a", 1101);
    state.uncapture(state.capture());
    see(state, "b", 1202);
    assert.deepEqual(names(saved(state)), [["one/b"], ["one/a"]]);
  });

  it("removes what was forgotten while it was saved", () => {
    const state = new PartitionState(100);
    see(state, "a", 1000);
    see(state, "b", 1000);
    const saving = state.capture();
    see(state, "b", 1101);
    see(state, "c", 1101);
    state.stored(saving);
    assert.deepEqual(names(saved(state)), [["one/b", "one/c"], ["one/a"]]);
  });

  it("keeps nothing of forgotten keys, whether there is no store or one that is away", () => {
    for (const isAway of [false, true]) {
      const state = new PartitionState(100);
      for (let i = 0; i < 1000; i += 1) {
        see(state, `key ${i}`, 1000 + i);
        assert.ok(state.changedCount <= 115, `${state.changedCount} states`);
        if (isAway && i % 10 === 0) state.uncapture(state.capture());
      }
      const { changed, removed } = saved(state);
      assert.ok(changed.size <= 115);
      assert.deepEqual(removed, []);
    }
  });

  it("is restored with the time that it had", async () => {
    const state = new PartitionState(100);
    see(state, "a", 1000);
    see(state, "b", 1060, two);
    see(state, "any", 1080, fleet);
    const { changed } = saved(state);
    for (const memory of [unboundedMemory, { idleAfterMs: 0, keysInMemory: 1 }]) {
      const restored = await PartitionState.restore(changed, { ...restoring, memory });
      await bringBack(restored, "b", changed);
      assert.equal(see(restored, "b", 5, two), 1);
      await bringBack(restored, "a", changed);
      assert.equal(see(restored, "a", 1101), 0, "unseen since 1000");
      assert.equal(see(restored, "other", 1180, fleet), 1, "the fleet's own is always there");
      assert.equal(see(restored, "b", 1181, two), 0, "seen at 1080, by the stream's time");
    }
  });

  it("keeps in memory, when it is restored, what is not idle, and the last seen of too many", async () => {
    const state = new PartitionState(Infinity);
    for (let i = 0; i < 20; i += 1) see(state, `key ${i}`, 1000 + i);
    see(state, "any", 1000, fleet);
    const { changed } = saved(state);
    const idle = await PartitionState.restore(changed, { ...restoring, memory: { idleAfterMs: 4, keysInMemory: 100 } });
    assert.deepEqual([idle.keysInMemory, idle.keysAway], [6, 15]);
    const many = await PartitionState.restore(changed, { ...restoring, memory: { idleAfterMs: 100, keysInMemory: 3 } });
    assert.deepEqual([many.keysInMemory, many.keysAway], [3, 18]);
    assert.deepEqual(
      ["key 17", "key 18", "key 19"].map((key) => many.awayNames(key).length),
      [1, 0, 0],
    );
  });

  it("lets leave what is idle and stored, and nothing else", () => {
    const state = new PartitionState(1000);
    see(state, "stored", 1000);
    see(state, "changed", 1000);
    see(state, "partly changed", 1000);
    see(state, "partly changed", 1000, two);
    see(state, "any", 1000, fleet);
    saved(state);
    see(state, "changed", 1000);
    see(state, "partly changed", 1000, two);
    see(state, "young", 1050);
    state.letLeave({ idleAfterMs: 49, keysInMemory: 100 });
    assert.deepEqual([state.keysInMemory, state.keysAway], [4, 1]);
    assert.deepEqual(state.awayNames("stored"), ["one/stored"]);
    assert.throws(() => see(state, "stored", 1050), TypeError);
    saved(state);
    state.letLeave({ idleAfterMs: 1000, keysInMemory: 2 });
    assert.deepEqual([state.keysInMemory, state.keysAway], [2, 3], "the fleet's and the last seen stay");
    assert.deepEqual(state.awayNames("young"), []);
    assert.deepEqual(state.awayNames("partly changed"), ["one/partly changed", "two/partly changed"]);
    assert.deepEqual(
      [...state.counts()],
      [
        ["one", 1],
        ["two", 0],
        ["fleet", 1],
      ],
    );
  });

  it("does not ask for what is forgotten by then", () => {
    const state = new PartitionState(100);
    see(state, "a", 1000);
    see(state, "b", 1000);
    saved(state);
    state.letLeave({ idleAfterMs: 0, keysInMemory: 0 });
    see(state, "c", 1101);
    assert.deepEqual(state.awayNames("a"), []);
    assert.equal(see(state, "a", 1101), 0);
  });

  it("starts anew what is away and lost", async () => {
    const state = new PartitionState(100);
    see(state, "a", 1000);
    const stored = saved(state);
    state.letLeave({ idleAfterMs: 0, keysInMemory: 0 });
    see(state, "b", 1001);
    assert.equal(state.loseAway(), 1);
    assert.equal(see(state, "a", 1001), 0);
    await state.bringBack(stored.changed);
    assert.equal(see(state, "a", 1001), 1, "what is there is not replaced");
    state.markAllChanged();
    assert.deepEqual(names(saved(state)), [["one/a", "one/b"], []]);
  });

  it("refuses entries of no detector, and those that are none", async () => {
    const wrong = new Map([
      ["three/a", Buffer.from("1")],
      ["one/a", Buffer.from("1")],
      ["one/b", Buffer.alloc(0)],
      ["one/c", Buffer.from([2, 0, 0, 0, 0, 0, 0, 0, 0, 49])],
    ]);
    for (const entry of wrong) {
      await assert.rejects(
        PartitionState.restore(new Map([entry]), restoring),
        (error) => error instanceof PicketError && error.code === "SNAPSHOT_INVALID",
        entry[0],
      );
    }
  });

  it("brings back all or nothing, and says which entry its detector cannot read", async () => {
    const cause = new RangeError("Offset is outside the bounds of the DataView");
    const broken = { ...two, restore: () => assert.fail(cause) };
    const state = new PartitionState(100);
    for (const detector of [one, broken]) see(state, "a", 1000, detector);
    const { changed } = saved(state);
    state.letLeave({ idleAfterMs: 0, keysInMemory: 0 });
    await assert.rejects(state.bringBack(changed), { code: "SNAPSHOT_INVALID", message: /two.*two\/a/, cause });
    assert.deepEqual([state.keysAway, state.counts().get("one")], [1, 0]);
    assert.equal(state.loseAway(), 1);
    assert.deepEqual([see(state, "a", 1001), see(state, "a", 1001, broken)], [0, 0], "it starts anew, whole");
  });

  it("has no key of which a state could not be opened", () => {
    let isBroken = true;
    const fragile = { ...one, open: () => (isBroken ? assert.fail("not now") : one.open()) };
    const state = new PartitionState(100);
    assert.throws(() => see(state, "a", 1000, fragile), /not now/);
    assert.equal(state.keysInMemory, 0);
    isBroken = false;
    assert.deepEqual([see(state, "a", 1000, fragile), see(state, "a", 1000, fragile)], [0, 1]);
    assert.deepEqual(names(saved(state)), [["one/a"], []]);
  });

  it("is captured as it was, whatever happens before its bytes are made", (t) => {
    const seed = process.env["PICKET_TEST_SEED"] ?? "captured";
    t.diagnostic(`seed ${seed}`);
    const random = new Random(seed);
    let time = 1000;
    const live = (events: number, ...states: readonly PartitionState[]): void => {
      for (let event = 0; event < events; event += 1) {
        time += random.integer(0, 8);
        const [key, detector] = [`key ${random.integer(0, 30)}`, detectors[random.integer(0, 2)]!];
        for (const state of states) see(state, key, time, detector);
      }
    };
    for (let round = 0; round < 50; round += 1) {
      const [state, twin] = [new PartitionState(100), new PartitionState(100)];
      live(100, state, twin);
      const captured = state.capture();
      const expected = saved(twin).changed;
      const found = new Map<string, Uint8Array>();
      for (const [name, bytes] of captured.changed) {
        found.set(name, bytes);
        live(random.integer(0, 5), state);
      }
      assert.deepEqual(found, expected);
      assert.equal(
        captured.changed.bytes,
        [...found.values()].reduce((sum, { length }) => sum + length, 0),
      );
      assert.ok(state.isCaptured && state.takeForgotten() > twin.takeForgotten());
      state.stored(captured);
      assert.ok(!state.isCaptured);
    }
  });

  it("answers the same however it is saved, lets leave, is lost and restored", async (t) => {
    const seed = process.env["PICKET_TEST_SEED"] ?? "partition state";
    t.diagnostic(`seed ${seed}`);
    const random = new Random(seed);
    const plain = new PartitionState(100);
    let state = new PartitionState(100);
    let store = new Map<string, Uint8Array>();
    let time = 1000;
    for (let step = 0; step < 40_000; step += 1) {
      time += random.chance(0.01) ? random.integer(0, 150) : random.integer(-3, 4);
      const key = `key ${Math.floor(random.uniform() ** 3 * 40)}`;
      const detector = detectors[random.integer(0, detectors.length - 1)]!;
      await bringBack(state, key, store);
      assert.equal(see(state, key, time, detector), see(plain, key, time, detector), `step ${step}`);
      if (random.chance(0.1)) {
        const changes = state.capture();
        if (random.chance(0.3)) {
          state.uncapture(changes);
          continue;
        }
        for (const name of changes.removed) store.delete(name);
        store = new Map([...store, ...changes.changed]);
        state.stored(changes);
        const memory = { idleAfterMs: random.integer(0, 120), keysInMemory: random.integer(0, 30) };
        if (random.chance(0.2)) state = await PartitionState.restore(store, { ...restoring, memory });
        else state.letLeave(memory);
      }
    }
    assert.ok(store.size > 3 && plain.takeForgotten() > 50);
  });
});

async function bringBack(state: PartitionState, key: string, store: ReadonlyMap<string, Uint8Array>): Promise<void> {
  await state.bringBack(state.awayNames(key).map((name) => [name, store.get(name)!] as const));
}

/** What a store then has of it. */
function saved(state: PartitionState): {
  readonly changed: Map<string, Uint8Array>;
  readonly removed: readonly string[];
} {
  const changes = state.capture();
  const changed = new Map(changes.changed);
  state.stored(changes);
  return { changed, removed: changes.removed };
}

function names({ changed, removed }: ReturnType<typeof saved>): readonly (readonly string[])[] {
  return [[...changed.keys()].toSorted(), removed.toSorted()];
}

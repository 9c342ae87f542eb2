/**
 * What a store holds for an offset is what was learned from the records below it, and committed offsets never go back. Looked at
 * directly, because what is written shows it only where somebody crashes at the right moment.
 */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setImmediate } from "node:timers/promises";
import { Harness } from "../../kit/harness.ts";
import { partitionName } from "../../log/partition-name.ts";
import type { Position } from "../../log/port.ts";
import { compileStage, type StageSink } from "../../runtime/compile.ts";
import { Intake } from "../../runtime/intake.ts";
import { OwnedPartition } from "../../runtime/owned-partition.ts";
import { PartitionState } from "../../runtime/partition-state.ts";
import { Random } from "../../simulate/random.ts";
import { MemoryStore } from "../../state/memory-store.ts";
import type { PartitionSnapshots, StateIdentity, StateScope } from "../../state/port.ts";
import { byKey, counting } from "./counting-topology.ts";

const start = 1_790_000_000_000;
const partitions = 3;
const steps = 150;

type Entries = Readonly<Record<string, string>>;

interface Saved extends StateScope {
  readonly offset: number;
  readonly entries: Entries;
}

describe("while batches are processed that follow those being committed", () => {
  // In a fetch: the less, the more often a batch has records of one partition while those of another are being committed.
  for (const fetchBytes of [1, 100, 300, 1000]) {
    it(`snapshots are those of their offsets, and committed offsets only grow, ${fetchBytes} bytes at a time`, async (t) => {
      const seed = process.env["PICKET_TEST_SEED"] ?? `true snapshots ${fetchBytes}`;
      t.diagnostic(`seed ${seed}`);
      const random = new Random(seed);
      const store = new RecordingStore(random);
      const harness = new Harness(counting, { partitions, store, fetchBytes, ticks: { commitAfterMs: Infinity } });
      t.after(() => harness.close());
      const group = harness.cluster.group("test.count");
      const commit = group.commit.bind(group);
      const setBack: string[] = [];
      t.mock.method(group, "commit", (offsets: readonly Position[]) => {
        for (const to of offsets) {
          const before = group.committed(to) ?? 0;
          if (to.offset < before) setBack.push(`${partitionName(to)} from ${before} to ${to.offset}`);
        }
        commit(offsets);
      });
      await disturb(harness, random);

      assert.deepEqual(setBack, []);
      const saved = store.saved.filter(({ stage }) => stage === "count");
      assert.ok(saved.length > 20, `${saved.length} snapshots are too few to compare`);
      for (let partition = 0; partition < partitions; partition += 1) {
        const learned = await learnedBelow(harness, partition);
        for (const { offset, entries } of saved.filter((one) => one.partition === partition)) {
          assert.deepEqual(entries, learned(offset), `partition ${partition} at ${offset}`);
        }
      }
    });
  }
});

/** Words and ticks, quicker than they are read, with crashes and failing transactions in between. */
async function disturb(harness: Harness, random: Random): Promise<void> {
  let instance = harness.start();
  for (let step = 0; step < steps; step += 1) {
    const time = start + step * 1000;
    await harness.tick(time);
    const keys = Array.from(
      { length: random.integer(0, 4) },
      () => `${random.pick(["a", "b", "c"])}${random.integer(0, 3)}`,
    );
    const words = keys.map((key, index) => Buffer.from(`${key}:${index}:${time}`));
    await harness.write("words", words);
    await turns(random.integer(0, 8));
    if (random.chance(0.03)) harness.cluster.failNextTransaction(random.pick(["before", "after"]));
    if (!random.chance(0.03)) continue;
    await harness.crash(instance);
    instance = harness.start();
  }
  await harness.stop(instance);
}

/** Takes its time, and remembers what could have been loaded after each save. */
class RecordingStore extends MemoryStore {
  readonly saved: Saved[] = [];
  readonly #random: Random;

  constructor(random: Random) {
    super();
    this.#random = random;
  }

  override open(scope: StateScope, identity: StateIdentity): PartitionSnapshots {
    const session = super.open(scope, identity);
    return {
      load: async (...how) => session.load(...how),
      fetch: async (names) => session.fetch(names),
      save: async (request) => {
        await turns(this.#random.integer(0, 8));
        const outcome = await session.save(request);
        const snapshot = outcome === "saved" ? await super.open(scope, identity).load(assert.fail) : undefined;
        if (snapshot)
          this.saved.push({ ...scope, offset: snapshot.manifest.offset, entries: readable(snapshot.entries) });
        return outcome;
      },
    };
  }
}

/** Reads a partition that the stage "count" has read, once, from its beginning. @returns what is learned below an offset. */
async function learnedBelow(harness: Harness, partition: number): Promise<(offset: number) => Entries> {
  const sink: StageSink = { muted: true, emit() {}, reject() {}, skip() {}, scored() {} };
  const compiled = await compileStage(counting.only(["count"]).stages[0]!, sink, { maxClockAheadMs: Infinity });
  const intake = new Intake(true, compiled, sink, Infinity);
  const state = new PartitionState(Infinity);
  const owned = new OwnedPartition({ topic: harness.nameOf(byKey.name), partition }, undefined, 0);
  owned.start({ position: 0, liveFrom: 0, useSnapshot: false, commitNow: false }, state);
  const all = new Map<string, Uint8Array>();
  const learned = [{ end: 0, entries: readable(all) }];
  for (const record of harness.read(byKey.name, partition)) {
    intake.take(record, owned);
    const changes = state.capture();
    for (const [name, bytes] of changes.changed) all.set(name, bytes);
    state.stored(changes);
    learned.push({ end: record.offset + 1, entries: readable(all) });
  }
  return (offset) => learned.findLast(({ end }) => end <= offset)!.entries;
}

function readable(entries: ReadonlyMap<string, Uint8Array>): Entries {
  return Object.fromEntries([...entries].map(([name, bytes]) => [name, Buffer.from(bytes).toString("latin1")]));
}

async function turns(count: number): Promise<void> {
  for (let left = count; left > 0; left -= 1) await setImmediate();
}

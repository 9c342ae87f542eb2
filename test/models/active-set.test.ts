/** Sparse features: the active set itself, and that leaving features out changes no answer. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { ActiveSet, type SparseVector } from "../../models/active-set.ts";
import { riverForest, riverSparseTrees, riverSvm, riverTrees } from "../../models/river.ts";
import type { ScaledFilter } from "../../models/scaled-filter.ts";
import { hasCode } from "../../errors/picket-error.ts";
import { Random } from "../../simulate/random.ts";

const seed = process.env["PICKET_TEST_SEED"] ?? "seven oaks";
const width = 40;

test("a slot is made for each feature at its first count, in ascending order", () => {
  const active = new ActiveSet();
  const out = new Float64Array(10);
  const inserted: number[] = [];
  const spread = (pairs: Readonly<Record<number, number>>): readonly number[] => {
    active.spread(sparse(pairs), out, (at) => inserted.push(at));
    return [...out.subarray(0, active.numbers.length)];
  };
  assert.deepEqual(spread({ 3: 1, 9: 2 }), [1, 2]);
  assert.deepEqual(spread({ 1: 5, 7: 6, 9: 0 }), [5, 0, 6, 0]);
  assert.deepEqual(spread({ 2: 0, 11: NaN }), [0, 0, 0, 0]);
  assert.deepEqual([...active.numbers], [1, 3, 7, 9]);
  assert.deepEqual(inserted, [0, 1, 0, 2]);
  const restored = ActiveSet.restore(active.snapshot());
  assert.deepEqual(restored.numbers, active.numbers);
  assert.throws(
    () => ActiveSet.restore(active.snapshot().subarray(1)),
    (error) => hasCode(error, "SNAPSHOT_INVALID"),
  );
});

test(`the SVM answers as over all features, bit for bit (PICKET_TEST_SEED="${seed}")`, () => {
  agree((active) => riverSvm(active.numbers.length, 0.99), riverSvm(width, 0.99));
});

test(`the trees answer as over all features, bit for bit (PICKET_TEST_SEED="${seed}")`, () => {
  const forest = riverForest(Array.from({ length: width }, (_, i) => String(i)));
  agree((active) => riverSparseTrees(forest, active), riverTrees(forest));
});

/** New features turn up all the time, also long after the start. */
function agree(openSparse: (active: ActiveSet) => ScaledFilter, full: ScaledFilter): void {
  const random = new Random(seed);
  const active = new ActiveSet();
  const few = openSparse(active);
  const slots = new Float64Array(width);
  for (let round = 0; round < 900; round++) {
    const known = Math.min(width, 3 + round / 20);
    const pairs: Record<number, number> = {};
    for (let i = 0; i < 5; i++) pairs[(random.integer(0, known - 1) * 7) % width] = random.integer(0, 30);
    const vector = sparse(pairs);
    active.spread(vector, slots, (at) => few.insert(at));
    const dense = new Float64Array(width);
    for (let i = 0; i < vector.length; i++) dense[vector.numbers[i]!] = vector.counts[i]!;
    if (round > 0) {
      assert.equal(few.scoreOne(slots), full.scoreOne(dense), `round ${round}`);
      assert.equal(few.threshold, full.threshold, `round ${round}`);
    }
    few.learnOne(slots);
    full.learnOne(dense);
  }
  assert.ok(active.numbers.length > 20);
}

function sparse(pairs: Readonly<Record<number, number>>): SparseVector {
  const numbers = Uint16Array.from(Object.keys(pairs), Number);
  return { length: numbers.length, numbers, counts: Float64Array.from(Object.values(pairs)) };
}

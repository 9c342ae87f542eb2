/** The tail of scores: its share by counting, what drifts, and how it begins. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { ScoreTail } from "../../models/score-tail.ts";
import { Random } from "../../simulate/random.ts";

const seed = process.env["PICKET_TEST_SEED"] ?? "four hollies";

test(`no more than the share of scores reaches the threshold, and a bin more would be too many (PICKET_TEST_SEED="${seed}")`, () => {
  const random = new Random(seed);
  for (const share of [0.2, 0.01, 0.001]) {
    const tail = new ScoreTail({ share, halfLife: 1_000_000 });
    const scores = Array.from({ length: 20_000 }, () => 0.4 + 0.3 * random.uniform() ** 3);
    for (const score of scores) tail.learnOne(score);
    const reaching = (threshold: number): number => scores.filter((score) => score >= threshold).length;
    assert.ok(reaching(tail.threshold) <= share * scores.length, `${share}`);
    assert.ok(reaching(tail.threshold - 1 / 2048) > share * scores.length, `${share}`);
  }
});

test("there is no threshold until one score in so many could have reached it, and then nothing has", () => {
  const tail = new ScoreTail({ share: 0.1, halfLife: 100 });
  for (let i = 0; i < 9; i++) {
    tail.learnOne(i / 10);
    assert.equal(tail.threshold, Infinity);
  }
  tail.learnOne(0.5);
  // One of ten may reach it: 0.8 does.
  assert.ok(tail.threshold > 0.7 && tail.threshold <= 0.8, `${tail.threshold}`);
});

test(`what drifts is followed within some half-lives, and forgotten (PICKET_TEST_SEED="${seed}")`, () => {
  const random = new Random(seed);
  const tail = new ScoreTail({ share: 0.02, halfLife: 1000 });
  const learn = (count: number, from: number): void => {
    for (let i = 0; i < count; i++) tail.learnOne(from + 0.1 * random.uniform());
  };
  learn(5000, 0.6);
  assert.ok(Math.abs(tail.threshold - 0.698) < 0.003, `${tail.threshold}`);
  learn(1000, 0.3);
  assert.ok(tail.threshold > 0.6, "a third of the weight is still of before");
  learn(9000, 0.3);
  assert.ok(tail.threshold < 0.42, `${tail.threshold}`);
});

test("what is no score is not learned, and a share that is none is refused", () => {
  const tail = new ScoreTail({ share: 0.5, halfLife: 100 });
  const before = tail.snapshot();
  for (const score of [NaN, -0.1, 1.1, Infinity]) tail.learnOne(score);
  assert.deepEqual(tail.snapshot(), before);
  for (const share of [0, 1, NaN]) assert.throws(() => new ScoreTail({ share, halfLife: 1 }), RangeError);
});

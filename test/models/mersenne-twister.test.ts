/** The twister against CPython's `random.Random`, whose draws the fixture holds. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { MersenneTwister } from "../../models/mersenne-twister.ts";

interface Draws {
  readonly seed: number;
  readonly first: readonly number[];
  /** The last of 1300 that follow: past two refills of the state. */
  readonly last: number;
  readonly uniform: number;
  /** One of four, then forty of seven. */
  readonly choices: readonly number[];
}

const fixture = new URL("../fixtures/river/mersenne-twister.json", import.meta.url);
const expected: readonly Draws[] = JSON.parse(readFileSync(fixture, "utf8"));

for (const { seed, first, last, uniform, choices } of expected) {
  test(`draws as random.Random(${seed}) does`, () => {
    const random = new MersenneTwister(seed);
    assert.deepEqual(
      first.map(() => random.random()),
      first,
    );
    for (let i = 0; i < 1299; i++) random.random();
    assert.equal(random.random(), last);
    assert.equal(random.uniform(-3.5, 8.25), uniform);
    assert.equal(random.choices([0, 1, 2, 3], [0.1, 0.25, 0.6, 1e-3]), choices[0]);
    const seven = [0, 1, 2, 3, 4, 5, 6];
    assert.deepEqual(
      choices.slice(1).map(() => random.choices(seven, [1, 0, 2, 0.5, 3, 1, 0.125])),
      choices.slice(1),
    );
  });
}

test("what cannot be a seed or a choice is refused", () => {
  for (const seed of [-1, 0.5, NaN, 2 ** 53]) assert.throws(() => new MersenneTwister(seed), RangeError);
  const random = new MersenneTwister(1);
  assert.throws(() => random.choices([1, 2], [1]), RangeError);
  assert.throws(() => random.choices([1, 2], [0, 0]), RangeError);
});

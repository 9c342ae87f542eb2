/** Random numbers of the simulation: the same on every machine, with the moments that they should have. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../simulate/random.ts";

test("a seed gives one sequence, on every machine", () => {
  const numbers = (seed: string): number[] =>
    Array.from(
      { length: 4 },
      (
        (random) => () =>
          random.integer(0, 999)
      )(new Random(seed)),
    );
  assert.deepEqual(numbers("1"), numbers("1"));
  assert.notDeepEqual(numbers("1"), numbers("2"));
});

test("uniform and normal numbers have the moments of their distributions", () => {
  const random = new Random("moments");
  const moments = (draw: () => number): [mean: number, variance: number] => {
    const values = Array.from({ length: 100_000 }, draw);
    const mean = values.reduce((a, b) => a + b) / values.length;
    return [mean, values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length];
  };
  const [uniformMean, uniformVariance] = moments(() => random.uniform());
  const [normalMean, normalVariance] = moments(() => random.normal());
  assert.ok(Math.abs(uniformMean - 0.5) < 0.005 && Math.abs(uniformVariance - 1 / 12) < 0.002);
  assert.ok(Math.abs(normalMean) < 0.02 && Math.abs(normalVariance - 1) < 0.03);
});

test("integers reach both ends, and shuffling loses nothing", () => {
  const random = new Random("ends");
  const drawn = new Set(Array.from({ length: 200 }, () => random.integer(3, 5)));
  assert.deepEqual(drawn, new Set([3, 4, 5]));
  const items = Array.from({ length: 50 }, (_, index) => index);
  random.shuffle(items);
  assert.notDeepEqual(
    items,
    items.toSorted((a, b) => a - b),
  );
  assert.equal(new Set(items).size, 50);
  assert.match(random.hex(64), /^[0-9a-f]{64}$/);
});

/** The running quantile against River's `stats.Quantile`, value for value, from the first observation on. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { PSquareQuantile } from "../../models/p-square-quantile.ts";

interface Series {
  readonly kind: string;
  readonly level: number;
  readonly values: readonly number[];
  /** River's, after each value. */
  readonly estimates: readonly number[];
}

const fixture = new URL("../fixtures/river/quantile.json", import.meta.url);
const expected: readonly Series[] = JSON.parse(readFileSync(fixture, "utf8"));

for (const { kind, level, values, estimates } of expected) {
  test(`the ${level} quantile of ${kind} values`, () => {
    const quantile = new PSquareQuantile(level);
    for (const [i, value] of values.entries()) {
      quantile.learnOne(value);
      assert.equal(quantile.value, estimates[i], `after ${i + 1} values`);
    }
  });
}

test("there is no estimate before the first value, and a wrong level is refused", () => {
  assert.equal(new PSquareQuantile(0.5).value, undefined);
  for (const level of [0, 1, NaN]) assert.throws(() => new PSquareQuantile(level), RangeError);
});

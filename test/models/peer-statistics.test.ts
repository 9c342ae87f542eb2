/** Peer statistics: against medians by definition, with holes, small groups, floors and a minority of strange ones. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { peerScores, peerStatistics } from "../../models/peer-statistics.ts";
import { Random } from "../../simulate/random.ts";

const seed = process.env["PICKET_TEST_SEED"] ?? "five larches";
const none = new Float64Array(8);

test(`medians and spreads are those of the definition (PICKET_TEST_SEED="${seed}")`, () => {
  const random = new Random(seed);
  for (const count of [3, 4, 5, 6, 31, 200]) {
    const size = random.integer(1, 4);
    const values = Float64Array.from({ length: count * size }, () =>
      random.chance(0.1) ? random.pick([NaN, Infinity]) : random.chance(0.3) ? random.integer(0, 3) : random.normal(),
    );
    const floors = Float64Array.from({ length: size }, () => random.uniform());
    const { medians, spreads, known } = peerStatistics({ values, size }, { minPeers: 3, floors });
    for (let feature = 0; feature < size; feature++) {
      const column = [...values].filter((value, i) => i % size === feature && Number.isFinite(value));
      assert.equal(known[feature], column.length);
      if (column.length < 3) {
        assert.ok(Number.isNaN(medians[feature]) && Number.isNaN(spreads[feature]));
        continue;
      }
      const median = medianOf(column);
      const mad = medianOf(column.map((value) => Math.abs(value - median)));
      assert.equal(medians[feature], median);
      assert.ok(Math.abs(spreads[feature]! - (1.4826 * mad + floors[feature]!)) < 1e-12);
    }
  }
});

test("who stands out has a great score, with its direction, and a strange minority does not hide itself", () => {
  const values = Float64Array.from([0.2, 0.22, 0.21, 0.19, 0.23, 0.95, 0.97].flatMap((cpu) => [cpu, 100]));
  const floors = Float64Array.of(0.01, 1);
  const statistics = peerStatistics({ values, size: 2 }, { minPeers: 5, floors });
  assert.deepEqual([...statistics.medians], [0.22, 100]);
  const strange = peerScores(statistics, Float64Array.of(0.97, 90));
  assert.ok(strange[0]! > 10);
  assert.equal(strange[1], -10);
  const ordinary = peerScores(statistics, Float64Array.of(0.2, 101));
  assert.ok(ordinary[0]! < 0 && ordinary[0]! > -1);
  assert.equal(ordinary[1], 1);
});

test("a missing value, and a group that is too small, say nothing", () => {
  const values = Float64Array.of(1, NaN, 2, 5, 3, 5, 4, NaN, 5, 6);
  const statistics = peerStatistics({ values, size: 2 }, { minPeers: 4, floors: none });
  assert.deepEqual([...statistics.known], [5, 3]);
  const scores = peerScores(statistics, Float64Array.of(NaN, 100));
  assert.deepEqual([...scores], [NaN, NaN]);
});

test("where all are alike, the floor says what a difference is worth", () => {
  const values = new Float64Array(20);
  const scoreOf = (floor: number, x: number): number | undefined =>
    peerScores(
      peerStatistics({ values, size: 1 }, { minPeers: 3, floors: Float64Array.of(floor) }),
      Float64Array.of(x),
    )[0];
  assert.equal(scoreOf(2, 10), 5);
  assert.equal(scoreOf(0, 1e-9), Infinity);
  assert.equal(scoreOf(0, 0), 0);
});

test("two are no group", () => {
  assert.throws(() => peerStatistics({ values: none, size: 1 }, { minPeers: 2, floors: none }), RangeError);
});

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = values.length / 2;
  return (sorted[Math.ceil(half) - 1]! + sorted[Math.floor(half)]!) / 2;
}

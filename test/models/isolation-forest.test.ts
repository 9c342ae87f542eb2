/** The isolation forest: paths by hand, what it finds, missing features, its reasons, and its snapshot. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { hasCode } from "../../errors/picket-error.ts";
import { growIsolationTree, type Rows } from "../../models/grow-isolation-tree.ts";
import { IsolationForest, usualForest } from "../../models/isolation-forest.ts";
import { addContributions, averagePath, dividedPathLength, emptyTree, endAt } from "../../models/isolation-tree.ts";
import { leaf, pathLength, splitAt, type IsolationTree } from "../../models/isolation-tree.ts";
import { MersenneTwister } from "../../models/mersenne-twister.ts";
import { sealSnapshot } from "../../models/snapshot.ts";
import { Random } from "../../simulate/random.ts";
import { auc } from "./auc.ts";

const seed = process.env["PICKET_TEST_SEED"] ?? "nine elms";
const size = 5;
const title = (text: string): string => `${text} (PICKET_TEST_SEED="${seed}")`;

/** Normal rows, of which the last `strange` are shifted in one feature. */
function rowsOf(random: Random, count: number, strange = 0): Rows {
  const values = Float64Array.from({ length: count * size }, () => random.normal());
  for (let row = count - strange; row < count; row++) values[row * size + 2]! += 8;
  return { values, size };
}

function rowOf({ values }: Rows, row: number): Float64Array {
  return values.subarray(row * size, (row + 1) * size);
}

function fit(rows: Rows): IsolationForest {
  return IsolationForest.fit(rows, { ...usualForest, seed: 42 });
}

/** Feature 0, seen from 0 to 20, below 10? Then feature 1, from 0 to 8, below 5? The leaves hold 3, 1 and 4 rows. */
function treeByHand(): IsolationTree {
  const tree = emptyTree(8);
  endAt(tree, 4, 3);
  endAt(tree, 5, 1);
  endAt(tree, 3, 4);
  splitAt(tree, 2, { feature: 1, threshold: 5, low: 0, high: 8 });
  splitAt(tree, 1, { feature: 0, threshold: 10, low: 0, high: 20 });
  return tree;
}

describe("a tree", () => {
  it("has the average paths of the paper, c(256) about 10.24", () => {
    assert.deepEqual([0, 1, 2].map(averagePath), [0, 0, 1]);
    assert.ok(Math.abs(averagePath(3) - (2 * (Math.log(2) + 0.5772156649015329) - 4 / 3)) < 1e-12);
    assert.ok(Math.abs(averagePath(256) - 10.2448) < 1e-4);
  });

  it("measures a path to its leaf, and what the leaf's rows would add", () => {
    const tree = treeByHand();
    assert.equal(pathLength(tree, Float64Array.of(9, 4)), 2 + averagePath(3));
    assert.equal(pathLength(tree, Float64Array.of(9, 5)), 2);
    assert.equal(pathLength(tree, Float64Array.of(10, NaN)), 1 + averagePath(4));
    for (const x of [Float64Array.of(9, 4), Float64Array.of(11, 0)]) {
      assert.equal(dividedPathLength(tree, x), pathLength(tree, x));
    }
  });

  it("ends a path where nothing like it was seen", () => {
    const tree = treeByHand();
    for (const [x, path] of [
      [[-1, 4], 0],
      [[21, 4], 0],
      [[9, 8.5], 1],
      [[20, 8.5], 1 + averagePath(4)],
    ] as const) {
      assert.equal(pathLength(tree, Float64Array.from(x)), path);
      assert.equal(dividedPathLength(tree, Float64Array.from(x)), path);
    }
    assert.equal(dividedPathLength(tree, Float64Array.of(NaN, 9)), (1 + 1 + averagePath(4)) / 2);
  });

  it("goes both ways where a feature is missing, by the training rows that went there", () => {
    const tree = treeByHand();
    const left = (3 / 4) * (2 + averagePath(3)) + (1 / 4) * 2;
    assert.equal(dividedPathLength(tree, Float64Array.of(0, NaN)), left);
    assert.equal(dividedPathLength(tree, Float64Array.of(NaN, NaN)), (left + 1 + averagePath(4)) / 2);
  });

  it("says by how much each feature shortened the path", () => {
    const tree = treeByHand();
    const mean = tree.paths[1]!;
    for (const x of [
      Float64Array.of(9, 5),
      Float64Array.of(NaN, 5),
      Float64Array.of(12, 1),
      Float64Array.of(9, NaN),
      Float64Array.of(30, 1),
      Float64Array.of(3, 9),
    ]) {
      const contributions = new Float64Array(2);
      addContributions(tree, x, contributions);
      assert.ok(Math.abs(contributions[0]! + contributions[1]! - (mean - dividedPathLength(tree, x))) < 1e-12);
      for (const [i, value] of x.entries()) if (Number.isNaN(value)) assert.equal(contributions[i], 0);
    }
    const alone = new Float64Array(2);
    addContributions(tree, Float64Array.of(9, 5), alone);
    assert.ok(alone[1]! > 0, "being parted from three others by feature 1 is what made the path short");
  });

  it(title("parts rows until they are alone, alike, or as deep as the sample's logarithm"), () => {
    const random = new Random(`${seed}, growing`);
    for (const count of [2, 3, 17, 256]) {
      const rows = rowsOf(random, count);
      for (const [i] of rows.values.entries()) {
        if (random.chance(0.2)) rows.values[i] = random.pick([NaN, 0, 0]);
      }
      const tree = growIsolationTree(
        rows,
        Uint32Array.from({ length: count }, (_, i) => i),
        new MersenneTwister(7),
      );
      assert.equal(tree.counts[1], count);
      for (const node of inner(tree)) {
        const [below, above] = [tree.counts[2 * node]!, tree.counts[2 * node + 1]!];
        assert.ok(below > 0 && above > 0, "no split leaves a side empty");
        assert.equal(below + above, tree.counts[node]);
        assert.ok(node < 2 ** Math.ceil(Math.log2(count)));
      }
    }
  });

  it("does not split what cannot be split: neighbouring numbers it can, equal and missing ones not", () => {
    const grow = (...values: number[]): IsolationTree =>
      growIsolationTree(
        { values: Float64Array.from(values), size: 1 },
        Uint32Array.of(0, 1, 2),
        new MersenneTwister(1),
      );
    assert.deepEqual(inner(grow(4, 4, 4)), []);
    assert.deepEqual(inner(grow(NaN, 4, NaN)), []);
    const tiny = grow(1, 1, 1 + Number.EPSILON);
    assert.deepEqual([...tiny.counts.subarray(1, 4)], [3, 2, 1]);
  });
});

describe("the forest", () => {
  it(title("finds the strange rows among the others"), () => {
    const rows = rowsOf(new Random(`${seed}, finding`), 2000, 20);
    const forest = fit(rows);
    const scores = Array.from({ length: 2000 }, (_, i) => forest.scoreOne(rowOf(rows, i)));
    assert.ok(auc(scores.slice(0, 1980), scores.slice(1980)) > 0.95);
    assert.ok(scores.every((score) => score > 0 && score < 1));
  });

  it(title("names the feature, and adds up to the score"), () => {
    const rows = rowsOf(new Random(`${seed}, explaining`), 1000);
    const forest = fit(rows);
    const strange = Float64Array.of(0, 0, 12, 0, 0);
    const contributions = forest.explain(strange);
    assert.equal(contributions.indexOf(Math.max(...contributions)), 2);
    const sum = (x: Float64Array): number => forest.explain(x).reduce((total, part) => total + part, 0);
    const path = (x: Float64Array): number => -Math.log2(forest.scoreOne(x)) * averagePath(forest.sampleSize);
    const usual = rowOf(rows, 0);
    assert.ok(Math.abs(sum(strange) + path(strange) - (sum(usual) + path(usual))) < 1e-9);
  });

  it(title("takes a row with holes for what the rest of it is"), () => {
    const rows = rowsOf(new Random(`${seed}, holes`), 1000);
    const forest = fit(rows);
    const unknown = forest.scoreOne(new Float64Array(size).fill(NaN));
    assert.ok(unknown > 0.4 && unknown < 0.55, `nothing known is nothing strange: ${unknown}`);
    const strange = forest.scoreOne(Float64Array.of(NaN, NaN, 12, NaN, NaN));
    assert.ok(strange > unknown, `${strange}`);
    assert.deepEqual([...forest.explain(new Float64Array(size).fill(NaN))], [0, 0, 0, 0, 0]);
  });

  it(title("learns from rows with holes, and takes no notice of a feature that nobody has"), () => {
    const random = new Random(`${seed}, learning holes`);
    const rows = rowsOf(random, 2000, 20);
    for (let row = 0; row < 2000; row++) {
      rows.values[row * size + 4] = NaN;
      if (random.chance(0.3)) rows.values[row * size + random.integer(0, 3)] = NaN;
    }
    const forest = fit(rows);
    const strange = Float64Array.of(0, 0, 8, 0, 0);
    assert.ok(forest.scoreOne(strange) > forest.scoreOne(new Float64Array(size)) + 0.1);
    assert.equal(forest.explain(strange)[4], 0);
  });

  it(title("isolates at once what differs in a feature that never did"), () => {
    const rows = rowsOf(new Random(`${seed}, constants`), 1000);
    for (let row = 0; row < 1000; row++) {
      rows.values[row * size + 3] = 0;
      rows.values[row * size + 4] = row < 100 ? 0 : NaN;
    }
    const forest = fit(rows);
    assert.equal(forest.scoreOne(Float64Array.of(0, 0, 0, 1, NaN)), 1);
    const contributions = forest.explain(Float64Array.of(0, 0, 9, 1, NaN));
    assert.deepEqual(
      [...contributions.keys()].filter((i) => contributions[i] !== 0),
      [3],
    );
    assert.ok(forest.scoreOne(Float64Array.of(0, 0, 0, NaN, NaN)) < 0.5);
    // Known in too few rows to be called constant.
    assert.ok(forest.scoreOne(Float64Array.of(0, 0, 0, 0, 1)) < 0.5);
    assert.equal(IsolationForest.restore(forest.snapshot()).scoreOne(Float64Array.of(0, 0, 0, 1, 0)), 1);
  });

  it(title("is the same for the same seed, and another for another"), () => {
    const rows = rowsOf(new Random(`${seed}, seeds`), 500);
    assert.deepEqual(fit(rows).snapshot(), fit(rows).snapshot());
    const other = IsolationForest.fit(rows, { ...usualForest, seed: 43 });
    assert.notDeepEqual(other.snapshot(), fit(rows).snapshot());
  });

  it(title("is restored to the same answers and the same bytes"), () => {
    const rows = rowsOf(new Random(`${seed}, snapshots`), 700);
    for (let i = 0; i < rows.values.length; i += 7) rows.values[i] = NaN;
    const forest = fit(rows);
    const restored = IsolationForest.restore(forest.snapshot());
    for (let row = 0; row < 700; row++) {
      assert.equal(restored.scoreOne(rowOf(rows, row)), forest.scoreOne(rowOf(rows, row)));
      assert.deepEqual(restored.explain(rowOf(rows, row)), forest.explain(rowOf(rows, row)));
    }
    assert.deepEqual(restored.snapshot(), forest.snapshot());
  });

  it("refuses a snapshot whose trees are none, whatever its checksum says", () => {
    const restore = (features: number[], thresholds: number[], counts: number[], trees = 1): unknown =>
      IsolationForest.restore(
        sealSnapshot("isolation-forest", 1, [
          2,
          4,
          trees,
          Float64Array.of(NaN, NaN),
          Uint8Array.from(features),
          Float64Array.from(thresholds),
          Uint16Array.from(counts),
        ]),
      );
    assert.ok(restore([0, leaf, leaf], [1, 0, 2], [1, 3]));
    for (const [what, ...fields] of [
      ["a feature that rows lack", [2, leaf, leaf], [1, 0, 2], [1, 3]],
      ["a node without children", [0, leaf], [1, 0, 2], [1]],
      ["other rows", [0, leaf, leaf], [1, 0, 2], [1, 2]],
      ["too high", [0, 0, 0, leaf, leaf, leaf, leaf], [3, 0, 4, 2, 0, 3, 1, 0, 2], [1, 1, 1, 1]],
      ["a node too many", [0, leaf, leaf, leaf], [1, 0, 2], [1, 3]],
      ["half a split", [0, leaf, leaf], [1, 0], [1, 3]],
    ] as const) {
      assert.throws(
        () => restore([...fields[0]], [...fields[1]], [...fields[2]]),
        (error) => hasCode(error, "SNAPSHOT_INVALID"),
        what,
      );
    }
    assert.throws(
      () => restore([0, leaf, leaf], [1, 0, 2], [1, 3], 2),
      (error) => hasCode(error, "SNAPSHOT_INVALID"),
    );
  });

  it("refuses what no forest can be grown over", () => {
    const none = { ...usualForest, seed: 1 };
    assert.throws(() => IsolationForest.fit({ values: new Float64Array(size), size }, none), RangeError);
    assert.throws(() => IsolationForest.fit({ values: new Float64Array(600), size: 300 }, none), RangeError);
    const many = { values: new Float64Array(5000), size: 1 };
    assert.throws(() => IsolationForest.fit(many, { ...none, sampleSize: 5000 }), RangeError);
  });
});

function inner(tree: IsolationTree): readonly number[] {
  return [...tree.features.keys()].filter((node) => tree.counts[node]! > 0 && tree.features[node] !== leaf);
}

/**
 * Isolation forest (Liu, Ting and Zhou, ICDM 2008): a row is anomalous when random splits part it from the others sooner than
 * most. Learns once, from a whole data set; streaming-isolation-forest.ts is the one that goes on learning.
 */

import { growIsolationTree, type Rows } from "./grow-isolation-tree.ts";
import {
  addContributions,
  averagePath,
  dividedPathLength,
  mostFeatures,
  mostRows,
  pathLength,
} from "./isolation-tree.ts";
import type { IsolationTree } from "./isolation-tree.ts";
import { MersenneTwister } from "./mersenne-twister.ts";
import { packTrees, unpackTrees } from "./packed-trees.ts";
import { openSnapshot, sealParts, type SnapshotParts } from "./snapshot.ts";

const model = "isolation-forest";
const version = 1;

export interface IsolationForestOptions {
  /** The paper's t. */
  readonly trees: number;
  /** Rows that each tree is grown over, the paper's psi, 2 to `mostRows`. */
  readonly sampleSize: number;
  /** A whole number from 0 to 2^32 - 1. */
  readonly seed: number;
}

/** The paper's, which also scikit-learn takes. */
export const usualForest = { trees: 100, sampleSize: 256 } as const;

/** What is grown over the same rows. */
export interface ForestParts {
  readonly size: number;
  readonly sampleSize: number;
  readonly trees: readonly IsolationTree[];
  /** The value of each feature that was the same in all training rows, at least `sampleSize`; else NaN. */
  readonly constants: Float64Array;
}

export class IsolationForest {
  /** Features of a row. */
  readonly size: number;
  readonly sampleSize: number;
  readonly #trees: readonly IsolationTree[];
  readonly #constants: Float64Array;

  constructor({ size, sampleSize, trees, constants }: ForestParts) {
    this.size = size;
    this.sampleSize = sampleSize;
    this.#trees = trees;
    this.#constants = constants;
  }

  /**
   * A feature that is missing in all of `rows` is split by no tree, and goes unseen.
   *
   * @throws RangeError for fewer than 2 rows, or features or a sample that are too many.
   */
  static fit(rows: Rows, { trees, sampleSize, seed }: IsolationForestOptions): IsolationForest {
    const count = rows.values.length / rows.size;
    const shape = { size: rows.size, sampleSize: Math.min(sampleSize, count) };
    checkShape(shape);
    const grown = Array.from({ length: trees }, (_, i) => growNumbered(rows, shape.sampleSize, { seed, number: i }));
    return new IsolationForest({ ...shape, trees: grown, constants: constantsOf(rows, shape.sampleSize) });
  }

  get trees(): number {
    return this.#trees.length;
  }

  get byteLength(): number {
    return this.#trees.reduce((sum, { features }) => sum + features.length * treeSlotBytes, 0);
  }

  /**
   * From 0 to 1: 2^(-mean path / c(sampleSize)). About 0.5 where nothing stands out, higher is more anomalous; 1 where a feature
   * that never varied now does, which no tree sees but the first split on it would show.
   *
   * @param x `size` features; NaN is a missing one.
   */
  scoreOne(x: Float64Array): number {
    for (let i = 0; i < this.size; i++) if (this.#varies(i, x[i]!)) return 1;
    const pathOf = hasHoles(x, this.size) ? dividedPathLength : pathLength;
    let sum = 0;
    for (let i = 0; i < this.#trees.length; i++) sum += pathOf(this.#trees[i]!, x);
    return 2 ** (-sum / this.#trees.length / averagePath(this.sampleSize));
  }

  /** For each feature, by how many splits it made the mean path shorter (positive) or longer than the training rows'. */
  explain(x: Float64Array): Float64Array {
    const sums = new Float64Array(this.size);
    const varying = [...this.#constants.keys()].filter((i) => this.#varies(i, x[i]!));
    for (const tree of this.#trees) {
      for (const i of varying) sums[i]! += tree.paths[1]! / varying.length;
      if (varying.length === 0) addContributions(tree, x, sums);
    }
    return sums.map((sum) => sum / this.#trees.length);
  }

  /** The same forest with `tree`, grown over `rows` now, in the place of its oldest. */
  renewed(tree: IsolationTree, rows: Rows): IsolationForest {
    const { size, sampleSize } = this;
    return new IsolationForest({
      size,
      sampleSize,
      trees: [...this.#trees.slice(1), tree],
      constants: constantsOf(rows, sampleSize),
    });
  }

  /** Whether a feature that was always the same has another value. */
  #varies(feature: number, value: number): boolean {
    const constant = this.#constants[feature]!;
    return value !== constant && !Number.isNaN(constant) && !Number.isNaN(value);
  }

  snapshot(): Uint8Array {
    return sealParts(this.parts());
  }

  parts(): SnapshotParts {
    return {
      model,
      version,
      fields: [this.size, this.sampleSize, this.trees, this.#constants, ...packTrees(this.#trees)],
    };
  }

  static restore(bytes: Uint8Array): IsolationForest {
    const reader = openSnapshot(bytes, model, version);
    const size = reader.integer(1, mostFeatures);
    const sampleSize = reader.integer(2, mostRows);
    const count = reader.integer(1, mostTrees);
    const constants = reader.doubles(size);
    const trees = unpackTrees(reader, { size, sampleSize, trees: count });
    reader.done();
    return new IsolationForest({ size, sampleSize, trees, constants });
  }
}

const treeSlotBytes = 1 + 2 + 4 * 8;

/** As for rows: with both at most, a forest takes 290 MB. */
export const mostTrees = 1000;

/** Tree number `number` of all that are grown from one seed: each has a random sequence of its own. */
export function growNumbered(
  rows: Rows,
  sampleSize: number,
  { seed, number }: { seed: number; number: number },
): IsolationTree {
  const random = new MersenneTwister((number % 2 ** 21) * 2 ** 32 + seed);
  return growIsolationTree(rows, drawSample(rows.values.length / rows.size, sampleSize, random), random);
}

/** @throws RangeError */
export function checkShape({ size, sampleSize }: { size: number; sampleSize: number }): void {
  if (!(sampleSize >= 2 && sampleSize <= mostRows)) {
    throw new RangeError(`a tree is grown over 2 to ${mostRows} rows, got ${sampleSize}`);
  }
  if (!(size >= 1 && size <= mostFeatures)) {
    throw new RangeError(`a row has 1 to ${mostFeatures} features, got ${size}`);
  }
}

function constantsOf({ values, size }: Rows, atLeast: number): Float64Array {
  return Float64Array.from({ length: size }, (_, feature) => {
    let constant = NaN;
    let known = 0;
    for (let at = feature; at < values.length; at += size) {
      const value = values[at]!;
      if (Number.isNaN(value)) continue;
      if (known++ === 0) constant = value;
      else if (value !== constant) return NaN;
    }
    return known < atLeast ? NaN : constant;
  });
}

function hasHoles(x: Float64Array, size: number): boolean {
  for (let i = 0; i < size; i++) if (Number.isNaN(x[i])) return true;
  return false;
}

/** `size` of the numbers 0 .. count - 1, without repeating one: Fisher and Yates, as far as needed. */
function drawSample(count: number, size: number, random: MersenneTwister): Uint32Array {
  const numbers = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = 0; i < size; i++) {
    const at = i + Math.floor(random.random() * (count - i));
    const drawn = numbers[at]!;
    numbers[at] = numbers[i]!;
    numbers[i] = drawn;
  }
  return numbers.subarray(0, size);
}

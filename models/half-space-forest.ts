/**
 * The random trees of half-space trees, without what is learned: which half-space each node stands for. Trees depend on the
 * seed and the features alone, so one frozen forest serves every model of a detector, and only masses are kept per model.
 */

import { MersenneTwister } from "./mersenne-twister.ts";

export interface ForestShape {
  readonly trees: number;
  /** Splits from root to leaf: a tree has 2^height leaves. */
  readonly height: number;
  /** Features in the order in which the trees draw them: a permutation of 0 .. n - 1. River sorts them by name. */
  readonly featureOrder: readonly number[];
  readonly seed: number;
}

/** The share of a node's range at either end in which it is never split, so that no half-space is too thin. */
const padding = 0.15;

export class HalfSpaceForest {
  readonly shape: ForestShape;
  /** Leaves of one tree. */
  readonly leaves: number;
  /** A vector of the forest's size for whoever needs one during a call; nothing in it outlives that call. */
  readonly scratch: Float64Array;
  /** Nodes of each tree in heap order from slot 1: node n splits into 2n (below the threshold) and 2n + 1. */
  readonly #features: Uint16Array;
  readonly #thresholds: Float64Array;
  readonly #located: Uint16Array;
  readonly #locatedFor: Float64Array;

  /** Grows the trees that River 0.22 grows for features scaled to 0 .. 1. */
  constructor(shape: ForestShape) {
    this.shape = shape;
    this.leaves = 2 ** shape.height;
    this.scratch = new Float64Array(shape.featureOrder.length);
    this.#features = new Uint16Array(shape.trees * this.leaves);
    this.#thresholds = new Float64Array(shape.trees * this.leaves);
    this.#located = new Uint16Array(shape.trees);
    this.#locatedFor = new Float64Array(shape.featureOrder.length).fill(NaN);
    const random = new MersenneTwister(shape.seed);
    for (let tree = 0; tree < shape.trees; tree++) this.#grow(tree, random);
  }

  /**
   * The leaf of each tree that `x` falls into, as its place among the leaves of all trees, a tree after the other. The
   * array is overwritten by the next call. Asked again for the same vector, as scoring and then learning do, it walks no
   * tree.
   */
  locate(x: Float64Array): Uint16Array {
    if (this.#isLocated(x)) return this.#located;
    const { trees, height } = this.shape;
    const size = this.leaves;
    const features = this.#features;
    const thresholds = this.#thresholds;
    const located = this.#located;
    // Five trees at a time (River's 25 are five fives): a step waits for the one before it in its tree, so that five walks side
    // by side take little longer than one. A last group that is short walks its last tree again.
    for (let tree = 0; tree < trees; tree += 5) {
      const first = tree * size;
      const second = Math.min(tree + 1, trees - 1) * size;
      const third = Math.min(tree + 2, trees - 1) * size;
      const fourth = Math.min(tree + 3, trees - 1) * size;
      const fifth = Math.min(tree + 4, trees - 1) * size;
      let a = 1;
      let b = 1;
      let c = 1;
      let d = 1;
      let e = 1;
      for (let level = 0; level < height; level++) {
        const atA = first + a;
        const atB = second + b;
        const atC = third + c;
        const atD = fourth + d;
        const atE = fifth + e;
        a = (a << 1) + 1 - Number(x[features[atA]!]! < thresholds[atA]!);
        b = (b << 1) + 1 - Number(x[features[atB]!]! < thresholds[atB]!);
        c = (c << 1) + 1 - Number(x[features[atC]!]! < thresholds[atC]!);
        d = (d << 1) + 1 - Number(x[features[atD]!]! < thresholds[atD]!);
        e = (e << 1) + 1 - Number(x[features[atE]!]! < thresholds[atE]!);
      }
      located[tree] = first + a - size;
      if (tree + 1 < trees) located[tree + 1] = second + b - size;
      if (tree + 2 < trees) located[tree + 2] = third + c - size;
      if (tree + 3 < trees) located[tree + 3] = fourth + d - size;
      if (tree + 4 < trees) located[tree + 4] = fifth + e - size;
    }
    return located;
  }

  #isLocated(x: Float64Array): boolean {
    const known = this.#locatedFor;
    let same = true;
    for (let i = 0; i < known.length; i++) {
      if (known[i] === x[i]) continue;
      known[i] = x[i]!;
      same = false;
    }
    return same;
  }

  #grow(tree: number, random: MersenneTwister): void {
    const { height, featureOrder } = this.shape;
    const low = featureOrder.map(() => 0);
    const high = featureOrder.map(() => 1);
    const drawn = featureOrder.map((_, i) => i);
    const root = tree << height;
    const split = (node: number): void => {
      if (node >= this.leaves) return;
      const on = random.choices(
        drawn,
        high.map((end, i) => end - low[i]!),
      );
      const from = low[on]!;
      const to = high[on]!;
      const threshold = random.uniform(from + padding * (to - from), to - padding * (to - from));
      this.#features[root + node] = featureOrder[on]!;
      this.#thresholds[root + node] = threshold;
      high[on] = threshold;
      split(2 * node);
      high[on] = to;
      low[on] = threshold;
      split(2 * node + 1);
      low[on] = from;
    };
    split(1);
  }
}

/**
 * Half-space trees (Tan, Ting and Liu, IJCAI 2011) as River's `anomaly.HalfSpaceTrees`: how much mass of the last full
 * window lies where a vector falls. Expects features scaled to 0 .. 1.
 */

import type { HalfSpaceForest } from "./half-space-forest.ts";
import type { AnomalyModel } from "./model.ts";
import { openSnapshot, sealParts, type SnapshotParts } from "./snapshot.ts";
import { isFiniteVector } from "./vector.ts";

const model = "half-space-trees";
const version = 1;

/** Vectors in a window. A mass never exceeds it, which is what lets a mass be one byte. */
const window = 250;
/** Taller trees would have sums that `normalities` cannot keep. */
const tallest = 8;
/** From the paper: scoring stops at a node with less mass than a tenth of the window. */
const sizeLimit = 0.1 * window;
const none = new Uint16Array();

export class HalfSpaceTrees implements AnomalyModel {
  readonly #forest: HalfSpaceForest;
  /** Leaf masses of the window that fills now. */
  readonly #filling: Uint8Array;
  /**
   * What each leaf adds to the normality of a vector in it, by the last full window; see `normalities`. Two thirds of what a model
   * takes, so whoever never fills a window, as short-lived containers do, goes without.
   */
  #normality: Uint16Array = none;
  #inWindow = 0;
  #windows = 0;

  constructor(forest: HalfSpaceForest) {
    if (forest.shape.height > tallest) throw new RangeError(`trees are at most ${tallest} high`);
    this.#forest = forest;
    this.#filling = new Uint8Array(forest.shape.trees * forest.leaves);
  }

  get size(): number {
    return this.#forest.shape.featureOrder.length;
  }

  get byteLength(): number {
    return this.#filling.byteLength + this.#normality.byteLength + 16;
  }

  /** From 0 to 1; 0 for everything until the first window is full. */
  scoreOne(x: Float64Array): number {
    if (this.#windows === 0) return 0;
    const leaves = this.#forest.locate(x);
    const normality = this.#normality;
    let sum = 0;
    for (let tree = 0; tree < leaves.length; tree++) sum += normality[leaves[tree]!]!;
    const { trees, height } = this.#forest.shape;
    return 1 - (2 * sum) / (trees * window * (2 ** (height + 1) - 1));
  }

  learnOne(x: Float64Array): void {
    if (!isFiniteVector(x, this.size)) return;
    const leaves = this.#forest.locate(x);
    const filling = this.#filling;
    for (let tree = 0; tree < leaves.length; tree++) filling[leaves[tree]!]!++;
    if (++this.#inWindow === window) this.#closeWindow();
  }

  /**
   * How much the score falls when one feature takes its usual value and all others stay: 0 for features that do not matter
   * alone.
   */
  explain(x: Float64Array, usual: Float64Array): Float64Array {
    const probe = Float64Array.from(x.subarray(0, this.size));
    const score = this.scoreOne(probe);
    return probe.map((value, i) => {
      if (value === usual[i]) return 0;
      probe[i] = usual[i]!;
      const without = this.scoreOne(probe);
      probe[i] = value;
      return score - without;
    });
  }

  /** The trees are drawn over all features at once: none can be added later. */
  insert(): void {
    throw new RangeError("half-space trees cannot take another feature");
  }

  #closeWindow(): void {
    if (this.#windows === 0) this.#normality = new Uint16Array(this.#filling.length);
    normalities(this.#filling, this.#normality, this.#forest);
    this.#filling.fill(0);
    this.#inWindow = 0;
    this.#windows++;
  }

  snapshot(): Uint8Array {
    return sealParts(this.parts());
  }

  parts(): SnapshotParts {
    const { trees, height, seed } = this.#forest.shape;
    const identity = [trees, height, this.size, seed];
    const normality = this.#windows === 0 ? new Uint16Array(this.#filling.length) : this.#normality;
    const learned = [this.#inWindow, this.#windows, this.#filling, normality];
    return { model, version, fields: [...identity, ...learned] };
  }

  /** @param forest the forest that the model was made with; one of another shape or seed is refused. */
  static restore(bytes: Uint8Array, forest: HalfSpaceForest): HalfSpaceTrees {
    const reader = openSnapshot(bytes, model, version);
    const restored = new HalfSpaceTrees(forest);
    const { trees, height, seed } = forest.shape;
    for (const expected of [trees, height, restored.size, seed]) reader.integer(expected, expected);
    restored.#inWindow = reader.integer(0, window - 1);
    restored.#windows = reader.integer(0, Number.MAX_SAFE_INTEGER);
    restored.#filling.set(reader.bytes(restored.#filling.length));
    const normality = reader.words(restored.#filling.length);
    if (restored.#windows > 0) restored.#normality = normality;
    reader.done();
    return restored;
  }
}

/**
 * The score's sum for each leaf: over the nodes from the root down, mass times 2^depth, ending with the first node below
 * the size limit. Made once a window, so that scoring is one look-up a tree. Kept halved, which is exact because the root's
 * mass is the window and all other terms are even, and lets a sum of a tree of height 8 fit 16 bits.
 */
function normalities(leafMasses: Uint8Array, halved: Uint16Array, { leaves, shape }: HalfSpaceForest): void {
  const masses = new Uint8Array(2 * leaves);
  const sums = new Uint32Array(2 * leaves);
  const ended = new Uint8Array(2 * leaves);
  for (let tree = 0; tree < shape.trees; tree++) {
    masses.set(leafMasses.subarray(tree * leaves, (tree + 1) * leaves), leaves);
    for (let node = leaves - 1; node > 0; node--) masses[node] = masses[2 * node]! + masses[2 * node + 1]!;
    for (let node = 1; node < 2 * leaves; node++) {
      const parent = node >> 1;
      const depth = 31 - Math.clz32(node);
      const mass = masses[node]!;
      sums[node] = ended[parent] === 1 ? sums[parent]! : sums[parent]! + (mass << depth);
      ended[node] = ended[parent] === 1 || mass < sizeLimit ? 1 : 0;
      if (node >= leaves) halved[tree * leaves + node - leaves] = sums[node]! / 2;
    }
  }
}

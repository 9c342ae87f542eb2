/**
 * Half-space trees (Tan, Ting and Liu, IJCAI 2011) as River's `anomaly.HalfSpaceTrees`: how much mass of the last full
 * window lies where a vector falls. Expects features scaled to 0 .. 1.
 */

import type { HalfSpaceForest } from "./half-space-forest.ts";
import type { AnomalyModel } from "./model.ts";
import { openSnapshot, sealSnapshot } from "./snapshot.ts";
import { isFiniteVector } from "./vector.ts";

const model = "half-space-trees";
const version = 1;

/** Vectors in a window. A mass never exceeds it, which is what lets a mass be one byte. */
const window = 250;
/** From the paper: scoring stops at a node with less mass than a tenth of the window. */
const sizeLimit = 0.1 * window;

export class HalfSpaceTrees implements AnomalyModel {
  readonly #forest: HalfSpaceForest;
  /** Leaf masses of the window that fills now; masses of inner nodes are their sums, made when it is full. */
  readonly #filling: Uint8Array;
  /** Masses of all nodes in the last full window, in heap order, a tree after the other. */
  readonly #full: Uint8Array;
  #inWindow = 0;
  #windows = 0;

  constructor(forest: HalfSpaceForest) {
    this.#forest = forest;
    this.#filling = new Uint8Array(forest.shape.trees * forest.leaves);
    this.#full = new Uint8Array(forest.shape.trees * forest.leaves * 2);
  }

  get size(): number {
    return this.#forest.shape.featureOrder.length;
  }

  get byteLength(): number {
    return this.#filling.byteLength + this.#full.byteLength + 16;
  }

  /** From 0 to 1; 0 for everything until the first window is full. */
  scoreOne(x: Float64Array): number {
    if (this.#windows === 0) return 0;
    const { trees, height } = this.#forest.shape;
    const leaves = this.#forest.locate(x);
    const full = this.#full;
    let mass = 0;
    for (let tree = 0; tree < trees; tree++) {
      const root = tree << (height + 1);
      const leaf = leaves[tree]!;
      for (let depth = 0; depth <= height; depth++) {
        const ofNode = full[root + (leaf >> (height - depth))]!;
        mass += ofNode << depth;
        if (ofNode < sizeLimit) break;
      }
    }
    return 1 - mass / (trees * window * (2 ** (height + 1) - 1));
  }

  learnOne(x: Float64Array): void {
    if (!isFiniteVector(x, this.size)) return;
    const { trees, height } = this.#forest.shape;
    const leaves = this.#forest.locate(x);
    const filling = this.#filling;
    const first = this.#forest.leaves;
    for (let tree = 0; tree < trees; tree++) filling[(tree << height) + leaves[tree]! - first]!++;
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
    sumMasses(this.#filling, this.#full, this.#forest);
    this.#filling.fill(0);
    this.#inWindow = 0;
    this.#windows++;
  }

  snapshot(): Uint8Array {
    const { trees, height, seed } = this.#forest.shape;
    const leafMasses = this.#leafMasses();
    return sealSnapshot(model, version, [
      trees,
      height,
      this.size,
      seed,
      this.#inWindow,
      this.#windows,
      this.#filling,
      leafMasses,
    ]);
  }

  #leafMasses(): Uint8Array {
    const { leaves, shape } = this.#forest;
    const masses = new Uint8Array(shape.trees * leaves);
    for (let tree = 0; tree < shape.trees; tree++) {
      masses.set(this.#full.subarray((2 * tree + 1) * leaves, (2 * tree + 2) * leaves), tree * leaves);
    }
    return masses;
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
    sumMasses(reader.bytes(restored.#filling.length), restored.#full, forest);
    reader.done();
    return restored;
  }
}

/** Fills `nodes` (heap order) from the masses of the leaves: a node's mass is its children's. */
function sumMasses(leafMasses: Uint8Array, nodes: Uint8Array, forest: HalfSpaceForest): void {
  const { leaves } = forest;
  for (let tree = 0; tree < forest.shape.trees; tree++) {
    const root = 2 * tree * leaves;
    nodes.set(leafMasses.subarray(tree * leaves, (tree + 1) * leaves), root + leaves);
    for (let node = leaves - 1; node > 0; node--) {
      nodes[root + node] = nodes[root + 2 * node]! + nodes[root + 2 * node + 1]!;
    }
  }
}

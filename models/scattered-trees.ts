/** Half-space trees over many sparse features, fed by the slots of an active set: all other features are 0. */

import type { ActiveSet } from "./active-set.ts";
import type { HalfSpaceForest } from "./half-space-forest.ts";
import { HalfSpaceTrees } from "./half-space-trees.ts";
import type { AnomalyModel } from "./model.ts";
import type { SnapshotParts } from "./snapshot.ts";

export class ScatteredTrees implements AnomalyModel {
  readonly #trees: HalfSpaceTrees;
  readonly #active: ActiveSet;
  readonly #dense: Float64Array;

  constructor(active: ActiveSet, forest: HalfSpaceForest, trees = new HalfSpaceTrees(forest)) {
    this.#trees = trees;
    this.#active = active;
    this.#dense = forest.scratch;
  }

  get size(): number {
    return this.#active.numbers.length;
  }

  get byteLength(): number {
    return this.#trees.byteLength;
  }

  scoreOne(x: Float64Array): number {
    return this.#trees.scoreOne(this.#scatter(x));
  }

  learnOne(x: Float64Array): void {
    this.#trees.learnOne(this.#scatter(x));
  }

  explain(x: Float64Array, usual: Float64Array): Float64Array {
    const contributions = this.#trees.explain(this.#scatter(x).slice(), this.#scatter(usual).slice());
    return Float64Array.from(this.#active.numbers, (number) => contributions[number]!);
  }

  /** The active set has grown already, and the trees know all features from the start. */
  insert(): void {}

  /** The trees' alone; the active set is kept by whoever shares it. */
  snapshot(): Uint8Array {
    return this.#trees.snapshot();
  }

  parts(): SnapshotParts {
    return this.#trees.parts();
  }

  static restore(bytes: Uint8Array, active: ActiveSet, forest: HalfSpaceForest): ScatteredTrees {
    return new ScatteredTrees(active, forest, HalfSpaceTrees.restore(bytes, forest));
  }

  #scatter(x: Float64Array): Float64Array {
    const numbers = this.#active.numbers;
    const dense = this.#dense.fill(0);
    for (let slot = 0; slot < numbers.length; slot++) dense[numbers[slot]!] = x[slot]!;
    return dense;
  }
}

/** Running mean and population variance of each feature, by Welford's update (Technometrics 4, 1962) in River's order. */

import { isFiniteVector, withInserted } from "./vector.ts";
import { openSnapshot, sealSnapshot } from "./snapshot.ts";

const model = "running-moments";
const version = 1;

export class RunningMoments {
  #count = 0;
  #means: Float64Array;
  #variances: Float64Array;

  constructor(size: number) {
    this.#means = new Float64Array(size);
    this.#variances = new Float64Array(size);
  }

  get size(): number {
    return this.#means.length;
  }

  get byteLength(): number {
    return 8 + this.#means.byteLength + this.#variances.byteLength;
  }

  /** How many vectors were learned. */
  get count(): number {
    return this.#count;
  }

  get means(): Float64Array {
    return this.#means;
  }

  /** Population variances (divided by n). */
  get variances(): Float64Array {
    return this.#variances;
  }

  /** @returns whether it was learned: a vector with a missing or non-finite element is not. */
  learnOne(x: Float64Array): boolean {
    if (!isFiniteVector(x, this.size)) return false;
    const means = this.#means;
    const variances = this.#variances;
    const count = ++this.#count;
    for (let i = 0; i < means.length; i++) {
      const value = x[i]!;
      const before = means[i]!;
      const mean = before + (value - before) / count;
      const variance = variances[i]!;
      means[i] = mean;
      variances[i] = variance + ((value - before) * (value - mean) - variance) / count;
    }
    return true;
  }

  /** A feature that was 0 so far has mean 0 and variance 0, whatever the count. */
  insert(at: number): void {
    this.#means = withInserted(this.#means, at, 0);
    this.#variances = withInserted(this.#variances, at, 0);
  }

  snapshot(): Uint8Array {
    return sealSnapshot(model, version, [this.#count, this.#means, this.#variances]);
  }

  static restore(bytes: Uint8Array): RunningMoments {
    const reader = openSnapshot(bytes, model, version);
    const count = reader.integer(0, Number.MAX_SAFE_INTEGER);
    const means = reader.doubles();
    const restored = new RunningMoments(means.length);
    restored.#count = count;
    restored.#means = means;
    restored.#variances = reader.doubles(means.length);
    reader.done();
    return restored;
  }
}

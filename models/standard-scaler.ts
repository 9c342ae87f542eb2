/** Scales each feature to mean 0 and variance 1 by what was learned so far; agrees with River's `StandardScaler`. */

import type { Scaler } from "./model.ts";
import { RunningMoments } from "./running-moments.ts";
import { openSnapshot, sealSnapshot } from "./snapshot.ts";

const model = "standard-scaler";
const version = 1;

export class StandardScaler implements Scaler {
  readonly #moments: RunningMoments;

  constructor(size: number, moments = new RunningMoments(size)) {
    this.#moments = moments;
  }

  get size(): number {
    return this.#moments.size;
  }

  get count(): number {
    return this.#moments.count;
  }

  get byteLength(): number {
    return this.#moments.byteLength;
  }

  learnOne(x: Float64Array): void {
    this.#moments.learnOne(x);
  }

  /** A feature that never varied scales to 0. */
  transformOne(x: Float64Array, out: Float64Array): void {
    const { means, variances } = this.#moments;
    for (let i = 0; i < means.length; i++) {
      const variance = variances[i]!;
      out[i] = variance === 0 ? 0 : (x[i]! - means[i]!) / Math.sqrt(variance);
    }
  }

  mean(feature: number): number {
    return this.#moments.means[feature]!;
  }

  deviation(feature: number): number {
    return Math.sqrt(this.#moments.variances[feature]!);
  }

  insert(at: number): void {
    this.#moments.insert(at);
  }

  snapshot(): Uint8Array {
    return sealSnapshot(model, version, [this.#moments.snapshot()]);
  }

  static restore(bytes: Uint8Array): StandardScaler {
    const reader = openSnapshot(bytes, model, version);
    const moments = RunningMoments.restore(reader.bytes());
    reader.done();
    return new StandardScaler(moments.size, moments);
  }
}

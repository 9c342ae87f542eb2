/**
 * Scales each feature to 0 .. 1 by the smallest and largest value learned so far; agrees with River's `MinMaxScaler`. It
 * also keeps running moments: they take no part in scaling, they say what is usual when an anomaly is explained.
 */

import type { Scaler } from "./model.ts";
import { RunningMoments } from "./running-moments.ts";
import { openSnapshot, sealSnapshot } from "./snapshot.ts";
import { withInserted } from "./vector.ts";

const model = "min-max-scaler";
const version = 1;

export class MinMaxScaler implements Scaler {
  readonly #moments: RunningMoments;
  #minima: Float64Array;
  #maxima: Float64Array;

  constructor(size: number, moments = new RunningMoments(size)) {
    this.#moments = moments;
    this.#minima = new Float64Array(size).fill(Infinity);
    this.#maxima = new Float64Array(size).fill(-Infinity);
  }

  get size(): number {
    return this.#minima.length;
  }

  get count(): number {
    return this.#moments.count;
  }

  get byteLength(): number {
    return this.#moments.byteLength + this.#minima.byteLength + this.#maxima.byteLength;
  }

  learnOne(x: Float64Array): void {
    if (!this.#moments.learnOne(x)) return;
    const minima = this.#minima;
    const maxima = this.#maxima;
    for (let i = 0; i < minima.length; i++) {
      const value = x[i]!;
      if (value < minima[i]!) minima[i] = value;
      if (value > maxima[i]!) maxima[i] = value;
    }
  }

  /** Outside 0 .. 1 for values beyond those learned; 0 for a feature that never varied, NaN before anything was learned. */
  transformOne(x: Float64Array, out: Float64Array): void {
    const minima = this.#minima;
    const maxima = this.#maxima;
    for (let i = 0; i < minima.length; i++) {
      const range = maxima[i]! - minima[i]!;
      out[i] = range === 0 ? 0 : (x[i]! - minima[i]!) / range;
    }
  }

  mean(feature: number): number {
    return this.#moments.means[feature]!;
  }

  deviation(feature: number): number {
    return Math.sqrt(this.#moments.variances[feature]!);
  }

  insert(at: number): void {
    const learned = this.#moments.count > 0;
    this.#moments.insert(at);
    this.#minima = withInserted(this.#minima, at, learned ? 0 : Infinity);
    this.#maxima = withInserted(this.#maxima, at, learned ? 0 : -Infinity);
  }

  snapshot(): Uint8Array {
    return sealSnapshot(model, version, [this.#minima, this.#maxima, this.#moments.snapshot()]);
  }

  static restore(bytes: Uint8Array): MinMaxScaler {
    const reader = openSnapshot(bytes, model, version);
    const minima = reader.doubles();
    const maxima = reader.doubles(minima.length);
    const moments = RunningMoments.restore(reader.bytes());
    reader.expect(moments.size === minima.length, "its parts have different sizes");
    reader.done();
    const restored = new MinMaxScaler(minima.length, moments);
    restored.#minima = minima;
    restored.#maxima = maxima;
    return restored;
  }
}

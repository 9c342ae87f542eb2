/**
 * A linear one-class SVM trained by stochastic gradient descent on the hinge loss, as River's `anomaly.OneClassSVM`.
 * Expects standardised features; the score is the signed distance from the learned plane, times the length of its normal.
 */

import type { AnomalyModel } from "./model.ts";
import { openSnapshot, sealParts, type SnapshotParts } from "./snapshot.ts";
import { isFiniteVector, withInserted } from "./vector.ts";

const model = "one-class-svm";
const version = 1;
const learningRate = 0.01;

export class OneClassSvm implements AnomalyModel {
  readonly #nu: number;
  #weights: Float64Array;
  #intercept = 1;

  /** @param nu about the share of vectors that may lie outside, between 0 and 1. */
  constructor(size: number, nu: number) {
    this.#nu = nu;
    this.#weights = new Float64Array(size);
  }

  get size(): number {
    return this.#weights.length;
  }

  get byteLength(): number {
    return this.#weights.byteLength + 16;
  }

  /** Added and taken away again, the intercept rounds the score as it rounds River's. */
  scoreOne(x: Float64Array): number {
    return this.#decision(x) - this.#intercept;
  }

  learnOne(x: Float64Array): void {
    if (!isFiniteVector(x, this.size)) return;
    const weights = this.#weights;
    const penalty = this.#nu / 2;
    const gradient = this.#decision(x) <= 1 ? -1 : 0;
    this.#intercept -= learningRate * gradient + 2 * learningRate * penalty;
    for (let i = 0; i < weights.length; i++) {
      const weight = weights[i]!;
      weights[i] = weight - learningRate * (gradient * x[i]! + penalty * weight);
    }
  }

  /** The score is a sum over features; these are its terms, as differences from those of `usual`. */
  explain(x: Float64Array, usual: Float64Array): Float64Array {
    return this.#weights.map((weight, i) => weight * (x[i]! - usual[i]!));
  }

  /** A feature that was always 0 has the weight 0: its gradient never was anything else. */
  insert(at: number): void {
    this.#weights = withInserted(this.#weights, at, 0);
  }

  snapshot(): Uint8Array {
    return sealParts(this.parts());
  }

  parts(): SnapshotParts {
    return { model, version, fields: [this.#nu, this.#intercept, this.#weights] };
  }

  static restore(bytes: Uint8Array): OneClassSvm {
    const reader = openSnapshot(bytes, model, version);
    const nu = reader.number();
    const intercept = reader.number();
    const weights = reader.doubles();
    reader.done();
    const restored = new OneClassSvm(weights.length, nu);
    restored.#intercept = intercept;
    restored.#weights = weights;
    return restored;
  }

  #decision(x: Float64Array): number {
    const weights = this.#weights;
    let sum = 0;
    for (let i = 0; i < weights.length; i++) sum += weights[i]! * x[i]!;
    return sum + this.#intercept;
  }
}

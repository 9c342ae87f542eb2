/**
 * Calls a score anomalous that reaches a running quantile of the scores, and keeps anomalous vectors from its model; agrees
 * with River's `anomaly.QuantileFilter`.
 */

import type { AnomalyModel } from "./model.ts";
import { PSquareQuantile } from "./p-square-quantile.ts";
import { openSnapshot, sealParts, type SnapshotParts } from "./snapshot.ts";

const model = "quantile-filter";
const version = 1;

export class QuantileFilter<Model extends AnomalyModel> implements AnomalyModel {
  readonly #model: Model;
  readonly #quantile: PSquareQuantile;

  constructor(model: Model, quantile: PSquareQuantile) {
    this.#model = model;
    this.#quantile = quantile;
  }

  get size(): number {
    return this.#model.size;
  }

  get byteLength(): number {
    return this.#model.byteLength + this.#quantile.byteLength;
  }

  /** The score from which on a vector is anomalous. Infinity while the quantile is unknown or exactly 0, as in River. */
  get threshold(): number {
    const value = this.#quantile.value;
    return value === undefined || value === 0 ? Infinity : value;
  }

  classify(score: number): boolean {
    return score >= this.threshold;
  }

  scoreOne(x: Float64Array): number {
    return this.#model.scoreOne(x);
  }

  /** Every score moves the quantile, but only vectors that are not anomalous reach the model. */
  learnOne(x: Float64Array): void {
    const score = this.#model.scoreOne(x);
    if (!this.classify(score)) this.#model.learnOne(x);
    this.#quantile.learnOne(score);
  }

  explain(x: Float64Array, usual: Float64Array): Float64Array {
    return this.#model.explain(x, usual);
  }

  insert(at: number): void {
    this.#model.insert(at);
  }

  snapshot(): Uint8Array {
    return sealParts(this.parts());
  }

  parts(): SnapshotParts {
    return { model, version, fields: [this.#model.parts(), this.#quantile.snapshot()] };
  }

  static restore<Model extends AnomalyModel>(
    bytes: Uint8Array,
    restoreModel: (bytes: Uint8Array) => Model,
  ): QuantileFilter<Model> {
    const reader = openSnapshot(bytes, model, version);
    const inner = restoreModel(reader.bytes());
    const quantile = PSquareQuantile.restore(reader.bytes());
    reader.done();
    return new QuantileFilter(inner, quantile);
  }
}

/** A scaler before a quantile filter: River's `Pipeline` of the two, with its order of learning. */

import type { AnomalyModel, Scaler } from "./model.ts";
import type { QuantileFilter } from "./quantile-filter.ts";
import { openSnapshot, sealSnapshot } from "./snapshot.ts";
import { isFiniteVector } from "./vector.ts";

const model = "scaled-filter";
const version = 1;

/** What one feature does to a score, in the feature's own unit. */
export interface Explanation {
  readonly feature: number;
  readonly value: number;
  readonly mean: number;
  readonly deviation: number;
  /** What the feature adds to the score (negative: takes from it). */
  readonly contribution: number;
}

export class ScaledFilter {
  readonly #scaler: Scaler;
  readonly #filter: QuantileFilter<AnomalyModel>;
  #scaled: Float64Array;

  constructor(scaler: Scaler, filter: QuantileFilter<AnomalyModel>) {
    this.#scaler = scaler;
    this.#filter = filter;
    this.#scaled = new Float64Array(scaler.size);
  }

  get size(): number {
    return this.#scaler.size;
  }

  get byteLength(): number {
    return this.#scaler.byteLength + this.#filter.byteLength + this.#scaled.byteLength;
  }

  /** The score from which on a vector is anomalous; Infinity while there is none. */
  get threshold(): number {
    return this.#filter.threshold;
  }

  classify(score: number): boolean {
    return this.#filter.classify(score);
  }

  scoreOne(x: Float64Array): number {
    this.#scaler.transformOne(x, this.#scaled);
    return this.#filter.scoreOne(this.#scaled);
  }

  /** The scaler learns first, so the filter learns from the vector as scaled with its own extremes, not as scored. */
  learnOne(x: Float64Array): void {
    if (!isFiniteVector(x, this.size)) return;
    this.#scaler.learnOne(x);
    this.#scaler.transformOne(x, this.#scaled);
    this.#filter.learnOne(this.#scaled);
  }

  /** One explanation per feature, beside each feature's mean. */
  explain(x: Float64Array): readonly Explanation[] {
    const means = Float64Array.from(this.#scaled, (_, i) => this.#scaler.mean(i));
    const usual = new Float64Array(this.size);
    this.#scaler.transformOne(means, usual);
    this.#scaler.transformOne(x, this.#scaled);
    return Array.from(this.#filter.explain(this.#scaled, usual), (contribution, feature) => ({
      feature,
      value: x[feature]!,
      mean: means[feature]!,
      deviation: this.#scaler.deviation(feature),
      contribution,
    }));
  }

  insert(at: number): void {
    this.#scaler.insert(at);
    this.#filter.insert(at);
    this.#scaled = new Float64Array(this.size);
  }

  snapshot(): Uint8Array {
    return sealSnapshot(model, version, [this.#scaler.snapshot(), this.#filter.snapshot()]);
  }

  static restore(
    bytes: Uint8Array,
    restoreScaler: (bytes: Uint8Array) => Scaler,
    restoreFilter: (bytes: Uint8Array) => QuantileFilter<AnomalyModel>,
  ): ScaledFilter {
    const reader = openSnapshot(bytes, model, version);
    const scaler = restoreScaler(reader.bytes());
    const filter = restoreFilter(reader.bytes());
    reader.done();
    return new ScaledFilter(scaler, filter);
  }
}

/** A scaler before a quantile filter: River's `Pipeline` of the two, with its order of learning. */

import type { AnomalyModel, Scaler } from "./model.ts";
import type { QuantileFilter } from "./quantile-filter.ts";
import { openSnapshot, sealParts, type SnapshotParts } from "./snapshot.ts";
import { isFiniteVector } from "./vector.ts";

const model = "scaled-filter";
const version = 1;

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

  /** How many vectors were learned. */
  get count(): number {
    return this.#scaler.count;
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

  /** How much each feature moves the score of `x` up or down, beside the mean of all features; learns nothing. */
  explain(x: Float64Array): Float64Array {
    const usual = new Float64Array(this.size);
    for (let i = 0; i < usual.length; i++) usual[i] = this.mean(i);
    this.#scaler.transformOne(usual, usual);
    this.#scaler.transformOne(x, this.#scaled);
    return this.#filter.explain(this.#scaled, usual);
  }

  /** In the feature's own unit. */
  mean(feature: number): number {
    return this.#scaler.mean(feature);
  }

  /** In the feature's own unit. */
  deviation(feature: number): number {
    return this.#scaler.deviation(feature);
  }

  insert(at: number): void {
    this.#scaler.insert(at);
    this.#filter.insert(at);
    this.#scaled = new Float64Array(this.size);
  }

  snapshot(): Uint8Array {
    return sealParts(this.parts());
  }

  /** What `snapshot` seals, for the snapshot of whoever holds this filter. */
  parts(): SnapshotParts {
    return { model, version, fields: [this.#scaler.snapshot(), this.#filter.parts()] };
  }

  static restore(
    bytes: Uint8Array,
    restoreScaler: (bytes: Uint8Array) => Scaler,
    restoreFilter: (bytes: Uint8Array) => QuantileFilter<AnomalyModel>,
  ): ScaledFilter {
    const reader = openSnapshot(bytes, model, version);
    const scaler = restoreScaler(reader.bytes());
    const filter = restoreFilter(reader.bytes());
    reader.expect(scaler.size === filter.size, "its parts have different sizes");
    reader.done();
    return new ScaledFilter(scaler, filter);
  }
}

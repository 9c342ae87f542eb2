/** From windows in their own units to the tensor [N, T, F] that an ONNX model reads, and from a reconstruction to its error. */

import { featureReader } from "../feature-scaling.ts";
import { featureReasons, type FeatureReason } from "../feature-reasons.ts";
import type { Judgement } from "../judgement.ts";
import type { OnnxManifest } from "./manifest.ts";

export class Sequences {
  readonly manifest: OnnxManifest;
  readonly #read: (given: Float64Array, out: Float64Array, at?: number) => void;
  /** Numbers in a window as it is given. */
  readonly #given: number;

  /**
   * @param available the names of the features that windows will have, in order.
   * @throws PicketError `MODEL_INVALID` when the model asks for others.
   */
  constructor(manifest: OnnxManifest, available: readonly string[]) {
    this.manifest = manifest;
    this.#given = available.length;
    this.#read = featureReader(
      manifest.features.map(({ scale }) => scale),
      available,
    );
  }

  /** Numbers in a sequence: T times F. */
  get length(): number {
    return this.manifest.windows * this.manifest.features.length;
  }

  /** @param sequence T windows, one after the other, the oldest first; NaN is missing. @returns [T, F], NaN for missing. */
  scaled(sequence: Float64Array): Float64Array {
    const { windows, features } = this.manifest;
    if (sequence.length !== windows * this.#given) {
      throw new RangeError(
        `a sequence has ${windows} windows of ${this.#given} features, got ${sequence.length} numbers`,
      );
    }
    const scaled = new Float64Array(this.length);
    for (let window = 0; window < windows; window++) {
      const from = window * this.#given;
      this.#read(sequence.subarray(from, from + this.#given), scaled, window * features.length);
    }
    return scaled;
  }

  /** Writes a scaled sequence to its place in a tensor; what is missing is as usual. */
  fill(scaled: Float64Array, tensor: Float32Array, at: number): void {
    const { features } = this.manifest;
    for (let i = 0; i < scaled.length; i++) {
      tensor[at + i] = Number.isNaN(scaled[i]) ? features[i % features.length]!.middle : scaled[i]!;
    }
  }

  /** Where more than half of the sequence is missing, there is no score. @param answer to it: one score, or [T, F]. */
  judge(scaled: Float64Array, answer: Float32Array): Judgement {
    let known = 0;
    for (const value of scaled) if (!Number.isNaN(value)) known++;
    if (known < scaled.length / 2) return { score: NaN, reasons: [] };
    if (this.manifest.output === "score") return { score: answer[0]!, reasons: [] };
    const errors = this.#squaredErrors(scaled, answer);
    const score = errors.reduce((sum, error) => sum + error, 0) / known;
    return { score, reasons: score >= this.manifest.threshold ? this.#reasons(scaled, errors) : [] };
  }

  /** Of each feature, summed over the windows; a missing value has none. */
  #squaredErrors(scaled: Float64Array, answer: Float32Array): Float64Array {
    const errors = new Float64Array(this.manifest.features.length);
    for (let i = 0, feature = 0; i < scaled.length; i++, feature = (feature + 1) % errors.length) {
      const error = scaled[i]! - answer[i]!;
      if (!Number.isNaN(scaled[i])) errors[feature]! += error * error;
    }
    return errors;
  }

  /** With the values of the newest window. */
  #reasons(scaled: Float64Array, errors: Float64Array): readonly FeatureReason[] {
    const { features } = this.manifest;
    const usual = {
      lows: Float64Array.from(features, ({ usualLow }) => usualLow),
      highs: Float64Array.from(features, ({ usualHigh }) => usualHigh),
    };
    const newest = scaled.subarray(scaled.length - features.length);
    return featureReasons(
      features.map(({ scale }) => scale),
      errors,
      newest,
      usual,
    );
  }
}

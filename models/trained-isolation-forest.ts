/** An isolation forest that was trained on a data set, with all that is needed to use it: features, scales, threshold, version. */

import { featureReader, type FeatureScale } from "./feature-scaling.ts";
import { featureReasons, type FeatureReason } from "./feature-reasons.ts";
import type { Rows } from "./grow-isolation-tree.ts";
import { IsolationForest, type IsolationForestOptions } from "./isolation-forest.ts";
import { usualRanges, type UsualRanges } from "./usual-ranges.ts";

export interface TrainingOptions extends IsolationForestOptions {
  /** The share of the training rows that the threshold is to call anomalous, from 0 to 0.5. */
  readonly contamination: number;
}

/** How it came to be. */
export interface Training extends TrainingOptions {
  readonly rows: number;
}

export interface TrainedForestParts {
  readonly features: readonly FeatureScale[];
  /** In the features' own units. */
  readonly usual: UsualRanges;
  readonly training: Training;
  readonly threshold: number;
  readonly forest: IsolationForest;
}

export class TrainedIsolationForest {
  readonly parts: TrainedForestParts;
  readonly #read: (given: Float64Array, out: Float64Array) => void;
  readonly #scaled: Float64Array;

  /**
   * @param available the names of the features that rows will have, in order.
   * @throws PicketError `MODEL_INVALID` when the model asks for others.
   */
  constructor(parts: TrainedForestParts, available: readonly string[]) {
    this.parts = parts;
    this.#read = featureReader(parts.features, available);
    this.#scaled = new Float64Array(parts.features.length);
  }

  /** The score from which on a row is anomalous. */
  get threshold(): number {
    return this.parts.threshold;
  }

  /** As `IsolationForest.scoreOne`. @param x in the features' own units; NaN is a missing one. */
  scoreOne(x: Float64Array): number {
    this.#read(x, this.#scaled);
    return this.parts.forest.scoreOne(this.#scaled);
  }

  /** The features that shortened the path of `x` most. */
  reasons(x: Float64Array): readonly FeatureReason[] {
    this.#read(x, this.#scaled);
    const { forest, features, usual } = this.parts;
    return featureReasons(features, forest.explain(this.#scaled), this.#scaled, usual);
  }
}

/**
 * @param rows in the features' own units, at least 2.
 * @returns the parts, and the score of each row.
 */
export function trainIsolationForest(
  rows: Rows,
  features: readonly FeatureScale[],
  options: TrainingOptions,
): { readonly parts: TrainedForestParts; readonly scores: Float64Array } {
  const { size } = rows;
  const count = rows.values.length / size;
  const read = featureReader(
    features,
    features.map(({ name }) => name),
  );
  const scaled = { values: new Float64Array(rows.values.length), size };
  for (let row = 0; row < count; row++) read(rowOf(rows, row), scaled.values, row * size);
  const forest = IsolationForest.fit(scaled, options);
  const scores = Float64Array.from({ length: count }, (_, row) => forest.scoreOne(rowOf(scaled, row)));
  const threshold = thresholdFor(scores, options.contamination);
  const training = { ...options, sampleSize: forest.sampleSize, rows: count };
  return { parts: { features, usual: usualRanges(scaled, features), training, threshold, forest }, scores };
}

function rowOf({ values, size }: Rows, row: number): Float64Array {
  return values.subarray(row * size, (row + 1) * size);
}

/** Half way between the scores that are above it and those below, no more of them above than the share allows. */
function thresholdFor(scores: Float64Array, contamination: number): number {
  const falling = scores.toSorted().reverse();
  let above = Math.floor(contamination * scores.length);
  while (above > 0 && falling[above - 1] === falling[above]) above--;
  const least = above === 0 ? 1 : falling[above - 1]!;
  return (least + falling[above]!) / 2;
}

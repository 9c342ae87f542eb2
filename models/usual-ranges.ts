/** What is usual for each feature of many rows: from its 1st to its 99th percentile. */

import { unscaled, type FeatureScale } from "./feature-scaling.ts";
import type { Rows } from "./grow-isolation-tree.ts";

/** One entry a feature; NaN where it is missing in all rows. */
export interface UsualRanges {
  readonly lows: Float64Array;
  readonly highs: Float64Array;
}

/**
 * @param rows on the scales of `features`.
 * @returns the ranges in the features' own units.
 */
export function usualRanges({ values, size }: Rows, features: readonly FeatureScale[]): UsualRanges {
  const ranges = { lows: new Float64Array(size), highs: new Float64Array(size) };
  const column = new Float64Array(values.length / size);
  for (let feature = 0; feature < size; feature++) {
    let known = 0;
    for (let at = feature; at < values.length; at += size) {
      if (!Number.isNaN(values[at])) column[known++] = values[at]!;
    }
    const sorted = column.subarray(0, known).sort();
    ranges.lows[feature] = unscaled(features[feature]!, sorted[Math.floor(0.01 * known)] ?? NaN);
    ranges.highs[feature] = unscaled(features[feature]!, sorted[Math.ceil(0.99 * known) - 1] ?? NaN);
  }
  return ranges;
}

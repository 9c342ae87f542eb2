/** Why a row is anomalous, for people: the features that weigh most, and what is usual for them. */

import { unscaled, type FeatureScale } from "./feature-scaling.ts";
import type { UsualRanges } from "./usual-ranges.ts";

export interface FeatureReason {
  readonly feature: string;
  /** This and the range are in the feature's own unit. */
  readonly value: number;
  readonly usualLow: number;
  readonly usualHigh: number;
  /** Of all that speaks against the row, 0 to 1. */
  readonly share: number;
}

const most = 5;

/**
 * The features of the greatest positive weights, the greatest first.
 *
 * @param x on the model's scale.
 * @param usual in the features' own units.
 */
export function featureReasons(
  features: readonly FeatureScale[],
  weights: Float64Array,
  x: Float64Array,
  usual: UsualRanges,
): readonly FeatureReason[] {
  const against = [...weights.keys()].filter((i) => weights[i]! > 0).sort((a, b) => weights[b]! - weights[a]!);
  const total = against.reduce((sum, i) => sum + weights[i]!, 0);
  return against.slice(0, most).map((i) => {
    const feature = features[i]!;
    return {
      feature: feature.name,
      value: unscaled(feature, x[i]!),
      usualLow: usual.lows[i]!,
      usualHigh: usual.highs[i]!,
      share: weights[i]! / total,
    };
  });
}

/** What a model says of a node's newest windows. */

import type { FeatureReason } from "./feature-reasons.ts";

export interface Judgement {
  /** Higher is more anomalous. NaN where too much is missing to say, or the model has no answer. */
  readonly score: number;
  /** Largest share first; none below the threshold, or where the model gives none. */
  readonly reasons: readonly FeatureReason[];
}

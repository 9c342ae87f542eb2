/** What one model says of a window. */

import type { Reason } from "../topology/detector.ts";

export interface ModelScore {
  /** `peers`, `own-past`, `isolation-forest`, or the name of a model that was loaded. */
  readonly model: string;
  readonly version: string;
  readonly score: number;
  /** From which on the model calls it anomalous. */
  readonly threshold: number;
  readonly isAnomalous: boolean;
  /** Largest share first. */
  readonly reasons: readonly Reason[];
}

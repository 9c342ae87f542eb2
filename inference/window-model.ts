/** A model of node health that was loaded, whatever it is made of: it judges the newest windows of nodes, many nodes at once. */

import type { Judgement } from "../models/judgement.ts";

export interface WindowModel {
  /** Name and version belong to every score. */
  readonly name: string;
  readonly version: string;
  /** The score from which on a node is anomalous. */
  readonly threshold: number;
  /** Windows in a sequence. */
  readonly windows: number;
  /**
   * Answers in the order in which it was asked.
   *
   * @param sequences one a node: so many windows in their features' own units, one after the other, the oldest first; NaN is missing.
   */
  judge(sequences: readonly Float64Array[]): Promise<readonly Judgement[]>;
  /** Resolves when what was asked before is answered, and the model is out of memory. */
  close(): Promise<void>;
}

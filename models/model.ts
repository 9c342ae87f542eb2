/** The verbs of every model here. A model is pure: what it answers depends only on what it has learned, in that order. */

import type { SnapshotParts } from "./snapshot.ts";

/**
 * What all models share. Vectors are dense and hold one number per feature, in the model's own order; a model reads its
 * first `size` elements and keeps no reference. A vector with a missing or non-finite element is not learned at all: one
 * bad reading must not turn a running mean into NaN for good.
 */
export interface OnlineModel {
  /** Number of features. */
  readonly size: number;
  /** Bytes of learned state held in memory, without the engine's overhead for objects. */
  readonly byteLength: number;
  learnOne(x: Float64Array): void;
  /** Versioned bytes; the class's static `restore` reads them and throws `SNAPSHOT_INVALID` for any others. */
  snapshot(): Uint8Array;
  /** Adds a feature before position `at`, as if it had been 0 in everything learned so far. */
  insert(at: number): void;
}

/** Brings every feature to a common scale. */
export interface Scaler extends OnlineModel {
  /** How many vectors were learned. */
  readonly count: number;
  /** Writes the scaled `x` to the first `size` elements of `out`, which may be `x` itself; learns nothing. */
  transformOne(x: Float64Array, out: Float64Array): void;
  /** The usual value of a feature, in its own unit. */
  mean(feature: number): number;
  /** The standard deviation of a feature, in its own unit. */
  deviation(feature: number): number;
}

/** Says how unusual a vector is. */
export interface AnomalyModel extends OnlineModel {
  /** What `snapshot` seals, for the snapshot of whoever holds this model. */
  parts(): SnapshotParts;
  /** Higher is more anomalous; learns nothing. */
  scoreOne(x: Float64Array): number;
  /**
   * How much each feature moves the score of `x` up (positive) or down (negative), beside a vector `usual`; learns nothing.
   * Far slower than scoreOne: for events that turned out anomalous.
   */
  explain(x: Float64Array, usual: Float64Array): Float64Array;
}

/** The isolation forest of a group: combinations of deviations that are rare there, although none of them is strange alone. */

import { StreamingIsolationForest, type StreamingForestOptions } from "../../models/streaming-isolation-forest.ts";
import { nodeFeatures } from "../features.ts";
import type { ModelScore } from "../health.ts";
import type { OwnPast } from "./own-past.ts";
import { reasonsOf } from "./reasons.ts";

/** Small, since it lies in the snapshot of each group, and rows are deviations, which need no more trees to tell apart. */
const options: StreamingForestOptions = {
  features: nodeFeatures.map((name) => ({ name, transform: "identity" })),
  trees: 50,
  sampleSize: 128,
  capacity: 512,
  memory: 100_000,
  falseAlarms: 1e-3,
  seed: 1,
};

export function openForest(): StreamingIsolationForest {
  return new StreamingIsolationForest(options);
}

/** @throws PicketError `SNAPSHOT_INVALID` */
export function restoreForest(bytes: Uint8Array): StreamingIsolationForest {
  return StreamingIsolationForest.restore(bytes, options);
}

/**
 * @param relative deviations from what is usual for the node and its peers.
 * @returns `undefined` while the forest warms up, and for a window without any.
 */
export function forestScore(
  forest: StreamingIsolationForest,
  relative: Float64Array,
  features: Float64Array,
  past: OwnPast,
): ModelScore | undefined {
  const { threshold } = forest;
  if (threshold === Infinity || relative.every(Number.isNaN)) return undefined;
  const score = forest.scoreOne(relative);
  const isAnomalous = score >= threshold;
  const reasons = isAnomalous ? reasonsOf(forest.explain(relative), features, past) : [];
  return { model: "isolation-forest", version: "1", score, threshold, isAnomalous, reasons };
}

/** How bad an anomaly is, from how far its score lies beyond the bound that it crossed. */

import { severities, type Severity } from "../detector.ts";

/**
 * Half-space trees score from 0 to 1, and high thresholds leave little room above: what counts is the share of that room
 * that the score takes. Up to a quarter is low, up to a half medium, up to three quarters high, more is critical.
 */
export function severityOfTrees(score: number, threshold: number): Severity {
  return severityAbove((score - threshold) / (1 - threshold), [0.25, 0.5, 0.75]);
}

/**
 * The SVM's score has no scale of its own, its threshold gives one: ordinary scores lie between 0 and the threshold. What
 * counts is the distance beyond the nearer end in units of that band. Up to 1 is low, up to 2 medium, up to 4 high, more is
 * critical.
 */
export function severityOfSvm(score: number, threshold: number): Severity {
  const band = Math.abs(threshold);
  const beyond = score >= threshold ? score - threshold : -score;
  return severityAbove(beyond / band, [1, 2, 4]);
}

/** A ratio that is no number (no room, no band) exceeds no bound: low. */
function severityAbove(ratio: number, bounds: readonly [number, number, number]): Severity {
  return severities[bounds.filter((bound) => ratio > bound).length]!;
}

/** Why an event is anomalous: a model's explanation, ranked and put into the terms of an anomaly. */

import type { Explanation } from "../../models/scaled-filter.ts";
import type { Reason } from "../detector.ts";

const most = 5;

/**
 * The features that moved the score beyond its bound, by their share of all such movement. Where no feature does so alone
 * (trees may need two at once), shares follow the distance from the mean in standard deviations instead. Usual is the mean
 * give or take two standard deviations, from 0 on, because nothing measured here can be negative.
 *
 * @param direction 1 for a score that is too high, -1 for one that is too low.
 */
export function reasonsFrom(
  explanations: readonly Explanation[],
  nameOf: (feature: number) => string,
  direction: 1 | -1,
): readonly Reason[] {
  const moved = ranked(explanations, ({ contribution }) => contribution * direction);
  const chosen = moved.length > 0 ? moved : ranked(explanations, distance);
  const total = chosen.reduce((sum, { weight }) => sum + weight, 0);
  return chosen.slice(0, most).map(({ explanation: { feature, value, mean, deviation }, weight }) => ({
    feature: nameOf(feature),
    value,
    usualLow: Math.max(0, mean - 2 * deviation),
    usualHigh: mean + 2 * deviation,
    share: weight / total,
  }));
}

/** Those with a positive weight, heaviest first; equal weights keep the order of the features. */
function ranked(explanations: readonly Explanation[], weightOf: (explanation: Explanation) => number) {
  return explanations
    .map((explanation) => ({ explanation, weight: weightOf(explanation) }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
}

/** A feature that never varied has no deviation: any other value is then as far away as one deviation. */
function distance({ value, mean, deviation }: Explanation): number {
  if (value === mean) return 0;
  return deviation === 0 ? 1 : Math.abs(value - mean) / deviation;
}

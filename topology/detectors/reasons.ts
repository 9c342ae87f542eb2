/** Why an event is anomalous: a model's explanation, ranked and put into the terms of an anomaly. */

import type { ScaledFilter } from "../../models/scaled-filter.ts";
import type { Reason, UsualRange } from "../detector.ts";

const most = 5;

/**
 * The features that moved the score beyond its bound, by their share of all such movement. Where no feature does so alone
 * (trees may need two at once), shares follow the distance from the mean in standard deviations instead.
 *
 * @param direction 1 for a score that is too high, -1 for one that is too low.
 */
export function reasonsFrom(
  x: Float64Array,
  model: ScaledFilter,
  nameOf: (feature: number) => string,
  direction: 1 | -1,
): readonly Reason[] {
  let weights = model.explain(x).map((contribution) => Math.max(0, contribution * direction));
  if (!weights.some((weight) => weight > 0)) weights = weights.map((_, i) => distance(x[i]!, model, i));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return heaviest(weights).map((i) =>
    Object.assign(usualRange(model, i, nameOf), { value: x[i]!, share: weights[i]! / total }),
  );
}

/** The mean give or take two standard deviations, from 0 on, because nothing measured here can be negative. */
export function usualRange(model: ScaledFilter, i: number, nameOf: (feature: number) => string): UsualRange {
  const reach = 2 * model.deviation(i);
  return {
    feature: nameOf(i),
    usualLow: Math.max(0, model.mean(i) - reach),
    usualHigh: model.mean(i) + reach,
  };
}

/** The positions of the greatest positive weights, greatest first; of equal ones the earlier first. */
function heaviest(weights: Float64Array): readonly number[] {
  const chosen: number[] = [];
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i]!;
    if (weight === 0 || (chosen.length === most && weight <= weights[chosen[most - 1]!]!)) continue;
    let at = Math.min(chosen.length, most - 1);
    for (; at > 0 && weights[chosen[at - 1]!]! < weight; at--) chosen[at] = chosen[at - 1]!;
    chosen[at] = i;
  }
  return chosen;
}

/** A feature that never varied has no deviation: any other value is then as far away as one deviation. */
function distance(value: number, model: ScaledFilter, feature: number): number {
  const mean = model.mean(feature);
  const deviation = model.deviation(feature);
  if (value === mean) return 0;
  return deviation === 0 ? 1 : Math.abs(value - mean) / deviation;
}

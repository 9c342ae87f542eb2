/** Why a model scored a window as it did: which features weigh most, and what is usual for the node. */

import type { Reason } from "../../topology/detector.ts";
import { featureTraits, fromScale } from "./feature-traits.ts";
import type { OwnPast } from "./own-past.ts";

const most = 5;
/** What is usual: so many spreads around the middle. */
const usualSpreads = 2;

/**
 * @param weights one a feature; those that are not positive had no part in it.
 * @param features of the window, in their own units.
 * @returns the greatest weight first.
 */
export function reasonsOf(weights: Float64Array, features: Float64Array, past: OwnPast): readonly Reason[] {
  const order = [...weights.keys()].filter((i) => weights[i]! > 0 && past.knows(i) && !Number.isNaN(features[i]));
  order.sort((one, other) => weights[other]! - weights[one]! || one - other);
  const total = order.reduce((sum, i) => sum + weights[i]!, 0);
  return order.slice(0, most).map((i) => {
    const trait = featureTraits[i]!;
    const reach = usualSpreads * past.spread(i);
    return {
      feature: trait.feature,
      value: features[i]!,
      usualLow: fromScale(trait, past.middle(i) - reach),
      usualHigh: fromScale(trait, past.middle(i) + reach),
      share: weights[i]! / total,
    };
  });
}

/** E.g. `avg_cpu 0.97, usually 0.1 to 0.3`. */
export function reasonText({ feature, value, usualLow, usualHigh }: Reason): string {
  return `${feature} ${brief(value)}, usually ${brief(usualLow)} to ${brief(usualHigh)}`;
}

function brief(value: number): string {
  return String(Number(value.toPrecision(3)));
}

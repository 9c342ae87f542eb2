/** Not too many too fast, whatever the reasons: people must have the time to look. What people ask for does not count. */

import { minutes, type Objection, type Question } from "./admission.ts";

export function rateRail({ candidate, history, policy: { rate }, now }: Question): readonly Objection[] {
  if (candidate.manual) return [];
  const recent = history.cordons.filter(({ at, manual }) => !manual && at > now - rate.within).length;
  if (recent < rate.cordons) return [];
  const message = `${recent} nodes were cordoned within ${minutes(rate.within)}, as many as rate.cordons allows.`;
  return [{ decision: "defer", code: "rate_limited", message }];
}

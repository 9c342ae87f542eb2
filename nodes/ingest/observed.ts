/** What one record told: observations, each of its own node, and what of it could not be read. */

import { Rejection, type RejectionReason } from "../../topology/rejection.ts";
import type { NodeObservation } from "../observation.ts";

export type Observed = readonly (NodeObservation | Rejection)[];

/**
 * A dead letter holds the whole record, so a record of a thousand bad samples must not become a thousand of them.
 *
 * @returns the same with the first rejection of each reason, which says how many there were.
 */
export function onceAReason(observed: Observed): Observed {
  if (!observed.some((one) => one instanceof Rejection)) return observed;
  const counts = new Map<RejectionReason, { readonly first: Rejection; count: number }>();
  const kept: (NodeObservation | Rejection)[] = [];
  for (const one of observed) {
    if (!(one instanceof Rejection)) {
      kept.push(one);
      continue;
    }
    const known = counts.get(one.reason);
    if (known === undefined) counts.set(one.reason, { first: one, count: 1 });
    else known.count += 1;
  }
  for (const { first, count } of counts.values()) kept.push(count === 1 ? first : withCount(first, count));
  return kept;
}

function withCount({ reason, detail }: Rejection, count: number): Rejection {
  return new Rejection(reason, `${detail}, and ${count - 1} more in this record`);
}

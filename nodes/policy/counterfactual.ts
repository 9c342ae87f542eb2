/** How what one policy would have asked differs from what another would have. */

import type { Hold } from "./replay.ts";

/** `changed`: both ask for the node for a while that they share, but begin or end at other times. */
export type Change = "added" | "gone" | "changed" | "same";

export interface Difference {
  readonly change: Change;
  /** By the policy in question; `undefined` where it is gone. */
  readonly hold: Hold | undefined;
  /** By the one that it is held against; `undefined` where it is added. */
  readonly before: Hold | undefined;
}

/** In the order in which they began, by whichever policy asked first; at the same moment by node. */
export function differences(holds: readonly Hold[], before: readonly Hold[]): readonly Difference[] {
  const left = new Set(before);
  const paired = holds.map((hold) => {
    const other = [...left].find((one) => isShared(hold, one));
    if (other !== undefined) left.delete(other);
    return difference(hold, other);
  });
  return [...paired, ...[...left].map((other) => difference(undefined, other))].sort(
    (one, other) => beginOf(one) - beginOf(other) || (nodeOf(one) < nodeOf(other) ? -1 : 1),
  );
}

/** When the first of the two policies asked, ms by the node's clock. */
export function beginOf({ hold, before }: Difference): number {
  return Math.min(hold?.from ?? Infinity, before?.from ?? Infinity);
}

function nodeOf({ hold, before }: Difference): string {
  return (hold ?? before)?.node ?? "";
}

function difference(hold: Hold | undefined, before: Hold | undefined): Difference {
  return { change: changeOf(hold, before), hold, before };
}

function changeOf(hold: Hold | undefined, before: Hold | undefined): Change {
  if (before === undefined) return "added";
  if (hold === undefined) return "gone";
  return hold.from === before.from && hold.until === before.until ? "same" : "changed";
}

function isShared(one: Hold, other: Hold): boolean {
  if (one.node !== other.node) return false;
  return one.from < (other.until ?? Infinity) && other.from < (one.until ?? Infinity);
}

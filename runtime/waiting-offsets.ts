/**
 * Offsets of ticks that changed nothing outside wait for a batch that is committed anyway: an idle stage need not make a
 * transaction a second. Until then they are not committed, so whoever takes over reads those ticks again, to the same end.
 */

import type { Position } from "../log/port.ts";
import type { OwnedPartition } from "./owned-partition.ts";

/**
 * What a batch with `offsets` of its own commits. Nothing waits any more, not even until that has happened: the next batch is
 * processed meanwhile, and an offset that waited on would set the group back behind what this one commits. If it does not
 * commit, all memory is thrown away.
 */
export function withWaiting(owned: readonly OwnedPartition[], offsets: readonly Position[]): readonly Position[] {
  const all = [...offsets, ...waitingOffsets(owned, offsets)];
  for (const one of owned) one.uncommitted = undefined;
  return all;
}

/** Those of partitions that are not among `others`. */
export function waitingOffsets(owned: readonly OwnedPartition[], others: readonly Position[]): readonly Position[] {
  return owned.flatMap((one) => {
    const { topic, partition, uncommitted } = one;
    const waits = uncommitted !== undefined && !others.some((other) => one.is(other));
    return waits ? [{ topic, partition, offset: uncommitted }] : [];
  });
}

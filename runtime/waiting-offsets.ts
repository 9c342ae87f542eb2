/**
 * Offsets of ticks that changed nothing outside wait for a batch that is committed anyway: an idle stage need not make a
 * transaction a second. Until then they are not committed, so whoever takes over reads those ticks again, to the same end.
 */

import type { Position } from "../log/port.ts";
import type { OwnedPartition } from "./owned-partition.ts";

/** Those of partitions that are not among `others`. */
export function waitingOffsets(owned: readonly OwnedPartition[], others: readonly Position[]): readonly Position[] {
  return owned.flatMap((one) => {
    const { topic, partition, uncommitted } = one;
    const waits = uncommitted !== undefined && !others.some((other) => one.is(other));
    return waits ? [{ topic, partition, offset: uncommitted }] : [];
  });
}

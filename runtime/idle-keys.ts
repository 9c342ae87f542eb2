/** Which keys leave memory: those that are idle, and of too many those that were unseen for longest. */

import type { KeyStates } from "./key-states.ts";

export interface MemoryPolicy {
  /** A key that had no event for so long, in ms of stream time (see partition-state.ts), leaves. */
  readonly idleAfterMs: number;
  /** So many keys of a partition stay at most. */
  readonly keysInMemory: number;
}

/** All stay. */
export const unboundedMemory: MemoryPolicy = { idleAfterMs: Infinity, keysInMemory: Infinity };

/**
 * @param candidates those that may leave.
 * @param inMemory how many keys are there, candidates or not.
 */
export function leaving(
  candidates: readonly KeyStates[],
  inMemory: number,
  streamTime: number,
  { idleAfterMs, keysInMemory }: MemoryPolicy,
): readonly KeyStates[] {
  const longestUnseenFirst = candidates.toSorted((one, other) => one.lastSeen - other.lastSeen);
  const idle = candidates.filter(({ lastSeen }) => streamTime - lastSeen > idleAfterMs).length;
  return longestUnseenFirst.slice(0, Math.max(idle, inMemory - keysInMemory));
}

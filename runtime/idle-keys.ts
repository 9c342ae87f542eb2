/** Which keys leave memory: those that are idle, and of too many those that were unseen for longest. */

import { pathTo, type StageNode } from "../topology/nodes.ts";
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
 * Whether a stage's frames name the keys under which its states are asked for: only then can it be known in time which must come
 * back, and so only then may any leave.
 */
export function framesNameKeys(stage: StageNode): boolean {
  return stage.ends.every((end) => {
    const path = pathTo(end);
    const keeper = path.findLastIndex(({ kind }) => kind === "detect" || kind === "process");
    return path
      .slice(0, keeper + 1)
      .every((step) =>
        step.kind === "consume" ? step.topics.every(({ role }) => role === "internal") : step.kind !== "key",
      );
  });
}

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

/** When states are saved, and which of them stay in memory. */

import type { MemoryPolicy } from "./idle-keys.ts";

export interface SnapshotPolicy extends MemoryPolicy {
  /** A partition is saved when its last save is this long ago, in ms... */
  readonly intervalMs: number;
  /** ...or a tenth of that, when so many of its states have changed, or more keys are in memory than should be. */
  readonly changedStates: number;
}

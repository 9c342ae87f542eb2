/** The time by which things are forgotten that must not be forgotten too early. */

import type { Clock } from "../runtime/clock.ts";

/**
 * @returns asks for the time in ms since the epoch, as the clock has it, but never later than its time now and what has passed
 * since: a clock that leaps ahead for a moment makes nothing old.
 */
export function soberTime(clock: Clock): () => number {
  const began = clock.now() - clock.elapsed();
  return () => Math.min(clock.now(), began + clock.elapsed());
}

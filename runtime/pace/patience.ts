/**
 * How long a stage that is held back waits for the slowest of its pace: while that one goes on faster than time passes, so that it
 * will catch up, and not for ever.
 */

import type { Pace } from "./pace.ts";

/** Ms after which the slowest must have come further than that; else it is stuck, or has more to do than it can. */
const patienceMs = 10_000;
/** For how long it is ignored then, in ms. */
const ignoredMs = 60_000;
/** Ms for which nothing at all may be taken. Who is so far behind is not waited for before it has caught up. */
const longestWaitMs = 600_000;
/** What holds this process up for longer, in ms, holds up the others too. */
const longestTurnMs = 250;

export class Patience {
  readonly #pace: Pace;
  #lookedAt = 0;
  /** Ms since it last took something. */
  #still = 0;
  /** Ms since the slowest was at `#from`. */
  #waited = 0;
  #from = Infinity;

  constructor(pace: Pace) {
    this.#pace = pace;
  }

  /**
   * Something waits, in this turn as in those before.
   * @param slowest how far the slowest has come, ms since the epoch.
   */
  wait(slowest: number, hasTaken: boolean): void {
    const { now } = this.#pace;
    if (this.#from === Infinity) this.#begin(now, slowest);
    const passed = Math.min(now - this.#lookedAt, longestTurnMs);
    this.#lookedAt = now;
    this.#waited += passed;
    this.#still = hasTaken ? 0 : this.#still + passed;
    const isFar = this.#still >= longestWaitMs;
    if (!isFar && this.#waited < patienceMs) return;
    // Of one that has not told yet where it is, nothing is larger or smaller.
    const catchesUp = slowest - this.#from > this.#waited;
    if (isFar || !catchesUp) this.#pace.ignoreSlowest(isFar ? Infinity : ignoredMs);
    if (isFar) this.#still = 0;
    this.#begin(now, slowest);
  }

  /** Nothing waits any more. */
  end(): void {
    this.#still = 0;
    this.#from = Infinity;
  }

  #begin(now: number, slowest: number): void {
    this.#waited = 0;
    this.#from = slowest;
    this.#lookedAt = now;
  }
}

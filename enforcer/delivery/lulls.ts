/**
 * Moments in which nothing is being worked on. A transaction costs a broker as much as all else that a request asks of it, so
 * outcomes are told then, many at once; who waits for a lull does so for a moment at most.
 */

import type { Clock } from "../../runtime/clock.ts";

interface Wait {
  readonly over: Promise<void>;
  readonly end: AbortController;
}

export class Lulls {
  readonly #clock: Clock;
  readonly #longestMs: number;
  #busy = 0;
  /** All who wait for the same one. */
  #wait: Wait | undefined;

  /** @param longestMs of waiting. */
  constructor(clock: Clock, longestMs: number) {
    this.#clock = clock;
    this.#longestMs = longestMs;
  }

  /** @returns and throws what the task does. There is no lull meanwhile. */
  async busy<Result>(task: () => Promise<Result>): Promise<Result> {
    this.#busy += 1;
    try {
      return await task();
    } finally {
      this.#busy -= 1;
      if (this.#busy === 0) this.#wait?.end.abort();
    }
  }

  async next(): Promise<void> {
    if (this.#busy > 0) await (this.#wait ??= this.#begin()).over;
  }

  #begin(): Wait {
    const end = new AbortController();
    const over = this.#clock.sleep(this.#longestMs, end.signal).finally(() => (this.#wait = undefined));
    return { over, end };
  }
}

/** Times of grace, in which something is left alone because news of it may still be on the way. */

import type { Clock } from "../../runtime/clock.ts";

export class Grace {
  readonly #clock: Clock;
  readonly #ms: number;
  /** Since when, by the clock's `elapsed`. */
  readonly #since = new Map<string, number>();

  constructor(clock: Clock, ms: number) {
    this.#clock = clock;
    this.#ms = ms;
  }

  /** How much is left, in ms, of a time that begins when this is first asked for. */
  leftMs(key: string): number {
    const now = this.#clock.elapsed();
    const since = this.#since.get(key) ?? now;
    this.#since.set(key, since);
    return since + this.#ms - now;
  }

  /** There is no reason for it any more; the next one begins anew. */
  end(key: string): void {
    this.#since.delete(key);
  }
}

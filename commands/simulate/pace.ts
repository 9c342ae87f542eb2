/** How far a simulated fleet's time has come: at a multiple of real time, and never ahead of the clock. */

import type { Clock } from "../../runtime/clock.ts";

export class Pace {
  /** The fleet's time now, in ms since the epoch: what is before it is its past, which may be written at once. */
  readonly begins: number;
  readonly #speed: number;
  readonly #clock: Clock;
  readonly #began: number;

  /** `speed`: ms of the fleet's in one, Infinity for no limit. What goes faster than the clock and takes `forMs` begins earlier. */
  constructor({ speed, forMs, clock }: { speed: number; forMs: number; clock: Clock }) {
    this.#speed = speed;
    this.#clock = clock;
    this.#began = clock.elapsed();
    this.begins = Math.floor(clock.now() - (speed > 1 ? forMs * (1 - 1 / speed) : 0));
  }

  /** How many ms after `begins` is due. */
  get passedMs(): number {
    return this.#speed === Infinity ? Infinity : (this.#clock.elapsed() - this.#began) * this.#speed;
  }
}

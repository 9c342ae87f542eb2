/**
 * Time that a group was watched, measured by ticks: what passes while nobody writes ticks is no silence of anyone, and does not
 * count.
 */

/** Ticks come every second; what lies further apart counts as this, ms. */
const longestStep = 5000;

export class Stopwatch {
  /** Ms. */
  now = 0;
  #tick = 0;

  /** @param tick the newest; one that is older than one before is passed over. */
  advance(tick: number): void {
    if (this.#tick > 0 && tick > this.#tick) this.now += Math.min(tick - this.#tick, longestStep);
    this.#tick = Math.max(tick, this.#tick);
  }

  /** The newest tick; 0 before the first. */
  get tick(): number {
    return this.#tick;
  }

  static at(now: number, tick: number): Stopwatch {
    const watch = new Stopwatch();
    watch.now = now;
    watch.#tick = tick;
    return watch;
  }
}

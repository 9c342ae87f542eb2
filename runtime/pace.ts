/**
 * Stages that go through their logs side by side, by their records' times, because what they make of one time is put together
 * by another: each would otherwise read hours of its past at once, and nobody could tell what is late from what has not been
 * read. Flink aligns its sources by watermarks for the same reason (FLIP-182).
 *
 * Only who has more to read is waited for: at the end of their logs all are free.
 */

import type { Clock } from "./clock.ts";

/** How far one of its stages has come. */
export interface Standing {
  /**
   * All that it reads from before this time is committed, ms since the epoch; -Infinity while that is not known, Infinity where its
   * log has no more.
   */
  time: number;
  /** It has fetched what must wait for others. */
  isHeld: boolean;
  /** Until then, by the elapsed time, nobody waits for it. */
  ignoredUntil: number;
}

export class Pace {
  readonly #leadMs: number;
  readonly #clock: Clock;
  readonly #standings: Standing[] = [];
  #moved = new AbortController();

  /** @param leadMs how far ahead of the slowest one may be, in ms of records' times. */
  constructor(leadMs: number, clock: Clock) {
    this.#leadMs = leadMs;
    this.#clock = clock;
  }

  /** By the clock's `elapsed`. */
  get now(): number {
    return this.#clock.elapsed();
  }

  enter(): Standing {
    const standing = { time: -Infinity, isHeld: false, ignoredUntil: 0 };
    this.#standings.push(standing);
    return standing;
  }

  /** Whoever is ignored is waited for again when it has caught up. */
  move(one: Standing, time: number): void {
    if (time === one.time) return;
    one.time = time;
    this.#moved.abort();
    this.#moved = new AbortController();
    if (time >= this.slowest) one.ignoredUntil = 0;
  }

  /** Aborts when a stage has come further: more may be taken. */
  get moved(): AbortSignal {
    return this.#moved.signal;
  }

  /** Somebody waits. */
  get isWaiting(): boolean {
    return this.#standings.some(({ isHeld }) => isHeld);
  }

  /** How far the slowest has come that is not ignored. */
  get slowest(): number {
    const { now } = this;
    let slowest = Infinity;
    for (const { time, ignoredUntil } of this.#standings) if (ignoredUntil <= now) slowest = Math.min(slowest, time);
    return slowest;
  }

  /** The latest time of what may be taken now. */
  get limit(): number {
    return this.slowest + this.#leadMs;
  }

  /** For `ms`. Others than these may be held back themselves: whoever might go on is not beyond the limit. */
  ignoreSlowest(ms: number): void {
    const { limit, now } = this;
    for (const one of this.#standings) if (one.time <= limit) one.ignoredUntil = now + ms;
  }
}

/**
 * Stages that go through their logs side by side, by their records' times, because what they make of one time is put together
 * by another: each would otherwise read hours of its past at once, and nobody could tell what is late from what has not been
 * read. Flink aligns its sources by watermarks for the same reason (FLIP-182).
 *
 * Only who has more to read is waited for: at the end of their logs all are free.
 */

import type { Logger } from "../../telemetry/logger.ts";
import type { Clock } from "../clock.ts";

/** How far one of its stages has come. */
export interface Standing {
  readonly stage: string;
  /** Those that it reads from; none where it reads what others than stages write. */
  readonly followed: readonly Standing[];
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
  /** How far ahead of the slowest one may be, in ms of records' times. */
  readonly leadMs: number;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #standings: Standing[] = [];
  #moved = new AbortController();

  constructor(leadMs: number, { clock, logger }: { readonly clock: Clock; readonly logger: Logger }) {
    this.leadMs = leadMs;
    this.#clock = clock;
    this.#logger = logger;
  }

  /** By the clock's `elapsed`. */
  get now(): number {
    return this.#clock.elapsed();
  }

  enter(stage: string, followed: readonly Standing[] = []): Standing {
    const standing = { stage, followed, time: -Infinity, isHeld: false, ignoredUntil: 0 };
    this.#standings.push(standing);
    return standing;
  }

  /** Whoever is ignored is waited for again when it is as near as those that keep pace are. */
  move(one: Standing, time: number): void {
    if (time === one.time) return;
    one.time = time;
    this.#moved.abort();
    this.#moved = new AbortController();
    if (time >= this.slowest - this.leadMs) one.ignoredUntil = 0;
  }

  /** Aborts when a stage has come further: more may be taken. */
  get moved(): AbortSignal {
    return this.#moved.signal;
  }

  /** Somebody waits. */
  get isWaiting(): boolean {
    return this.#standings.some(({ isHeld }) => isHeld);
  }

  isIgnored({ ignoredUntil }: Standing): boolean {
    return ignoredUntil > this.now;
  }

  /** How far the slowest has come that is not ignored. */
  get slowest(): number {
    return this.#slowestOf(this.#standings);
  }

  /** How far the slowest has come that `one` waits for. */
  slowestFor(one: Standing): number {
    const others = this.#standings.filter((other) => other !== one);
    // Who follows it is behind it by nature, which matters only to those who wait.
    const isWaitedFor = others.some(({ isHeld }) => isHeld);
    return this.#slowestOf(isWaitedFor ? others : others.filter(({ followed }) => !followed.includes(one)));
  }

  /** For `ms`. Others than these may be held back themselves: whoever might go on is not beyond the limit. */
  ignoreSlowest(ms: number): void {
    const limit = this.slowest + this.leadMs;
    const slow = this.#standings.filter(({ time }) => time <= limit);
    const ignoredUntil = this.now + ms;
    for (const one of slow) one.ignoredUntil = ignoredUntil;
    const stages = slow.map(({ stage }) => stage).join(", ");
    this.#logger.warn({ stages }, "other stages do not wait for these any longer: what they read may come too late");
  }

  #slowestOf(standings: readonly Standing[]): number {
    return Math.min(...standings.map((one) => (this.isIgnored(one) ? Infinity : one.time)));
  }
}

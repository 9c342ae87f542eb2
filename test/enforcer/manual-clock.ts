/** A clock that stands still until a test lets time pass: hours of waiting in no time, and the same each time. */

import { setImmediate as turn } from "node:timers/promises";
import type { Clock } from "../../runtime/clock.ts";

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** Turns of the event loop that whoever wakes gets before the next wakes: many small steps may follow from one. */
const turns = 20;

export class ManualClock implements Clock {
  #now: number;
  /** How far what it says is ahead of what has passed. */
  #aheadMs = 0;
  readonly #sleepers = new Set<Sleeper>();

  constructor(now = Date.UTC(2026, 0, 1)) {
    this.#now = now;
  }

  now(): number {
    return this.#now + this.#aheadMs;
  }

  elapsed(): number {
    return this.#now;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const wake = (): void => {
        this.#sleepers.delete(sleeper);
        signal?.removeEventListener("abort", wake);
        resolve();
      };
      const sleeper = { at: this.#now + Math.max(0, ms), wake };
      this.#sleepers.add(sleeper);
      signal?.addEventListener("abort", wake, { once: true });
    });
  }

  /** It is set, ahead or back; nobody who sleeps notices. */
  leap(ms: number): void {
    this.#aheadMs += ms;
  }

  /** So much time passes at once, as for a process that is paused: nobody wakes meanwhile. */
  pause(ms: number): void {
    this.#now += ms;
  }

  /** Lets `ms` pass; whoever sleeps wakes when its time comes, one after another, and has time to act. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await this.settle();
    for (let next = this.#first(); next !== undefined && next.at <= end; next = this.#first()) {
      this.#now = Math.max(this.#now, next.at);
      next.wake();
      await this.settle();
    }
    this.#now = end;
  }

  /** Lets everybody act who need not wait for time. */
  async settle(): Promise<void> {
    for (let count = 0; count < turns; count += 1) await turn();
  }

  #first(): Sleeper | undefined {
    let first: Sleeper | undefined;
    for (const sleeper of this.#sleepers) if (first === undefined || sleeper.at < first.at) first = sleeper;
    return first;
  }
}

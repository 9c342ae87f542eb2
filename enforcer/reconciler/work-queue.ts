/**
 * Which nodes are to be looked at, and when. A node is in it once, however often something about it changed; one that failed
 * comes back later each time, so that what cannot succeed does not keep the API server busy (as client-go's workqueue).
 */

import { setImmediate as turn } from "node:timers/promises";
import type { Clock } from "../../runtime/clock.ts";

const firstBackoffMs = 50;
const longestBackoffMs = 30_000;

interface Sleep {
  /** By the clock's `elapsed`. */
  readonly until: number;
  readonly end: AbortController;
  readonly over: Promise<void>;
}

export class WorkQueue {
  readonly #clock: Clock;
  readonly #ready = new Set<string>();
  /** When a node is due, by the clock's `elapsed`. */
  readonly #due = new Map<string, number>();
  readonly #failures = new Map<string, number>();
  /** Resolves when there is something new. */
  #news = Promise.withResolvers<void>();
  #sleep: Sleep | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** As soon as there is a worker for it. */
  add(node: string): void {
    this.#due.delete(node);
    this.#ready.add(node);
    this.#ring();
  }

  /** At the latest in so many ms; an earlier time stands. */
  addIn(ms: number, node: string): void {
    const due = this.#clock.elapsed() + ms;
    if (this.#ready.has(node) || (this.#due.get(node) ?? Infinity) <= due) return;
    this.#due.set(node, due);
    this.#ring();
  }

  /** Takes nodes until `signal` aborts, so many at a time; then waits for those at hand. `work` must not reject. */
  async run(workers: number, work: (node: string) => Promise<"done" | "failed">, signal: AbortSignal): Promise<void> {
    const busy = new Map<string, Promise<void>>();
    while (!signal.aborted) {
      this.#release();
      for (const node of this.#ready) {
        if (busy.size >= workers) break;
        if (busy.has(node)) continue;
        this.#ready.delete(node);
        const task = this.#work(node, work).finally(() => {
          busy.delete(node);
          this.#ring();
        });
        busy.set(node, task);
      }
      await this.#quiet(signal);
    }
    await Promise.all(busy.values());
  }

  async #work(node: string, work: (node: string) => Promise<"done" | "failed">): Promise<void> {
    // Where there is nothing to wait for, thousands of nodes would be looked at before anything else, such as the lease, is.
    await turn();
    if ((await work(node)) === "done") {
      this.#failures.delete(node);
      return;
    }
    const failures = (this.#failures.get(node) ?? 0) + 1;
    this.#failures.set(node, failures);
    this.addIn(Math.min(longestBackoffMs, firstBackoffMs * 2 ** (failures - 1)), node);
  }

  #release(): void {
    const now = this.#clock.elapsed();
    for (const [node, due] of this.#due) if (due <= now) this.add(node);
  }

  /** Until a node is due, or there is something new. News come often: a sleep that ends early enough goes on meanwhile. */
  async #quiet(signal: AbortSignal): Promise<void> {
    const next = Math.min(...this.#due.values(), this.#clock.elapsed() + longestBackoffMs);
    if (!this.#sleep || this.#sleep.until > next) this.#sleep = this.#sleepUntil(next, signal);
    await Promise.race([this.#news.promise, this.#sleep.over]);
    this.#news = Promise.withResolvers();
  }

  #sleepUntil(until: number, signal: AbortSignal): Sleep {
    this.#sleep?.end.abort();
    const end = new AbortController();
    const ms = Math.max(0, until - this.#clock.elapsed());
    const over = this.#clock.sleep(ms, AbortSignal.any([signal, end.signal])).then(() => {
      if (this.#sleep?.end === end) this.#sleep = undefined;
    });
    return { until, end, over };
  }

  #ring(): void {
    this.#news.resolve();
  }
}

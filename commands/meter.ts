/** Counts what a long command has read or written, and says so while it lasts. */

import { progressLine } from "../console/terminal/progress.ts";
import { StatusLine } from "../console/terminal/status-line.ts";
import type { Surroundings } from "./surroundings.ts";

/** Speaks on stderr: every second on a terminal, every ten elsewhere. */
export class Meter {
  readonly total: number;
  readonly #surroundings: Surroundings;
  readonly #status: StatusLine;
  /** When the first event came: connecting is not writing. */
  #began: number;
  #spoke: number;
  done = 0;
  bytes = 0;
  /** Event time of the newest, in ms since the epoch. */
  lastTime = 0;

  /** @param total how many there will be; Infinity where nobody knows. */
  constructor(total: number, surroundings: Surroundings) {
    this.total = total;
    this.#surroundings = surroundings;
    this.#status = new StatusLine(surroundings.stderr);
    this.#began = this.#spoke = surroundings.clock.elapsed();
  }

  get elapsedMs(): number {
    return this.#surroundings.clock.elapsed() - this.#began;
  }

  get perSecond(): number {
    return (this.done * 1000) / Math.max(1, this.elapsedMs);
  }

  count(bytes: number, time = 0): void {
    if (this.done === 0) this.#began = this.#surroundings.clock.elapsed();
    this.done += 1;
    this.bytes += bytes;
    this.lastTime = time;
    if (this.done % 256 !== 0) return;
    const now = this.#surroundings.clock.elapsed();
    if (now - this.#spoke < (this.#surroundings.stderr.isTTY === true ? 1000 : 10_000)) return;
    this.#spoke = now;
    const total = this.total === Infinity ? undefined : this.total;
    this.#status.show(progressLine({ done: this.done, total, elapsedMs: now - this.#began }));
  }

  close(): void {
    this.#status.clear();
  }
}

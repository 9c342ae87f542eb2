/** What a collector did, for its metrics and for the line that says so every minute. */

import type { CollectorMetrics, LossReason } from "../telemetry/collection.ts";

export interface Period {
  readonly written: number;
  /** By reason; only what there was. */
  readonly lost: Readonly<Partial<Record<LossReason, number>>>;
}

/** In samples or lines. */
export class Tally {
  readonly #metrics: CollectorMetrics;
  #written = 0;
  #lost: Partial<Record<LossReason, number>> = {};

  constructor(metrics: CollectorMetrics) {
    this.#metrics = metrics;
  }

  written(count: number): void {
    if (count === 0) return;
    this.#written += count;
    this.#metrics.written(count);
  }

  lost(count: number, reason: LossReason): void {
    if (count === 0) return;
    this.#lost[reason] = (this.#lost[reason] ?? 0) + count;
    this.#metrics.lost(count, { reason });
  }

  /** @returns what was counted since this was last asked. */
  take(): Period {
    const period = { written: this.#written, lost: this.#lost };
    this.#written = 0;
    this.#lost = {};
    return period;
  }
}

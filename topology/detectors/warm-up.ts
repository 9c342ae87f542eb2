/** When a state has learned enough to be asked. */

import type { StateDescription } from "../detector.ts";
import type { SnapshotField, SnapshotReader } from "../../models/snapshot.ts";

export interface WarmUpLimits {
  /** Global detectors: only learn while no more events than this were seen ... */
  readonly size: number;
  /** ... and less event time than this has passed since the first one. */
  readonly timeMs: number;
  /** Per-container detectors: the first `sizePerContainer` - 1 events only teach. */
  readonly sizePerContainer: number;
}

export class WarmUp {
  readonly #maxEvents: number;
  readonly #maxTimeMs: number;
  #events = 0;
  #startedAt = 0;
  #over = false;

  constructor(limits: WarmUpLimits, scope: "container" | "global") {
    this.#maxEvents = scope === "global" ? limits.size : limits.sizePerContainer - 1;
    this.#maxTimeMs = scope === "global" ? limits.timeMs : Infinity;
  }

  /**
   * Counts one event and says whether it only teaches. Once over it stays over, also when a late event comes.
   *
   * @param time of the event in ms; 0 (unknown) counts but does not move the clock.
   */
  admit(time: number): boolean {
    if (this.#over) return false;
    this.#events++;
    if (this.#startedAt === 0) this.#startedAt = time;
    const elapsed = time === 0 ? 0 : time - this.#startedAt;
    this.#over = this.#events > this.#maxEvents || elapsed >= this.#maxTimeMs;
    return !this.#over;
  }

  describe(): StateDescription["warmUp"] {
    return { over: this.#over, events: this.#events, needed: this.#maxEvents };
  }

  fields(): readonly SnapshotField[] {
    return [this.#events, this.#startedAt, this.#over ? 1 : 0];
  }

  restore(reader: SnapshotReader): void {
    this.#events = reader.integer(0, Number.MAX_SAFE_INTEGER);
    this.#startedAt = reader.number();
    this.#over = reader.integer(0, 1) === 1;
  }
}

/** What was fetched of a partition and may wait: taken as far as its pace allows, by the records' times. */

import type { FetchedPartition, LogRecord } from "../log/port.ts";

/** Of so many records side by side the median tells the time: a producer whose clock is wrong holds nothing up, and hurries nothing. */
const neighbours = 5;

export class Backlog {
  #fetched: FetchedPartition | undefined;
  #taken = 0;
  /** Time of the last that was taken, and never back. */
  #reached = -Infinity;

  /** What follows on what was taken; only when nothing waits. */
  add(fetched: FetchedPartition): void {
    if (this.next === Infinity) this.#reached = -Infinity;
    this.#fetched = fetched;
    this.#taken = 0;
  }

  /** Whether something that was fetched is not taken. */
  get waits(): boolean {
    return this.#fetched !== undefined && this.#taken < this.#fetched.records.length;
  }

  /** What is not later than `limit`, ms since the epoch; `undefined` before anything is fetched. Its next offset is that of what waits. */
  take(limit: number): FetchedPartition | undefined {
    if (this.#fetched === undefined) return undefined;
    const { records, nextOffset } = this.#fetched;
    const from = this.#taken;
    // At the end of the log, which is most of the time, no record's time is looked at.
    if (limit === Infinity) this.#taken = records.length;
    while (this.waits && this.#nextTime() <= limit) {
      this.#reached = this.#nextTime();
      this.#taken += 1;
    }
    const next = records[this.#taken]?.offset ?? nextOffset;
    return { ...this.#fetched, records: records.slice(from, this.#taken), nextOffset: next };
  }

  /** Time of what comes next; where that is not fetched, it is not before what was taken; Infinity at the log's end. */
  get next(): number {
    if (this.waits) return this.#nextTime();
    const isAtEnd = this.#fetched !== undefined && this.#fetched.nextOffset >= this.#fetched.endOffset;
    return isAtEnd ? Infinity : this.#reached;
  }

  #nextTime(): number {
    return Math.max(this.#reached, usualTime(this.#fetched!.records, this.#taken));
  }
}

function usualTime(records: readonly LogRecord[], index: number): number {
  const start = Math.max(0, Math.min(index, records.length - neighbours));
  const times = records.slice(start, start + neighbours).map(({ timestamp }) => timestamp);
  return times.sort((one, other) => one - other)[(times.length - 1) >> 1]!;
}

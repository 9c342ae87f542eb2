/** What was fetched of a partition and may wait: taken as far as its pace allows, by the records' times. */

import type { FetchedPartition } from "../../log/port.ts";

/** A record counts as no later than the median of so many, from it on: a producer whose clock is ahead holds nothing up. */
const neighbours = 5;

export class Backlog {
  #fetched: FetchedPartition | undefined;
  #taken = 0;
  /** Time of what was taken; it never goes back, so a producer whose clock is behind holds nothing up either. */
  #reached = -Infinity;

  /** What follows on what was fetched before. */
  add(fetched: FetchedPartition): void {
    const waiting = this.#fetched?.records.slice(this.#taken) ?? [];
    if (this.next === Infinity) this.#reached = -Infinity;
    this.#fetched = waiting.length === 0 ? fetched : { ...fetched, records: [...waiting, ...fetched.records] };
    this.#taken = 0;
  }

  get waits(): boolean {
    return this.#waiting > 0;
  }

  /** Whether more is to be fetched: what waits is not enough to tell the time. */
  get wantsMore(): boolean {
    return !this.waits || (this.#waiting < neighbours && !this.#isAtEnd);
  }

  /** What is not later than `limit`, ms since the epoch; `undefined` before anything is fetched. Its next offset is that of what waits. */
  take(limit: number): FetchedPartition | undefined {
    if (this.#fetched === undefined) return undefined;
    const { records, nextOffset } = this.#fetched;
    const from = this.#taken;
    // Where nobody is waited for, which is most of the time, only the last record's time is looked at.
    if (limit === Infinity) this.#taken = Math.max(from, records.length - 1);
    for (; this.waits; this.#taken += 1) {
      const own = records[this.#taken]!.timestamp;
      const time = Math.max(this.#reached, own <= limit ? own : this.#nextTime());
      if (time > limit) break;
      this.#reached = time;
    }
    const next = records[this.#taken]?.offset ?? nextOffset;
    return { ...this.#fetched, records: records.slice(from, this.#taken), nextOffset: next };
  }

  /** Time of what comes next; where that is not fetched, it is not before what was taken; Infinity at the log's end. */
  get next(): number {
    if (this.waits) return Math.max(this.#reached, this.#nextTime());
    return this.#isAtEnd ? Infinity : this.#reached;
  }

  #nextTime(): number {
    const times = this.#fetched!.records.slice(this.#taken, this.#taken + neighbours).map(({ timestamp }) => timestamp);
    const own = times[0]!;
    return Math.min(own, times.sort((one, other) => one - other)[(times.length - 1) >> 1]!);
  }

  get #waiting(): number {
    return (this.#fetched?.records.length ?? 0) - this.#taken;
  }

  get #isAtEnd(): boolean {
    return this.#fetched !== undefined && this.#fetched.nextOffset >= this.#fetched.endOffset;
  }
}

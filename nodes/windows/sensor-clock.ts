/**
 * What time it is at a sensor: the newest event time that it told, and what has passed since by the ticks.
 *
 * Metrics are sampled, so the time between two scrapes is not told before the second has come, whole: its samples come one by
 * one, in any order, as far apart as those of the scrapes before. So their time stands still while the next scrape is not due; it
 * is `graceMs` ahead of what is told whole, because a window closes so long after its end.
 */

import type { ByteReader, ByteWriter } from "../../proto/bytes.ts";
import { longestDelay } from "./settings.ts";

/** Ms from one tick to the next. */
const betweenTicks = 1000;

/** So much, in ms, may what passes at a sensor and what passes by ticks differ where nothing is caught up with. */
const tolerance = 10_000;

export class SensorClock {
  /** Event time, ms since the epoch. */
  newest: number;
  /** The tick at which that was met. */
  metAt: number;
  /** Event time of the scrape before. */
  #before: number;
  /** Usual time between two scrapes, in ms: the longest gap of late, and the longest there may be while it is not known. */
  #interval = longestDelay;
  /** How long after its first sample a scrape counts as whole, in ms; and how far apart the samples of the newest have come. */
  #settling: number;
  #spread = 0;
  /** What its times are ahead of what it tells, ms: its clock is behind that of another sensor by more than one waits for. */
  #shift = 0;
  /** Tick and time from which on all that it told was too late; 0 where that is not so. */
  #lateAt = 0;
  #lateFrom = 0;
  readonly #isSampled: boolean;
  readonly #graceMs: number;

  constructor(isSampled: boolean, graceMs: number, time: number, tick: number) {
    this.#isSampled = isSampled;
    this.#graceMs = graceMs;
    this.newest = time;
    this.metAt = tick;
    this.#before = time;
    this.#settling = graceMs;
  }

  /**
   * What time a time that it tells stands for, on the node's clock. A sensor that tells nothing but times too late for a minute,
   * and does not catch up, has another clock than the quickest sensor: from then on it is set by that.
   *
   * @param quickest what time it is at the quickest sensor.
   */
  align(told: number, quickest: number, tick: number): number {
    const inTime = quickest - longestDelay;
    if (told >= inTime) this.#shift = 0;
    const time = told + this.#shift;
    if (time >= inTime || tick === 0) {
      this.#lateAt = 0;
      return time;
    }
    const passed = tick - this.#lateAt;
    if (this.#lateAt > 0 && passed < longestDelay) return time;
    if (this.#lateAt > 0 && Math.abs(time - this.#lateFrom - passed) <= tolerance) {
      this.#shift += quickest - time;
      this.#lateAt = 0;
      return quickest;
    }
    this.#lateAt = tick;
    this.#lateFrom = time;
    return time;
  }

  see(time: number, tick: number): void {
    if (time <= this.newest) {
      if (time > this.#before) this.#spread = Math.max(this.#spread, tick - this.metAt);
      return;
    }
    const settled = Math.max(this.#spread + betweenTicks, Math.floor(this.#settling / 2));
    this.#settling = Math.min(this.#graceMs, settled);
    this.#spread = 0;
    this.#interval = Math.min(longestDelay, Math.max(time - this.newest, Math.floor(this.#interval / 2)));
    this.#before = this.newest;
    this.newest = time;
    this.metAt = tick;
  }

  pause(ms: number): void {
    this.metAt += ms;
    if (this.#lateAt > 0) this.#lateAt += ms;
  }

  timeAt(tick: number): number {
    const passed = tick - this.metAt;
    if (!this.#isSampled) return this.newest + passed;
    if (passed < this.#settling) return Math.min(this.#before + this.#graceMs, this.newest + passed);
    return this.newest + this.#graceMs + Math.max(0, passed - this.#settling - this.#interval);
  }

  /** The first tick at which `timeAt` is `time` or later. */
  tickAt(time: number): number {
    const ahead = Math.max(0, time - this.newest);
    if (!this.#isSampled) return this.metAt + ahead;
    if (ahead < this.#settling && time <= this.#before + this.#graceMs) return this.metAt + ahead;
    const beyond = ahead - this.#graceMs;
    return this.metAt + this.#settling + (beyond <= 0 ? 0 : beyond + this.#interval);
  }

  write(to: ByteWriter): void {
    for (const field of [this.newest, this.metAt, this.#before, this.#interval]) to.varint(field);
    for (const field of [this.#settling, this.#spread, this.#shift, this.#lateAt, this.#lateFrom]) to.varint(field);
  }

  static read(from: ByteReader, isSampled: boolean, graceMs: number): SensorClock {
    const clock = new SensorClock(isSampled, graceMs, from.varint(), from.varint());
    clock.#before = from.varint();
    clock.#interval = from.varint();
    clock.#settling = from.varint();
    clock.#spread = from.varint();
    clock.#shift = from.varint();
    clock.#lateAt = from.varint();
    clock.#lateFrom = from.varint();
    return clock;
  }
}

/**
 * What time it is at a node, told by its sensors' event times. Ticks measure how much time has passed since, never what time it
 * is: clocks of nodes are skewed, and histories are replayed faster than they happened.
 */

import type { ByteReader, ByteWriter } from "../../proto/bytes.ts";
import { type Sensor, sensors } from "../observation.ts";
import { SensorClock } from "./sensor-clock.ts";
import { firstDelay, longestCatchUp, longestDelay } from "./settings.ts";

export class NodeClock {
  /** In the order of `sensors`. */
  readonly #clocks: (SensorClock | undefined)[] = sensors.map(() => undefined);
  readonly #graceMs: number;
  /** Indices of `sensors`. */
  readonly #expected: readonly number[];
  #isStarted = false;
  /** A sensor that is expected has said nothing yet. */
  #isIncomplete: boolean;
  /** The earliest event time of all, and the tick at which the first word was met; 0 before that. */
  #firstTime = 0;
  #firstTick = 0;

  /** @param expected sensors that a node has as a rule: at first they are waited for, so that none is overlooked. */
  constructor(graceMs: number, expected: readonly Sensor[] = []) {
    this.#graceMs = graceMs;
    this.#expected = expected.map((sensor) => sensors.indexOf(sensor));
    this.#isIncomplete = expected.length > 0;
  }

  /**
   * @param told event time of what the sensor tells, ms since the epoch.
   * @returns what that is on the node's clock.
   */
  see(sensor: Sensor, told: number, tick: number): number {
    if (this.#firstTime === 0) this.#firstTick = tick;
    if (this.#firstTime === 0 || told < this.#firstTime) this.#firstTime = told;
    const index = sensors.indexOf(sensor);
    const known = this.#clocks[index] ?? this.#meet(index, told, tick);
    const time = known.align(told, this.#quickestAt(tick), tick);
    known.see(time, tick);
    return time;
  }

  /** Event time of the newest that a sensor told; `undefined` where the node has no such sensor. */
  newestOf(sensor: Sensor): number | undefined {
    return this.#clocks[sensors.indexOf(sensor)]?.newest;
  }

  /**
   * The time that the slowest sensor shows, at most `longestCatchUp` behind the quickest. One that has been quiet for
   * `longestDelay` sets the pace no longer, and one that has said nothing yet none after `firstDelay`. -Infinity where there is no
   * sensor.
   */
  timeAt(tick: number): number {
    let quickest = -Infinity;
    let slowest = Infinity;
    for (const clock of this.#clocks) {
      if (clock === undefined) continue;
      const time = clock.timeAt(tick);
      quickest = Math.max(quickest, time);
      if (tick < clock.metAt + longestDelay) slowest = Math.min(slowest, time);
    }
    if (tick < this.#firstTick + firstDelay && this.#isIncomplete) slowest = Math.min(slowest, this.#firstTime);
    return Math.max(Math.min(slowest, quickest), quickest - longestCatchUp);
  }

  /** The first tick at which it is `time`, if no sensor tells more; Infinity where there is none. */
  tickAt(time: number): number {
    const quickest = this.#quickestTickAt(time);
    let tick = this.#isIncomplete && time > this.#firstTime ? this.#firstTick + firstDelay : 0;
    for (const clock of this.#clocks) {
      if (clock) tick = Math.max(tick, Math.min(clock.tickAt(time), Math.max(clock.metAt + longestDelay, quickest)));
    }
    return Math.min(Math.max(tick, quickest), this.#quickestTickAt(time + longestCatchUp));
  }

  /** Nobody measured the last `ms`: they do not count as passed. */
  pause(ms: number): void {
    for (const clock of this.#clocks) clock?.pause(ms);
    this.#firstTick += ms;
  }

  /** Observations from before the first tick were met at it. */
  startAt(tick: number): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    if (this.#firstTick === 0) this.#firstTick = tick;
    for (const clock of this.#clocks) if (clock?.metAt === 0) clock.pause(tick);
  }

  write(to: ByteWriter): void {
    to.varint(this.#firstTime);
    to.varint(this.#firstTick);
    for (const clock of this.#clocks) {
      to.byte(clock === undefined ? 0 : 1);
      clock?.write(to);
    }
  }

  read(from: ByteReader): void {
    this.#firstTime = from.varint();
    this.#firstTick = from.varint();
    for (const [index, sensor] of sensors.entries()) {
      this.#clocks[index] = from.byte() === 0 ? undefined : SensorClock.read(from, sensor === "metrics", this.#graceMs);
    }
    this.#lookForMissing();
  }

  #meet(index: number, told: number, tick: number): SensorClock {
    const met = new SensorClock(sensors[index] === "metrics", this.#graceMs, told, tick);
    this.#clocks[index] = met;
    this.#lookForMissing();
    return met;
  }

  #lookForMissing(): void {
    this.#isIncomplete = this.#expected.some((index) => this.#clocks[index] === undefined);
  }

  #quickestAt(tick: number): number {
    let quickest = -Infinity;
    for (const clock of this.#clocks) if (clock) quickest = Math.max(quickest, clock.timeAt(tick));
    return quickest;
  }

  #quickestTickAt(time: number): number {
    let tick = Infinity;
    for (const clock of this.#clocks) if (clock) tick = Math.min(tick, clock.tickAt(time));
    return tick;
  }
}

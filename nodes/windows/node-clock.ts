/**
 * What time it is at a node, told by its sensors' event times. Ticks measure how much time has passed since, never what time it
 * is: clocks of nodes are skewed, and histories are replayed faster than they happened.
 */

import type { ByteReader, ByteWriter } from "../../proto/bytes.ts";
import { type Sensor, sensors } from "../observation.ts";
import { SensorClock } from "./sensor-clock.ts";
import { longestCatchUp, longestDelay } from "./settings.ts";

export class NodeClock {
  /** In the order of `sensors`. */
  readonly #clocks: (SensorClock | undefined)[] = sensors.map(() => undefined);
  readonly #graceMs: number;
  #isStarted = false;

  constructor(graceMs: number) {
    this.#graceMs = graceMs;
  }

  /**
   * @param told event time of what the sensor tells, ms since the epoch.
   * @returns what that is on the node's clock.
   */
  see(sensor: Sensor, told: number, tick: number): number {
    const index = sensors.indexOf(sensor);
    const known = (this.#clocks[index] ??= new SensorClock(sensor === "metrics", this.#graceMs, told, tick));
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
   * `longestDelay` sets the pace no longer. -Infinity where there is no sensor.
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
    return Math.max(Math.min(slowest, quickest), quickest - longestCatchUp);
  }

  /** The first tick at which it is `time`, if no sensor tells more; Infinity where there is none. */
  tickAt(time: number): number {
    const quickest = this.#quickestTickAt(time);
    let tick = 0;
    for (const clock of this.#clocks) {
      if (clock) tick = Math.max(tick, Math.min(clock.tickAt(time), Math.max(clock.metAt + longestDelay, quickest)));
    }
    return Math.min(Math.max(tick, quickest), this.#quickestTickAt(time + longestCatchUp));
  }

  /** Nobody measured the last `ms`: they do not count as passed. */
  pause(ms: number): void {
    for (const clock of this.#clocks) clock?.pause(ms);
  }

  /** Observations from before the first tick were met at it. */
  startAt(tick: number): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    for (const clock of this.#clocks) if (clock?.metAt === 0) clock.pause(tick);
  }

  write(to: ByteWriter): void {
    for (const clock of this.#clocks) {
      to.byte(clock === undefined ? 0 : 1);
      clock?.write(to);
    }
  }

  read(from: ByteReader): void {
    for (const [index, sensor] of sensors.entries()) {
      this.#clocks[index] = from.byte() === 0 ? undefined : SensorClock.read(from, sensor === "metrics", this.#graceMs);
    }
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

/** The processes that an activity has started and that will end, in the order in which they do. */

import type { SimulatedRecord } from "./record.ts";
import type { Sensors } from "./sensors.ts";
import type { RunningProcess } from "./tetragon.ts";

export class Ends {
  readonly #sensors: Sensors;
  /** By time, the next one last; few at a time. */
  readonly #waiting: { readonly process: RunningProcess; readonly time: number }[] = [];

  constructor(sensors: Sensors) {
    this.#sensors = sensors;
  }

  /** When the next one ends, in ms since the epoch; Infinity where none does. */
  get due(): number {
    return this.#waiting.at(-1)?.time ?? Infinity;
  }

  add(process: RunningProcess, time: number): void {
    let at = this.#waiting.length;
    while (at > 0 && (this.#waiting[at - 1]?.time ?? Infinity) <= time) at -= 1;
    this.#waiting.splice(at, 0, { process, time });
  }

  seeNext(into: SimulatedRecord[]): void {
    const next = this.#waiting.pop();
    if (next !== undefined) this.#sensors.seeEnd(next.process, next.time, into);
  }
}

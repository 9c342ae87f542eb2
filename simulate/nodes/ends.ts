/** The processes of a node that will end, in the order in which they do. */

import type { Activity } from "./activity.ts";
import type { SimulatedRecord } from "./record.ts";
import type { Sensors, Started } from "./sensors.ts";

export class Ends implements Activity {
  readonly #sensors: Sensors;
  /** By time, the next one last; few at a time. */
  readonly #waiting: { readonly started: Started; readonly time: number }[] = [];

  constructor(sensors: Sensors) {
    this.#sensors = sensors;
  }

  get due(): number {
    return this.#waiting.at(-1)?.time ?? Infinity;
  }

  add(started: Started, time: number): void {
    let at = this.#waiting.length;
    while (at > 0 && (this.#waiting[at - 1]?.time ?? Infinity) <= time) at -= 1;
    this.#waiting.splice(at, 0, { started, time });
  }

  act(into: SimulatedRecord[]): void {
    const next = this.#waiting.pop();
    if (next !== undefined) this.#sensors.seeEnd(next.started, next.time, into);
  }
}

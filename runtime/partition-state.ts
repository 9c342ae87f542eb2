/** What one partition has learned: a state per detector and key. A function of the partition's records alone (law 1). */

import type { Detector, DetectorState } from "../topology/detector.ts";

/** The one key of detectors whose scope is the whole fleet. */
export const GLOBAL_KEY = "global";

export class PartitionState {
  readonly #byDetector = new Map<string, Map<string, DetectorState<unknown>>>();

  /** The state for `key`, opened when it is seen for the first time. */
  stateOf<Event>(detector: Detector<Event>, key: string): DetectorState<Event> {
    const states = this.#statesOf(detector.name);
    const stateKey = detector.scope === "global" ? GLOBAL_KEY : key;
    const known = states.get(stateKey);
    if (known) return known;
    const opened = detector.open();
    states.set(stateKey, opened);
    return opened;
  }

  /** How many states each detector holds. */
  counts(): ReadonlyMap<string, number> {
    return new Map([...this.#byDetector].map(([name, states]) => [name, states.size]));
  }

  #statesOf(detector: string): Map<string, DetectorState<unknown>> {
    let states = this.#byDetector.get(detector);
    if (!states) this.#byDetector.set(detector, (states = new Map()));
    return states;
  }
}

/** What one partition has learned: a state per detector and key. A function of the partition's records alone (law 1). */

import { PicketError } from "../errors/picket-error.ts";
import type { Detector, DetectorState } from "../topology/detector.ts";

/** The one key of detectors whose scope is the whole fleet. */
export const GLOBAL_KEY = "global";

interface Entry {
  readonly name: string;
  readonly state: DetectorState<unknown>;
  /** Since the last capture. */
  changed: boolean;
}

export class PartitionState {
  readonly #byDetector = new Map<string, Map<string, Entry>>();
  #changed: Entry[] = [];

  /** The state for `key`, opened when it is seen for the first time. Whoever asks is about to change it. */
  stateOf<Event>(detector: Detector<Event>, key: string): DetectorState<Event> {
    const entries = this.#entriesOf(detector.name);
    const stateKey = detector.scope === "global" ? GLOBAL_KEY : key;
    let entry = entries.get(stateKey);
    if (!entry) {
      entry = { name: `${detector.name}/${stateKey}`, state: detector.open(), changed: false };
      entries.set(stateKey, entry);
    }
    if (!entry.changed) {
      entry.changed = true;
      this.#changed.push(entry);
    }
    return entry.state;
  }

  /** How many states each detector holds. */
  counts(): ReadonlyMap<string, number> {
    return new Map([...this.#byDetector].map(([name, entries]) => [name, entries.size]));
  }

  /** How many states changed since the last capture. */
  get changedCount(): number {
    return this.#changed.length;
  }

  /** The states that changed since the last capture, as they are now, by name (`detector/key`). */
  capture(): ReadonlyMap<string, Uint8Array> {
    const captured = new Map(this.#changed.map(({ name, state }) => [name, state.snapshot()]));
    for (const entry of this.#changed) entry.changed = false;
    this.#changed = [];
    return captured;
  }

  /** All states count as changed: the store has lost what they build on. */
  markAllChanged(): void {
    for (const entries of this.#byDetector.values()) this.#markChanged(entries.values());
  }

  /** A capture that could not be saved: those states count as changed again. */
  markChanged(names: Iterable<string>): void {
    for (const name of names) {
      const [detector, key] = splitName(name);
      const entry = this.#byDetector.get(detector)?.get(key);
      if (entry) this.#markChanged([entry]);
    }
  }

  /**
   * The state as it was captured.
   * @throws PicketError `SNAPSHOT_INVALID` when an entry is of no known detector, or not one that it can read.
   */
  static restore(entries: ReadonlyMap<string, Uint8Array>, detectors: readonly Detector<unknown>[]): PartitionState {
    const restored = new PartitionState();
    const byName = new Map(detectors.map((detector) => [detector.name, detector]));
    for (const [name, bytes] of entries) {
      const [detectorName, key] = splitName(name);
      const detector = byName.get(detectorName);
      if (!detector) throw new PicketError("SNAPSHOT_INVALID", `There is no detector ${detectorName} for ${name}.`);
      restored.#entriesOf(detectorName).set(key, { name, state: detector.restore(bytes), changed: false });
    }
    return restored;
  }

  #markChanged(entries: Iterable<Entry>): void {
    for (const entry of entries) {
      if (entry.changed) continue;
      entry.changed = true;
      this.#changed.push(entry);
    }
  }

  #entriesOf(detector: string): Map<string, Entry> {
    let entries = this.#byDetector.get(detector);
    if (!entries) this.#byDetector.set(detector, (entries = new Map()));
    return entries;
  }
}

/** Detector names have no slash; keys may. */
export function splitName(name: string): [detector: string, key: string] {
  const slash = name.indexOf("/");
  return [name.slice(0, slash), name.slice(slash + 1)];
}

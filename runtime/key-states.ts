/** What a stage's detectors have learned of one key. It leaves memory, comes back and is forgotten as a whole. */

import { PicketError } from "../errors/picket-error.ts";
import type { Detector, DetectorState } from "../topology/detector.ts";

export interface KeyStates {
  readonly key: string;
  /** Stream time of its last event. */
  lastSeen: number;
  /** Its states are in the store alone. */
  isAway: boolean;
  /** One for each detector that has seen the key. */
  learned: readonly Learned[];
}

/** What one detector has learned of one key. */
export interface Learned {
  readonly own: KeyStates;
  readonly detector: Detector<unknown>;
  /** `undefined` while the key is away, and after it was forgotten. */
  state: DetectorState<unknown> | undefined;
  /** Since the last capture. */
  isChanged: boolean;
  /** The store holds it. */
  isStored: boolean;
}

/** Under which a store keeps it: `detector/key`. */
export function nameOf({ own, detector }: Learned): string {
  return `${detector.name}/${own.key}`;
}

/** Detector names have no slash; keys may. */
export function splitName(name: string): [detector: string, key: string] {
  const slash = name.indexOf("/");
  return [name.slice(0, slash), name.slice(slash + 1)];
}

/** @throws PicketError `SNAPSHOT_INVALID` for a name of none of `detectors`. */
export function detectorOf(name: string, detectors: readonly Detector<unknown>[]): Detector<unknown> {
  const [detectorName] = splitName(name);
  const found = detectors.find((detector) => detector.name === detectorName);
  if (!found) throw new PicketError("SNAPSHOT_INVALID", `There is no detector ${detectorName} for ${name}.`);
  return found;
}

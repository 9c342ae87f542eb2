/** What a stage's detectors and processors have learned of one key. It leaves memory, comes back and is forgotten as a whole. */

import { PicketError } from "../errors/picket-error.ts";

/** The one key of keepers whose scope is the whole fleet. It never leaves memory. */
export const globalKey = "global";

/** Whoever keeps states: a detector or a processor. */
export interface Keeper<State extends KeptState = KeptState> {
  readonly name: string;
  /** Left out: each key has a state of its own. */
  readonly scope?: "container" | "global";
  open(): State;
  /** @throws PicketError `SNAPSHOT_INVALID` */
  restore(snapshot: Uint8Array): State;
}

export interface KeptState {
  /** The tick from which on it is to be woken; Infinity, or left out, while it waits for nothing. */
  readonly wakeAt?: number;
  snapshot(): Uint8Array;
}

export interface KeyStates {
  readonly key: string;
  /** Stream time of its last event. */
  lastSeen: number;
  /** Its states are in the store alone. */
  isAway: boolean;
  /** One for each keeper that has seen the key. */
  learned: readonly Learned[];
}

/** What one keeper has learned of one key. */
export interface Learned<State extends KeptState = KeptState> {
  readonly own: KeyStates;
  readonly keeper: Keeper<State>;
  /** `undefined` while the key is away, and after it was forgotten. */
  state: State | undefined;
  /** Since the last capture. */
  isChanged: boolean;
  /** The store holds it. */
  isStored: boolean;
}

/** Under which a store keeps it: `keeper/key`. */
export function nameOf({ own, keeper }: Learned): string {
  return `${keeper.name}/${own.key}`;
}

/** Names of keepers have no slash; keys may. */
export function splitName(name: string): [keeper: string, key: string] {
  const slash = name.indexOf("/");
  return [name.slice(0, slash), name.slice(slash + 1)];
}

/** @throws PicketError `SNAPSHOT_INVALID` for a name of none of `keepers`. */
export function keeperOf(name: string, keepers: readonly Keeper[]): Keeper {
  const [keeperName] = splitName(name);
  const found = keepers.find((keeper) => keeper.name === keeperName);
  if (!found) throw new PicketError("SNAPSHOT_INVALID", `There is no detector or processor ${keeperName} for ${name}.`);
  return found;
}

/** Whether time is to wake one of its states: such a key neither leaves memory nor is forgotten. */
export function isWaiting({ learned }: KeyStates): boolean {
  return learned.some(({ state }) => wakeAtOf(state) < Infinity);
}

export function wakeAtOf(state: KeptState | undefined): number {
  return state?.wakeAt ?? Infinity;
}

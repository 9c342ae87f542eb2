/**
 * What one partition has learned: a state for each key and detector. A function of the partition's records alone (law 1),
 * also in what it forgets: *stream time* is the largest event time that met a detector so far, and a key that had no event
 * for longer than `forgetAfterMs` of it starts anew. What is in memory and what is away changes nothing of that.
 */

import { PicketError } from "../errors/picket-error.ts";
import type { Detector, DetectorState } from "../topology/detector.ts";
import { CapturedStates } from "./captured-states.ts";
import { leaving, type MemoryPolicy } from "./idle-keys.ts";
import { detectorOf, type KeyStates, type Learned, nameOf, splitName } from "./key-states.ts";
import { inSlices } from "./slices.ts";
import { openEntry } from "./state-entry.ts";

/** The one key of detectors whose scope is the whole fleet. It never leaves memory. */
export const GLOBAL_KEY = "global";

/** Keys that nobody sees any more are looked for so many times within the time after which they are forgotten. */
const sweeps = 8;

/** What a snapshot adds to the one before, by name. */
export interface Changes {
  readonly changed: CapturedStates;
  readonly removed: readonly string[];
}

type NamedEntry = readonly [name: string, bytes: Uint8Array];

export interface RestoreOptions {
  readonly detectors: readonly Detector<unknown>[];
  readonly forgetAfterMs: number;
  readonly memory: MemoryPolicy;
}

export class PartitionState {
  readonly #forgetAfterMs: number;
  readonly #keys = new Map<string, KeyStates>();
  /** Those in memory, by key: where an event finds its own with one look, so that it touches little memory. */
  readonly #inMemory = new Map<string, Map<string, Learned>>();
  /** What the store has and should not have. */
  #removed = new Set<string>();
  /** What of that is captured; also what is there again. */
  #removing: ReadonlySet<string> = new Set();
  #changed: Learned[] = [];
  #captured: CapturedStates | undefined;
  #streamTime = 0;
  #latestTime = Infinity;
  #sweepAt = 0;
  #away = 0;
  #forgotten = 0;

  constructor(forgetAfterMs: number) {
    this.#forgetAfterMs = forgetAfterMs;
  }

  /**
   * What is read from now on moves stream time to `time` at most. One clock that is wrong must not make every key old; for a
   * replay to forget the same, `time` must be of the log.
   */
  limitTime(time: number): void {
    this.#latestTime = time;
  }

  /**
   * The state for `key` as an event of `time` meets it, opened when it is seen for the first time, or for the first time
   * after it was forgotten. Whoever asks is about to change it.
   */
  stateOf<Event>(detector: Detector<Event>, key: string, time: number): DetectorState<Event> {
    if (time > this.#streamTime) this.#advance(Math.min(time, this.#latestTime));
    const stateKey = detector.scope === "global" ? GLOBAL_KEY : key;
    let learned = this.#of(detector).get(stateKey);
    if (!learned || this.#isOver(learned.own)) learned = this.#open(detector, stateKey);
    learned.own.lastSeen = this.#streamTime;
    this.#markChanged(learned);
    return learned.state!;
  }

  /** How many states each detector has in memory. */
  counts(): ReadonlyMap<string, number> {
    return new Map([...this.#inMemory].map(([name, states]) => [name, states.size]));
  }

  get keysInMemory(): number {
    return this.#keys.size - this.#away;
  }

  /** Keys of which only the names are in memory. */
  get keysAway(): number {
    return this.#away;
  }

  /** How many keys were forgotten since this was last asked. */
  takeForgotten(): number {
    const forgotten = this.#forgotten;
    this.#forgotten = 0;
    return forgotten;
  }

  /** How many states changed since the last capture. */
  get changedCount(): number {
    return this.#changed.length;
  }

  /** Whether what was captured last is neither stored nor given up yet: until then nothing else is captured. */
  get isCaptured(): boolean {
    return this.#captured !== undefined;
  }

  /** What changed since the last capture, as it is now. To be told of the end, by `stored` or `uncapture`. */
  capture(): Changes {
    const changed = new CapturedStates(this.#changed.filter(({ state }) => state !== undefined));
    for (const learned of this.#changed) learned.isChanged = false;
    this.#captured = changed;
    this.#changed = [];
    this.#removing = this.#removed;
    this.#removed = new Set();
    return { changed, removed: [...this.#removing].filter((name) => !changed.names.has(name)) };
  }

  /** A capture was saved. What was forgotten meanwhile is removed by the next. */
  stored({ changed }: Changes): void {
    this.#captured = undefined;
    for (const name of changed.names) {
      const learned = this.#find(name);
      if (learned) learned.isStored = true;
      else this.#removed.add(name);
    }
  }

  /** A capture that could not be saved counts again. */
  uncapture({ changed }: Changes): void {
    this.#captured = undefined;
    for (const name of changed.names) {
      const learned = this.#find(name);
      if (learned?.state) this.#markChanged(learned);
    }
    this.#removed = new Set([...this.#removing, ...this.#removed]);
  }

  /** All states in memory count as changed: the store has lost what they build on. */
  markAllChanged(): void {
    for (const { learned } of this.#keys.values()) for (const one of learned) if (one.state) this.#markChanged(one);
  }

  /** Lets idle keys leave memory. Only while the store has every state as it is, but those that count as changed. */
  letLeave(policy: MemoryPolicy): void {
    const candidates = [...this.#keys.values()].filter(mayLeave);
    for (const own of leaving(candidates, this.keysInMemory, this.#streamTime, policy)) {
      for (const learned of own.learned) this.#clear(learned);
      own.isAway = true;
      this.#away += 1;
    }
  }

  /** The names of the states that are away and that an event of `key` asks for. */
  awayNames(key: string): readonly string[] {
    const own = this.#keys.get(key);
    return own?.isAway && !this.#isOver(own) ? own.learned.map(nameOf) : [];
  }

  /**
   * Puts states that were away into memory, all of a key together, and all of `entries` or none. Nothing else may ask for
   * them meanwhile.
   * @throws PicketError `SNAPSHOT_INVALID` for an entry that its detector cannot read.
   */
  async bringBack(entries: AsyncIterable<NamedEntry> | Iterable<NamedEntry>): Promise<void> {
    const back: (readonly [Learned, DetectorState<unknown>])[] = [];
    for await (const [name, bytes] of entries) {
      const learned = this.#find(name);
      if (learned && !learned.state) back.push([learned, restoredState(learned.detector, name, bytes)]);
    }
    for (const [learned, state] of back) {
      this.#put(learned, state);
      if (learned.own.isAway) this.#away -= 1;
      learned.own.isAway = false;
    }
  }

  /** What is away is lost: those keys start anew. @returns how many. */
  loseAway(): number {
    const lost = [...this.#keys.values()].filter(({ isAway }) => isAway);
    for (const { key } of lost) this.#keys.delete(key);
    this.#away = 0;
    return lost.length;
  }

  /**
   * The state as it was captured. Of idle keys only the names come into memory.
   * @throws PicketError `SNAPSHOT_INVALID` when an entry is of no known detector, or not one that it can read.
   */
  static async restore(
    entries: ReadonlyMap<string, Uint8Array>,
    { detectors, forgetAfterMs, memory }: RestoreOptions,
  ): Promise<PartitionState> {
    const restored = new PartitionState(forgetAfterMs);
    for await (const [name, bytes] of inSlices(entries)) {
      restored.#addAway(name, detectorOf(name, detectors), openEntry(name, bytes).lastSeen);
    }
    const all = [...restored.#keys.values()];
    const staying = new Set(all);
    const idle = leaving(all.filter(isNotGlobal), all.length, restored.#streamTime, memory);
    for (const own of idle) staying.delete(own);
    await restored.bringBack(inSlices(entriesOf(staying, entries)));
    return restored;
  }

  #addAway(name: string, detector: Detector<unknown>, lastSeen: number): void {
    const [, key] = splitName(name);
    const own = this.#keys.get(key) ?? { key, lastSeen, isAway: true, learned: [] };
    if (own.learned.length === 0) this.#away += 1;
    this.#keys.set(key, own);
    own.learned = [...own.learned, { own, detector, state: undefined, isChanged: false, isStored: true }];
    own.lastSeen = Math.max(own.lastSeen, lastSeen);
    // Whichever event set the stream time, its key was seen then.
    this.#streamTime = Math.max(this.#streamTime, lastSeen);
  }

  #advance(time: number): void {
    if (time <= this.#streamTime) return;
    this.#streamTime = time;
    if (time < this.#sweepAt) return;
    this.#sweepAt = time + this.#forgetAfterMs / sweeps;
    for (const own of this.#keys.values()) {
      if (!this.#isOver(own)) continue;
      this.#forget(own);
      this.#keys.delete(own.key);
    }
    this.#changed = this.#changed.filter(({ state }) => state !== undefined);
  }

  #isOver({ lastSeen }: KeyStates): boolean {
    return this.#streamTime - lastSeen > this.#forgetAfterMs;
  }

  #forget(own: KeyStates): void {
    for (const learned of own.learned) {
      if (learned.isStored) this.#removed.add(nameOf(learned));
      this.#clear(learned);
    }
    own.learned = [];
    if (own.isAway) this.#away -= 1;
    own.isAway = false;
    this.#forgotten += 1;
  }

  #open(detector: Detector<unknown>, key: string): Learned {
    // First, because it may throw, and then nothing has changed.
    const state = detector.open();
    const own = this.#keys.get(key) ?? { key, lastSeen: this.#streamTime, isAway: false, learned: [] };
    if (this.#isOver(own)) this.#forget(own);
    if (own.isAway) throw new TypeError(`${detector.name}/${key} is asked for while it is away.`);
    const learned: Learned = { own, detector, state, isChanged: false, isStored: false };
    own.learned = [...own.learned, learned];
    this.#keys.set(key, own);
    this.#put(learned, state);
    return learned;
  }

  #put(learned: Learned, state: DetectorState<unknown>): void {
    learned.state = state;
    this.#of(learned.detector).set(learned.own.key, learned);
  }

  #clear(learned: Learned): void {
    this.#captured?.keep(learned);
    learned.state = undefined;
    this.#of(learned.detector).delete(learned.own.key);
  }

  #of({ name }: Detector<unknown>): Map<string, Learned> {
    let states = this.#inMemory.get(name);
    if (!states) this.#inMemory.set(name, (states = new Map()));
    return states;
  }

  #markChanged(learned: Learned): void {
    if (learned.isChanged) return;
    this.#captured?.keep(learned);
    learned.isChanged = true;
    this.#changed.push(learned);
  }

  #find(name: string): Learned | undefined {
    const [detector, key] = splitName(name);
    return this.#keys.get(key)?.learned.find((one) => one.detector.name === detector);
  }
}

/** One after the other: unpacked, all of them would take more memory than what they become. */
function* entriesOf(keys: Iterable<KeyStates>, entries: ReadonlyMap<string, Uint8Array>): Generator<NamedEntry> {
  for (const { learned } of keys) for (const one of learned) yield [nameOf(one), entries.get(nameOf(one))!];
}

function restoredState(detector: Detector<unknown>, name: string, bytes: Uint8Array): DetectorState<unknown> {
  const { state } = openEntry(name, bytes);
  try {
    return detector.restore(state);
  } catch (cause) {
    throw new PicketError("SNAPSHOT_INVALID", `the detector ${detector.name} cannot read the entry of ${name}`, {
      cause,
      context: { name },
    });
  }
}

function mayLeave(own: KeyStates): boolean {
  return !own.isAway && isNotGlobal(own) && own.learned.every(({ isChanged }) => !isChanged);
}

function isNotGlobal({ key }: KeyStates): boolean {
  return key !== GLOBAL_KEY;
}

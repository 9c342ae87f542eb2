/**
 * What one partition has learned: a state for each key and keeper (detector or processor). A function of the partition's
 * records alone (law 1), also in what it forgets: *stream time* is the largest event time that met a keeper so far, and a key
 * that had no event for longer than `forgetAfterMs` of it, and waits for nothing, starts anew. What is in memory and what is
 * away changes nothing of that.
 */

import { PicketError } from "../errors/picket-error.ts";
import { noVersions, type Versions } from "../topology/advisor.ts";
import { CapturedStates } from "./captured-states.ts";
import { leaving, type MemoryPolicy } from "./idle-keys.ts";
import {
  globalKey,
  isWaiting,
  type Keeper,
  keeperOf,
  type KeptState,
  type KeyStates,
  type Learned,
  nameOf,
  splitName,
  wakeAtOf,
} from "./key-states.ts";
import { clockEntry, clockKeeper, type PartitionClock } from "./partition-clock.ts";
import { inSlices } from "./slices.ts";
import { openEntry } from "./state-entry.ts";

/** Keys that nobody sees any more are looked for so many times within the time after which they are forgotten. */
const sweeps = 8;

/** Time that passed is saved for itself when so much of it passed, in ms; else beside what it changed. */
const rememberTickAfterMs = 60_000;

/** What a snapshot adds to the one before, by name. */
export interface Changes {
  /** Whether they are all there is, and need no snapshot before. */
  readonly isWhole: boolean;
  readonly changed: CapturedStates;
  readonly removed: readonly string[];
  readonly tick: number;
}

/** A state whose time has come. */
export interface Due<State> {
  readonly key: string;
  readonly state: State;
}

type NamedEntry = readonly [name: string, bytes: Uint8Array];

export interface RestoreOptions {
  readonly keepers: readonly Keeper[];
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
  readonly #clock = openClock();
  #rememberedTick = 0;
  #captured: CapturedStates | undefined;
  /** Whether all that was learned counts as changed, because no snapshot has anything of it. */
  #isWhole = true;
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
  stateOf<State extends KeptState>(keeper: Keeper<State>, key: string, time: number): State {
    if (time > this.#streamTime) this.#advance(Math.min(time, this.#latestTime));
    const stateKey = keeper.scope === "global" ? globalKey : key;
    let learned = this.#of(keeper).get(stateKey);
    if (!learned || this.#isOver(learned.own)) learned = this.#open(keeper, stateKey);
    learned.own.lastSeen = this.#streamTime;
    this.#markChanged(learned);
    return learned.state!;
  }

  /** The largest event time so far, in ms; 0 before the first event. */
  get streamTime(): number {
    return this.#streamTime;
  }

  /** The newest tick, ms since the epoch; 0 before the first. */
  get tick(): number {
    return this.#clock.state.tick;
  }

  /** What counts of that which is asked outside: as the newest tick told it. */
  get versions(): Versions {
    return this.#clock.state.versions;
  }

  /** @returns whether `tick` is later than all before; otherwise it changes nothing. */
  passTime(tick: number, versions = noVersions): boolean {
    if (tick <= this.tick) return false;
    this.#captured?.keep(this.#clock);
    this.#clock.state.tick = tick;
    this.#clock.state.versions = versions;
    return true;
  }

  /** The states that are to be woken by now, by key. Whoever asks is about to change all of them. */
  due<State extends KeptState>(keeper: Keeper<State>): readonly Due<State>[] {
    const due: Due<State>[] = [];
    for (const learned of this.#of(keeper).values()) {
      if (wakeAtOf(learned.state) > this.tick) continue;
      this.#markChanged(learned);
      due.push({ key: learned.own.key, state: learned.state! });
    }
    return due.sort((one, other) => (one.key < other.key ? -1 : 1));
  }

  /** How many states each keeper has in memory. */
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
    return this.#changed.length + (this.tick - this.#rememberedTick >= rememberTickAfterMs ? 1 : 0);
  }

  /** Whether what was captured last is neither stored nor given up yet: until then nothing else is captured. */
  get isCaptured(): boolean {
    return this.#captured !== undefined;
  }

  /** What changed since the last capture, as it is now. To be told of the end, by `stored` or `uncapture`. */
  capture(): Changes {
    if (this.tick > 0) this.#markChanged(this.#clock);
    const changed = new CapturedStates(this.#changed.filter(({ state }) => state !== undefined));
    for (const learned of this.#changed) learned.isChanged = false;
    this.#captured = changed;
    this.#changed = [];
    this.#removing = this.#removed;
    this.#removed = new Set();
    const removed = [...this.#removing].filter((name) => !changed.names.has(name));
    return { isWhole: this.#isWhole, changed, removed, tick: this.tick };
  }

  /** A capture was saved. What was forgotten meanwhile is removed by the next. */
  stored({ changed, tick }: Changes): void {
    this.#captured = undefined;
    this.#isWhole = false;
    this.#rememberedTick = tick;
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
    this.#isWhole = true;
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
   * @throws PicketError `SNAPSHOT_INVALID` for an entry that its keeper cannot read.
   */
  async bringBack(entries: AsyncIterable<NamedEntry> | Iterable<NamedEntry>): Promise<void> {
    const back: (readonly [Learned, KeptState])[] = [];
    for await (const [name, bytes] of entries) {
      const learned = this.#find(name);
      if (learned && !learned.state) back.push([learned, restoredState(learned.keeper, name, bytes)]);
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
   * @throws PicketError `SNAPSHOT_INVALID` when an entry is of no known keeper, or not one that it can read.
   */
  static async restore(
    entries: ReadonlyMap<string, Uint8Array>,
    { keepers, forgetAfterMs, memory }: RestoreOptions,
  ): Promise<PartitionState> {
    const restored = new PartitionState(forgetAfterMs);
    restored.#isWhole = false;
    const waiting = new Set<KeyStates>();
    for await (const [name, bytes] of inSlices(entries)) {
      if (name === clockEntry) {
        restored.#restoreClock(bytes);
        continue;
      }
      const { lastSeen, wakeAt } = openEntry(name, bytes);
      const own = restored.#addAway(name, keeperOf(name, keepers), lastSeen);
      if (wakeAt < Infinity) waiting.add(own);
    }
    const all = [...restored.#keys.values()];
    const staying = new Set(all);
    const mayBeAway = all.filter((own) => isNotGlobal(own) && !waiting.has(own));
    for (const own of leaving(mayBeAway, all.length, restored.#streamTime, memory)) staying.delete(own);
    await restored.bringBack(inSlices(entriesOf(staying, entries)));
    return restored;
  }

  #restoreClock(bytes: Uint8Array): void {
    this.#clock.state = restoredState(clockKeeper, clockEntry, bytes);
    this.#clock.isStored = true;
    this.#rememberedTick = this.tick;
  }

  #addAway(name: string, keeper: Keeper, lastSeen: number): KeyStates {
    const [, key] = splitName(name);
    const own = this.#keys.get(key) ?? { key, lastSeen, isAway: true, learned: [] };
    if (own.learned.length === 0) this.#away += 1;
    this.#keys.set(key, own);
    own.learned = [...own.learned, { own, keeper, state: undefined, isChanged: false, isStored: true }];
    own.lastSeen = Math.max(own.lastSeen, lastSeen);
    // Whichever event set the stream time, its key was seen then.
    this.#streamTime = Math.max(this.#streamTime, lastSeen);
    return own;
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

  #isOver(own: KeyStates): boolean {
    return this.#streamTime - own.lastSeen > this.#forgetAfterMs && !isWaiting(own);
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

  #open<State extends KeptState>(keeper: Keeper<State>, key: string): Learned<State> {
    // First, because it may throw, and then nothing has changed.
    const state = keeper.open();
    const own = this.#keys.get(key) ?? { key, lastSeen: this.#streamTime, isAway: false, learned: [] };
    if (this.#isOver(own)) this.#forget(own);
    if (own.isAway) throw new TypeError(`${keeper.name}/${own.key} is asked for while it is away.`);
    const learned: Learned<State> = { own, keeper, state, isChanged: false, isStored: false };
    own.learned = [...own.learned, learned];
    this.#keys.set(key, own);
    this.#put(learned, state);
    return learned;
  }

  #put<State extends KeptState>(learned: Learned<State>, state: State): void {
    learned.state = state;
    this.#of(learned.keeper).set(learned.own.key, learned);
  }

  #clear(learned: Learned): void {
    this.#captured?.keep(learned);
    learned.state = undefined;
    this.#of(learned.keeper).delete(learned.own.key);
  }

  #of<State extends KeptState>({ name }: Keeper<State>): Map<string, Learned<State>> {
    let states = this.#inMemory.get(name);
    if (!states) this.#inMemory.set(name, (states = new Map()));
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- under a keeper's name lie the states that it made
    return states as Map<string, Learned<State>>;
  }

  #markChanged(learned: Learned): void {
    if (learned.isChanged) return;
    this.#captured?.keep(learned);
    learned.isChanged = true;
    this.#changed.push(learned);
  }

  #find(name: string): Learned | undefined {
    if (name === clockEntry) return this.#clock;
    const [keeper, key] = splitName(name);
    return this.#keys.get(key)?.learned.find((one) => one.keeper.name === keeper);
  }
}

/** One after the other: unpacked, all of them would take more memory than what they become. */
function* entriesOf(keys: Iterable<KeyStates>, entries: ReadonlyMap<string, Uint8Array>): Generator<NamedEntry> {
  for (const { learned } of keys) for (const one of learned) yield [nameOf(one), entries.get(nameOf(one))!];
}

function restoredState<State extends KeptState>(keeper: Keeper<State>, name: string, bytes: Uint8Array): State {
  const { state } = openEntry(name, bytes);
  try {
    return keeper.restore(state);
  } catch (cause) {
    throw new PicketError("SNAPSHOT_INVALID", `${keeper.name} cannot read the entry of ${name}`, {
      cause,
      context: { name },
    });
  }
}

/** Beside the keys, because it is never forgotten. */
function openClock(): Learned<PartitionClock> & { state: PartitionClock } {
  const own = { key: globalKey, lastSeen: 0, isAway: false, learned: [] };
  return { own, keeper: clockKeeper, state: clockKeeper.open(), isChanged: false, isStored: false };
}

function mayLeave(own: KeyStates): boolean {
  return !own.isAway && isNotGlobal(own) && !isWaiting(own) && own.learned.every(({ isChanged }) => !isChanged);
}

const isNotGlobal = ({ key }: KeyStates): boolean => key !== globalKey;

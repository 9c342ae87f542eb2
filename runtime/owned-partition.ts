/** A partition while this process owns it: how far it is read, what it has learned, and whether that is still being restored. */

import { hasCode } from "../errors/picket-error.ts";
import type { TopicPartition } from "../log/port.ts";
import type { PartitionState } from "./partition-state.ts";
import type { StartingPoint } from "./restore.ts";

export class OwnedPartition implements TopicPartition {
  readonly topic: string;
  readonly partition: number;
  /** By the clock's `elapsed`. */
  readonly adoptedAt: number;
  /** What the group's committed offset must be for this state to go on after a rebalance. */
  committed: number | undefined;
  /** Where a restart now would begin to learn again: the offset of the last snapshot. */
  replayFrom = 0;
  /** When that was saved, by the clock's `elapsed`; at first when the partition became ours. */
  savedAt: number;
  /** What the state began with. */
  origin: "snapshot" | "log" = "log";
  /** Events learned again so far. */
  restored = 0;
  /** Events learned from since what the last snapshot holds, or since it became ours. */
  unsaved = 0;
  /** The next offset to fetch. */
  fetchFrom = 0;
  /** The next offset to process; behind `fetchFrom` while fetched records wait. */
  position = 0;
  /** Up to where ticks are processed whose offsets are not committed yet; nothing else is between. */
  uncommitted: number | undefined;
  /** Why keys that left memory cannot come back: then it is adopted anew, and until then neither processed nor saved. */
  stranded: unknown;
  /** Another may own it by now. */
  isReleased = false;
  /** How often in a row it was stranded although the store answers, before it got past `offset`. */
  #misled = { count: 0, offset: 0 };
  #state: PartitionState | undefined;
  #liveFrom = 0;

  constructor({ topic, partition }: TopicPartition, committed: number | undefined, adoptedAt: number) {
    this.topic = topic;
    this.partition = partition;
    this.committed = committed;
    this.adoptedAt = adoptedAt;
    this.savedAt = adoptedAt;
  }

  /** From here on it is read: with `state`, from `position` on, learning again up to `liveFrom`. */
  start(at: StartingPoint, state: PartitionState): void {
    this.replayFrom = at.position;
    this.origin = at.useSnapshot ? "snapshot" : "log";
    this.fetchFrom = this.position = at.position;
    this.#liveFrom = at.liveFrom;
    this.#state = state;
  }

  /** Once it is started. */
  get state(): PartitionState {
    return this.#state!;
  }

  /** Records below this offset were answered before: they are learned from again, with outputs off. */
  get liveFrom(): number {
    return this.#liveFrom;
  }

  /** Whether it is known where to read on; until then its snapshot is being loaded. */
  get started(): boolean {
    return this.#state !== undefined;
  }

  haveCommitted(offset: number): void {
    this.committed = offset;
    if (this.uncommitted !== undefined && this.uncommitted <= offset) this.uncommitted = undefined;
  }

  get restoring(): boolean {
    return !this.started || this.position < this.#liveFrom;
  }

  /**
   * Takes over from the same partition, which was stranded. The last offset counts and not the last save: what was saved since
   * has the same entry that cannot be read, and would be trusted again and again.
   */
  follow(former: OwnedPartition): void {
    const { stranded, position } = former;
    const before = former.#misled;
    const isMisled = hasCode(stranded, "SNAPSHOT_INVALID");
    const count = position > before.offset ? 1 : before.count + 1;
    this.#misled = isMisled ? { count, offset: Math.max(position, before.offset) } : before;
  }

  /** What of the store it may begin with: at first the newest snapshot, and not the same for ever. */
  get trusted(): "newest" | "previous" | "none" {
    const { count } = this.#misled;
    if (count < 2) return "newest";
    return count === 2 ? "previous" : "none";
  }

  is({ topic, partition }: TopicPartition): boolean {
    return this.partition === partition && this.topic === topic;
  }
}

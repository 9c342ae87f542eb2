/** A partition while this process owns it: how far it is read, what it has learned, and whether that is still being restored. */

import type { TopicPartition } from "../log/port.ts";
import { PartitionState } from "./partition-state.ts";

export class OwnedPartition implements TopicPartition {
  readonly topic: string;
  readonly partition: number;
  readonly state = new PartitionState();
  /** Records below this offset were answered before: they are learned from again, with outputs off. */
  readonly liveFrom: number;
  /** The next offset to fetch. */
  fetchFrom: number;
  /** The next offset to process; behind `fetchFrom` while fetched records wait. */
  position: number;
  /** What the group's committed offset must be for this state to go on after a rebalance. */
  committed: number | undefined;
  /** Events learned again so far. */
  restored = 0;
  /** By the clock's `elapsed`. */
  readonly adoptedAt: number;

  constructor(
    { topic, partition }: TopicPartition,
    start: { readonly position: number; readonly liveFrom: number; readonly committed: number | undefined },
    adoptedAt: number,
  ) {
    this.topic = topic;
    this.partition = partition;
    this.liveFrom = start.liveFrom;
    this.fetchFrom = start.position;
    this.position = start.position;
    this.committed = start.committed;
    this.adoptedAt = adoptedAt;
  }

  get restoring(): boolean {
    return this.position < this.liveFrom;
  }

  is({ topic, partition }: TopicPartition): boolean {
    return this.partition === partition && this.topic === topic;
  }
}

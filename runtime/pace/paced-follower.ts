/**
 * A stage that reads what stages of a pace forward. It is not held back, as there is no more to read than they let through; but it
 * has come no further than they had when its newest fetch began that left nothing unread.
 */

import type { FetchedPartition, TopicPartition } from "../../log/port.ts";
import { partitionName } from "../../log/partition-name.ts";
import type { Pace, Standing } from "./pace.ts";
import type { Pacing, Portion } from "./pacing.ts";

export class PacedFollower implements Pacing {
  readonly standing: Standing;
  readonly #pace: Pace;
  /** Of which more is known to be in the log than was fetched. */
  #behind = new Set<string>();
  /** How far those that it follows had come when the newest fetch began. */
  #begun = -Infinity;
  #reached = -Infinity;

  /** @param followed those that forward to it. */
  constructor(stage: string, pace: Pace, followed: readonly Standing[]) {
    this.#pace = pace;
    this.standing = pace.enter(stage, followed);
  }

  get moved(): AbortSignal {
    return this.#pace.moved;
  }

  get isWaiting(): boolean {
    return this.#pace.isWaiting;
  }

  begin(): () => boolean {
    this.#begun = Math.min(...this.standing.followed.map(({ time }) => time));
    return () => true;
  }

  take(fetched: readonly FetchedPartition[]): Portion {
    for (const partition of fetched) {
      if (partition.nextOffset < partition.endOffset) this.#behind.add(partitionName(partition));
      else this.#behind.delete(partitionName(partition));
    }
    if (this.#behind.size === 0) this.#reached = this.#begun;
    const reached = this.#reached;
    return { partitions: fetched, done: () => this.#pace.move(this.standing, reached) };
  }

  restart(partitions: readonly TopicPartition[]): void {
    this.#behind = new Set(partitions.map(partitionName));
    this.#reached = this.standing.time;
  }

  leave(): void {
    this.#pace.move(this.standing, Infinity);
  }
}

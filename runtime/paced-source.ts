/** A stage that reads input topics at a pace: what it has fetched waits where it is ahead. */

import type { FetchedPartition, TopicPartition } from "../log/port.ts";
import { partitionName } from "../log/partition-name.ts";
import { Backlog } from "./backlog.ts";
import type { Pace, Standing } from "./pace.ts";
import type { Pacing, Portion } from "./pacing.ts";
import { Patience } from "./patience.ts";

export class PacedSource implements Pacing {
  readonly standing: Standing;
  readonly #pace: Pace;
  readonly #patience: Patience;
  #backlogs: ReadonlyMap<string, Backlog> = new Map();

  constructor(pace: Pace) {
    this.#pace = pace;
    this.#patience = new Patience(pace);
    this.standing = pace.enter();
  }

  get moved(): AbortSignal {
    return this.#pace.moved;
  }

  get isWaiting(): boolean {
    return this.standing.isHeld;
  }

  begin(): (of: TopicPartition) => boolean {
    return (of) => this.#backlogs.get(partitionName(of))?.wantsMore !== false;
  }

  take(fetched: readonly FetchedPartition[]): Portion {
    for (const partition of fetched) this.#backlogs.get(partitionName(partition))?.add(partition);
    const { limit } = this.#pace;
    const backlogs = [...this.#backlogs.values()];
    const partitions = backlogs.flatMap((backlog) => backlog.take(limit) ?? []);
    this.standing.isHeld = backlogs.some(({ waits }) => waits);
    if (this.standing.isHeld) this.#patience.wait(partitions.some(({ records }) => records.length > 0));
    else this.#patience.end();
    const next = Math.min(...backlogs.map((backlog) => backlog.next));
    return { partitions, done: () => this.#pace.move(this.standing, next) };
  }

  restart(partitions: readonly TopicPartition[]): void {
    this.#backlogs = new Map(partitions.map((of) => [partitionName(of), new Backlog()]));
    this.standing.isHeld = false;
  }

  leave(): void {
    this.restart([]);
    this.#pace.move(this.standing, Infinity);
  }
}

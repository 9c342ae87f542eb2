/** A stage that reads input topics at a pace: what it has fetched waits where it is ahead. */

import type { FetchedPartition, TopicPartition } from "../../log/port.ts";
import { partitionName } from "../../log/partition-name.ts";
import { Backlog } from "./backlog.ts";
import type { Pace, Standing } from "./pace.ts";
import type { Pacing, Portion } from "./pacing.ts";
import { Patience } from "./patience.ts";

export class PacedSource implements Pacing {
  readonly standing: Standing;
  readonly #pace: Pace;
  readonly #patience: Patience;
  #backlogs: ReadonlyMap<string, Backlog> = new Map();

  constructor(stage: string, pace: Pace) {
    this.#pace = pace;
    this.#patience = new Patience(pace);
    this.standing = pace.enter(stage);
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
    const backlogs = [...this.#backlogs.values()];
    const times = backlogs.map(({ next }) => next);
    const slowest = this.#pace.slowestFor(this.standing);
    const partitions = this.#limitsOf(times, slowest).flatMap((limit, index) => backlogs[index]!.take(limit) ?? []);
    this.standing.isHeld = backlogs.some(({ waits }) => waits);
    const hasTaken = partitions.some(({ records }) => records.length > 0);
    if (this.standing.isHeld) this.#patience.wait(Math.min(slowest, ...times), hasTaken);
    else this.#patience.end();
    const next = Math.min(...backlogs.map((backlog) => backlog.next));
    return { partitions, done: () => this.#pace.move(this.standing, next) };
  }

  /** @param times of what comes next in each of its partitions, which keep pace with each other, too. */
  #limitsOf(times: readonly number[], slowest: number): readonly number[] {
    const { leadMs } = this.#pace;
    if (this.#pace.isIgnored(this.standing)) return times.map(() => slowest + leadMs);
    const [first = Infinity, second = Infinity] = times.toSorted((one, other) => one - other);
    return times.map((time) => Math.min(slowest, time === first ? second : first) + leadMs);
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

/** Reads what a stage is to process: the next batch while the last one is processed, as much of it as its pace allows. */

import type { FetchedPartition, GroupMember } from "../log/port.ts";
import type { Clock } from "./clock.ts";
import type { OwnedPartition } from "./owned-partition.ts";
import type { Pacing, Portion } from "./pace/pacing.ts";

/** How long a fetch waits where there is no data, which is also how late a stop or a rebalance is noticed. */
export const idleWaitMs = 100;
/** The same while stages of one pace wait for each other. */
const paceMs = 5;

export type Fetched = { readonly partitions: readonly FetchedPartition[] } | { readonly error: unknown };

export interface StageReaderOptions {
  readonly member: GroupMember;
  readonly clock: Clock;
  /** See RunContext. */
  readonly fetchBytes: number;
  /** Left out: all that there is may be taken at once. */
  readonly pacing: Pacing | undefined;
}

export class StageReader {
  readonly #options: StageReaderOptions;
  #fetching: Promise<Fetched> | undefined;

  constructor(options: StageReaderOptions) {
    this.#options = options;
  }

  /** What comes next of `owned`. */
  async next(owned: readonly OwnedPartition[]): Promise<Fetched> {
    const fetched = await (this.#fetching ?? this.#fetch(owned));
    this.#fetching = undefined;
    return fetched;
  }

  /** Goes on from there. @returns what is to be processed now, of what was fetched now and before. */
  take(fetched: readonly FetchedPartition[], owned: readonly OwnedPartition[]): Portion {
    for (const partition of fetched) {
      const from = owned.find((one) => one.is(partition));
      if (from) from.fetchFrom = partition.nextOffset;
    }
    const portion = this.#options.pacing?.take(fetched) ?? { partitions: fetched, done: () => {} };
    this.#fetching = this.#fetch(owned);
    return portion;
  }

  /** What is being fetched is not wanted any more. */
  drop(): void {
    this.#fetching = undefined;
  }

  /** Never rejects: it runs while others are waited for. */
  async #fetch(owned: readonly OwnedPartition[]): Promise<Fetched> {
    const { member, clock, fetchBytes, pacing } = this.#options;
    const mayAsk = pacing?.begin() ?? (() => true);
    const started = owned.filter((one) => one.started);
    const from = started
      .filter(mayAsk)
      .map(({ topic, partition, fetchFrom }) => ({ topic, partition, offset: fetchFrom }));
    // What waits of the others has their share.
    const maxBytes = Math.ceil((fetchBytes * from.length) / started.length);
    const maxWaitMs = pacing?.isWaiting === true ? paceMs : idleWaitMs;
    try {
      if (from.length > 0) return { partitions: await member.fetch(from, { maxBytes, maxWaitMs }) };
      await clock.sleep(idleWaitMs, pacing?.moved);
      return { partitions: [] };
    } catch (error) {
      return { error };
    }
  }
}

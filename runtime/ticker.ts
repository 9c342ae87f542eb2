/**
 * Tells the time to the partitions that this process owns: a tick into each, once in a while. Not in a transaction: a tick that
 * could not be written is missed, and one of a process that owns the partition no longer is as good as any.
 */

import type { LogWriter, OutputRecord } from "../log/port.ts";
import { noVersions, type Versions } from "../topology/advisor.ts";
import type { Clock } from "./clock.ts";
import type { OwnedPartition } from "./owned-partition.ts";
import { encodeTick } from "./tick.ts";

export interface TickPolicy {
  /** Ms from one tick to the next; Infinity for none. */
  readonly everyMs: number;
  /**
   * How long, in ms, the offsets of ticks that changed nothing outside wait for a batch to be committed with: an idle stage
   * need not make a transaction a second. Read twice, such ticks change nothing either.
   */
  readonly commitAfterMs: number;
  /** What tells the time. Where it is the newest event, time stands still while none comes. */
  readonly by: "clock" | "events";
}

export const productionTicks: TickPolicy = { everyMs: 1000, commitAfterMs: 10_000, by: "clock" };

/** For a past that is read faster than it happened: more often, since processors take a long step for a time without ticks. */
export const ticksOfThePast: TickPolicy = { ...productionTicks, everyMs: 25, by: "events" };

export interface TickerOptions {
  readonly writer: LogWriter;
  readonly policy: TickPolicy;
  readonly clock: Clock;
  /** What is owned now. */
  readonly owned: () => readonly OwnedPartition[];
  /** What is to be told with the time. Left out: nothing. */
  readonly versions?: () => Versions;
  readonly onMissed: (error: unknown) => void;
}

/** Runs until `stop` aborts, and closes the writer. At most one write is under way: nothing piles up while the log is away. */
export async function keepTicking(
  { writer, policy, clock, owned, versions, onMissed }: TickerOptions,
  stop: AbortSignal,
): Promise<void> {
  // A write may wait for a cluster that is away; nobody waits for it.
  stop.addEventListener("abort", () => void writer.close(), { once: true });
  while (!stop.aborted) {
    await clock.sleep(policy.everyMs, stop);
    const records = stop.aborted ? [] : tickRecords(owned(), clock.now(), policy, versions?.());
    if (records.length === 0) continue;
    await writer.write(records).catch((error: unknown) => {
      if (!stop.aborted) onMissed(error);
    });
  }
}

/** Ticks measure how much time passes, so time goes on also where this clock is behind the one that told it before. */
export function nextTick(now: number, newest: number, everyMs: number): number {
  return now > newest ? now : newest + everyMs;
}

function tickRecords(
  owned: readonly OwnedPartition[],
  now: number,
  { by, everyMs }: TickPolicy,
  versions: Versions = noVersions,
): readonly OutputRecord[] {
  return owned.flatMap(({ topic, partition, state, started, isReleased }) => {
    if (!started || isReleased || (by === "events" && state.streamTime <= state.tick)) return [];
    const time = by === "events" ? state.streamTime : nextTick(now, state.tick, everyMs);
    return [{ topic, partition, key: null, value: encodeTick({ time, versions }), headers: [] }];
  });
}

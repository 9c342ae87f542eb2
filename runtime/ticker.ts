/**
 * Tells the time to the partitions that this process owns: a tick into each, once in a while. Not in a transaction: a tick that
 * could not be written is missed, and one of a process that owns the partition no longer is as good as any.
 */

import type { LogWriter, OutputRecord } from "../log/port.ts";
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
}

export const productionTicks: TickPolicy = { everyMs: 1000, commitAfterMs: 10_000 };

export interface TickerOptions {
  readonly writer: LogWriter;
  readonly everyMs: number;
  readonly clock: Clock;
  /** What is owned now. */
  readonly owned: () => readonly OwnedPartition[];
  readonly onMissed: (error: unknown) => void;
}

/** Runs until `stop` aborts, and closes the writer. At most one write is under way: nothing piles up while the log is away. */
export async function keepTicking(
  { writer, everyMs, clock, owned, onMissed }: TickerOptions,
  stop: AbortSignal,
): Promise<void> {
  // A write may wait for a cluster that is away; nobody waits for it.
  stop.addEventListener("abort", () => void writer.close(), { once: true });
  while (!stop.aborted) {
    await clock.sleep(everyMs, stop);
    const records = stop.aborted ? [] : tickRecords(owned(), clock.now(), everyMs);
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

function tickRecords(owned: readonly OwnedPartition[], now: number, everyMs: number): readonly OutputRecord[] {
  const running = owned.filter(({ started, isReleased }) => started && !isReleased);
  return running.map(({ topic, partition, state }) => {
    const value = encodeTick({ time: nextTick(now, state.tick, everyMs) });
    return { topic, partition, key: null, value, headers: [] };
  });
}

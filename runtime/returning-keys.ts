/**
 * Brings keys that left memory back, before a batch with events of theirs is processed: what a detector answers must not
 * depend on what was in memory.
 */

import { hasCode } from "../errors/picket-error.ts";
import type { LogRecord } from "../log/port.ts";
import type { Logger } from "../telemetry/logger.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import type { Clock } from "./clock.ts";
import { readFrameKeys } from "./frame.ts";
import type { OwnedPartition } from "./owned-partition.ts";
import { inSlices } from "./slices.ts";
import type { Snapshots } from "./snapshots.ts";

/** How long all of the stage waits for a store that is away, or restarts; then only those that need it, see adoption.ts. */
const patienceMs = 4000;
const retryMs = 100;
/** Bytes of so many states are in memory before they are states again. */
const mostAtOnce = 500;

export interface ReturningOptions {
  readonly stage: string;
  readonly snapshots: Snapshots;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** What was fetched of one partition. */
export interface Arrivals {
  readonly owned: OwnedPartition;
  readonly records: readonly LogRecord[];
}

export class ReturningKeys {
  readonly #options: ReturningOptions;

  constructor(options: ReturningOptions) {
    this.#options = options;
  }

  /**
   * Waits only where there are such keys. A partition whose keys cannot come back is `stranded`.
   * @returns whether the batch can be processed.
   */
  async bringBack(batch: readonly Arrivals[], stop: AbortSignal): Promise<boolean> {
    const missing = batch.map(({ owned, records }) => ({ owned, names: missingNames(owned, records) }));
    const waiting = missing.filter(({ names }) => names.length > 0);
    if (waiting.length === 0) return true;
    const started = this.#options.clock.elapsed();
    const back = await Promise.all(waiting.map(({ owned, names }) => this.#bringBack(owned, names, stop)));
    this.#options.metrics.keyReturn(this.#options.clock.elapsed() - started, { stage: this.#options.stage });
    return back.every(Boolean);
  }

  async #bringBack(owned: OwnedPartition, names: readonly string[], stop: AbortSignal): Promise<boolean> {
    const { stage, logger, metrics } = this.#options;
    try {
      const before = owned.state.keysAway;
      await owned.state.bringBack(this.#entries(owned, names, stop));
      metrics.keysReturned(before - owned.state.keysAway, { stage });
      return true;
    } catch (error) {
      if (!hasCode(error, "STATE_UNAVAILABLE", "SNAPSHOT_INVALID")) throw error;
      owned.stranded = error;
      const fields = { stage, topic: owned.topic, partition: owned.partition, states: names.length, error };
      logger.warn(fields, "states that left memory cannot be fetched; the partition is restored");
      return false;
    }
  }

  async *#entries(
    owned: OwnedPartition,
    names: readonly string[],
    stop: AbortSignal,
  ): AsyncGenerator<readonly [name: string, bytes: Buffer]> {
    for (let at = 0; at < names.length; at += mostAtOnce) {
      yield* inSlices(await this.#fetch(owned, names.slice(at, at + mostAtOnce), stop));
    }
  }

  async #fetch(
    owned: OwnedPartition,
    names: readonly string[],
    stop: AbortSignal,
  ): Promise<ReadonlyMap<string, Buffer>> {
    const { snapshots, clock } = this.#options;
    const started = clock.elapsed();
    for (;;) {
      try {
        return await snapshots.fetch(owned, names);
      } catch (error) {
        const mayHeal = hasCode(error, "STATE_UNAVAILABLE") && !stop.aborted;
        if (!mayHeal || clock.elapsed() - started >= patienceMs) throw error;
      }
      await clock.sleep(retryMs, stop);
    }
  }
}

function missingNames({ state }: OwnedPartition, records: readonly LogRecord[]): readonly string[] {
  if (state.keysAway === 0) return [];
  const names = new Set<string>();
  for (const { value } of records) {
    for (const key of value ? readFrameKeys(value) : []) for (const name of state.awayNames(key)) names.add(name);
  }
  return [...names];
}

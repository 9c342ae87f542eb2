/** What a stage tells its operator, in log lines and metrics, about its partitions, transactions and results. */

import { hasCode } from "../errors/picket-error.ts";
import type { TransactionOutcome } from "../telemetry/metrics.ts";
import type { Outgoing } from "./outbox.ts";
import type { StartingPoint } from "./restore.ts";
import type { OwnedPartition } from "./owned-partition.ts";
import type { RunContext } from "./run-context.ts";

const gaugeEveryMs = 1000;
const progressEveryMs = 5000;
/** The same trouble is not told again before this. */
const troubleEveryMs = 5000;

export class StageReport {
  readonly #stage: string;
  readonly #run: RunContext;
  readonly #measuredAt = new WeakMap<OwnedPartition, number>();
  readonly #progressAt = new WeakMap<OwnedPartition, number>();
  #trouble = { text: "", at: -Infinity };

  constructor(stage: string, run: RunContext) {
    this.#stage = stage;
    this.#run = run;
  }

  adopted(owned: OwnedPartition, { remark, useSnapshot }: StartingPoint): void {
    const { topic, partition, position, liveFrom } = owned;
    const fields = { stage: this.#stage, topic, partition, position, liveFrom };
    if (remark !== undefined) this.#run.logger.warn(fields, remark);
    else if (useSnapshot) this.#run.logger.info(fields, "partition goes on from its snapshot");
    else if (owned.restoring) this.#run.logger.info(fields, "restoring a partition's state from its log");
    else this.#run.logger.debug(fields, "partition assigned");
  }

  /** The snapshot that the partition is to begin with cannot be asked for. */
  storeAway(owned: OwnedPartition, error: unknown, goesOn: boolean): void {
    const { topic, partition } = owned;
    this.#run.metrics.snapshotsAwaited(1, { stage: this.#stage });
    const now = this.#run.clock.elapsed();
    if (!goesOn && now - (this.#progressAt.get(owned) ?? -Infinity) < progressEveryMs) return;
    this.#progressAt.set(owned, now);
    const message = goesOn
      ? "the store is away; the partition starts without its snapshot"
      : "the store is away; the partition waits for its snapshot, the others go on";
    this.#run.logger.warn({ stage: this.#stage, topic, partition, error }, message);
  }

  /** While and when a partition's state is learned again. */
  restoring(owned: OwnedPartition): void {
    const now = this.#run.clock.elapsed();
    const { topic, partition, position, liveFrom, restored, adoptedAt } = owned;
    const durationMs = now - adoptedAt;
    const fields = {
      stage: this.#stage,
      topic,
      partition,
      events: restored,
      seconds: Math.round(durationMs / 100) / 10,
    };
    if (!owned.restoring) {
      this.#run.metrics.restore(durationMs, restored, { stage: this.#stage, origin: owned.origin });
      this.#run.logger.info(fields, "partition restored");
    } else if (now - (this.#progressAt.get(owned) ?? adoptedAt) >= progressEveryMs) {
      this.#progressAt.set(owned, now);
      this.#run.logger.info({ ...fields, recordsLeft: liveFrom - position }, "restoring");
    }
  }

  /** Lag and what is in memory, at most once a second. */
  measured(owned: OwnedPartition, endOffset: number): void {
    const forgotten = owned.state.takeForgotten();
    if (forgotten > 0) this.#run.metrics.keysForgotten(forgotten, { stage: this.#stage });
    const now = this.#run.clock.elapsed();
    if (now - (this.#measuredAt.get(owned) ?? -Infinity) < gaugeEveryMs) return;
    this.#measuredAt.set(owned, now);
    const of = { stage: this.#stage, topic: owned.topic, partition: owned.partition };
    this.#run.metrics.lag(Math.max(0, endOffset - owned.position), of);
    const { keysInMemory, keysAway } = owned.state;
    for (const [detector, count] of owned.state.counts()) this.#run.metrics.models(count, { ...of, detector });
    this.#run.metrics.keysInMemory(keysInMemory, of);
    this.#run.metrics.keysAway(keysAway, of);
    const { tick } = owned.state;
    const isByClock = this.#run.ticks.by === "clock";
    if (tick > 0 && isByClock) this.#run.metrics.tickAge(Math.max(0, this.#run.clock.now() - tick) / 1000, of);
  }

  released(partitions: readonly OwnedPartition[]): void {
    for (const { topic, partition } of partitions) this.#run.metrics.forget({ stage: this.#stage, topic, partition });
  }

  transaction(started: number, outcome: TransactionOutcome, error?: unknown): void {
    this.#run.metrics.transaction(this.#run.clock.elapsed() - started, { stage: this.#stage, outcome });
    if (outcome === "aborted") this.trouble(error);
  }

  /** Everything that a committed batch counts for. */
  committed({ produced, tally }: Outgoing, events: ReadonlyMap<string, number>): void {
    const { metrics, clock, onProduced } = this.#run;
    const stage = this.#stage;
    for (const [topic, count] of events) metrics.eventsIn(count, { stage, topic });
    for (const [detector, count] of tally.scored) metrics.eventsScored(count, { detector });
    for (const [reason, count] of tally.skipped) metrics.eventsSkipped(count, { reason });
    for (const [reason, count] of tally.rejected) metrics.deadLetters(count, { reason });
    if (produced.length === 0) return;
    const now = clock.now();
    for (const { topic, value } of produced) {
      const facts = topic.carries.factsOf(value);
      if (facts === undefined) continue;
      const { detector, severity } = facts;
      metrics.anomalies(1, { detector, severity });
      metrics.anomalyLatency(Math.max(0, now - topic.carries.timeOf(value)), { detector });
    }
    onProduced(produced);
  }

  /** Something went wrong that heals by itself. */
  trouble(error: unknown): void {
    const message = hasCode(error, "TRANSACTION_ABORTED")
      ? "a transaction did not commit; its partitions are restored and processed again"
      : "cannot go on for the moment; trying again";
    this.#warn(error, message);
  }

  tickMissed(error: unknown): void {
    this.#warn(error, "cannot tell partitions the time; what waits for it is late");
  }

  #warn(error: unknown, message: string): void {
    const text = String(error);
    const now = this.#run.clock.elapsed();
    if (text === this.#trouble.text && now - this.#trouble.at < troubleEveryMs) return;
    this.#trouble = { text, at: now };
    this.#run.logger.warn({ stage: this.#stage, error }, message);
  }
}

/**
 * When a stage's states are saved, and how they come back. Saving is off the hot path: states are captured between two
 * batches, written after the commit that made them true, and a slow or absent store only makes the next save later.
 */

import { hasCode, PicketError } from "../errors/picket-error.ts";
import type { PartitionSnapshots, SnapshotStore, StateIdentity } from "../state/port.ts";
import { Rivals, rivalryProblem } from "../state/rivals.ts";
import type { Logger } from "../telemetry/logger.ts";
import type { Metrics, SnapshotOutcome } from "../telemetry/metrics.ts";
import { keepersOf, type StageNode } from "../topology/nodes.ts";
import type { Clock } from "./clock.ts";
import { fingerprintOf } from "./fingerprint.ts";
import type { OwnedPartition } from "./owned-partition.ts";
import { framesNameKeys, unboundedMemory } from "./idle-keys.ts";
import { type Changes, PartitionState } from "./partition-state.ts";
import type { RunContext } from "./run-context.ts";
import type { SnapshotPolicy } from "./snapshot-policy.ts";

/**
 * Which partitions are captured: those whose next save is due, those that are sooner saved and read than learned again by
 * whoever takes them over now, or all that changed.
 */
export type Which = "due" | "worthwhile" | "changed";

/** More states than these are not captured at a time, but for one partition's: if all change before their turn, some 200 MB. */
const mostCopies = 10_000;
/** Saving a state takes about as long as learning from so many events (bench/restore.ts, bench/throughput.ts). */
const eventsPerState = 10;

interface Saving {
  readonly ended: Promise<void>;
  readonly states: number;
}

/** A state and what it stands for. */
export interface Restored {
  readonly state: PartitionState;
  readonly offset: number;
}

/** States of a partition at an offset, not saved yet. */
export interface Capture {
  readonly owned: OwnedPartition;
  readonly offset: number;
  readonly epoch: number;
  /** The events that it adds to the snapshot before. */
  readonly unsaved: number;
  readonly changes: Changes;
}

export interface SnapshotOptions {
  readonly store: SnapshotStore;
  readonly policy: SnapshotPolicy;
  readonly applicationId: string;
  readonly stage: string;
  readonly keepers: ReturnType<typeof keepersOf>;
  readonly forgetAfterMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** @returns `undefined` for a stage without states, and where there is no store for them. */
export function snapshotsOf(stage: StageNode, { snapshots, ...run }: RunContext): Snapshots | undefined {
  const keepers = keepersOf(stage);
  if (!snapshots || keepers.length === 0) return undefined;
  const { store } = snapshots;
  const policy = framesNameKeys(stage) ? snapshots.policy : { ...snapshots.policy, ...unboundedMemory };
  return new Snapshots({ ...run, store, policy, stage: stage.name, keepers });
}

/** The snapshots of one stage's partitions. */
export class Snapshots {
  readonly #options: SnapshotOptions;
  readonly #fingerprint: string;
  readonly #sessions = new WeakMap<OwnedPartition, PartitionSnapshots>();
  readonly #savedAt = new WeakMap<OwnedPartition, number>();
  readonly #saving = new Map<OwnedPartition, Saving>();
  /** Saved since its idle keys were last looked for. */
  readonly #freshlySaved = new WeakSet<OwnedPartition>();
  /** What the store holds for a partition that did not begin with it. */
  readonly #stale = new WeakMap<OwnedPartition, Set<string>>();
  readonly #identities = new WeakMap<OwnedPartition, StateIdentity>();
  readonly #rivals = new Rivals();
  #announcing: Promise<void> | undefined;
  #announcedAt = -Infinity;

  constructor(options: SnapshotOptions) {
    this.#options = options;
    this.#fingerprint = fingerprintOf(options.keepers, options.forgetAfterMs);
  }

  /**
   * The newest snapshot that can be used for `owned`, of those that it trusts. Everything that is wrong with what the store
   * holds is logged.
   *
   * @returns `undefined` where there is nothing that can be used.
   * @throws PicketError `STATE_UNAVAILABLE` when the store does not answer: nobody knows what it has.
   */
  async load(owned: OwnedPartition, topicId: string): Promise<Restored | undefined> {
    const { store, policy, applicationId, stage, keepers, forgetAfterMs, logger } = this.#options;
    const fields = { stage, topic: owned.topic, partition: owned.partition };
    const scope = { applicationId, stage, partition: owned.partition };
    const identity = { topicId, fingerprint: this.#fingerprint };
    const session = store.open(scope, identity);
    this.#sessions.set(owned, session);
    this.#identities.set(owned, identity);
    for (const which of owned.trusted === "previous" ? (["previous"] as const) : (["newest", "previous"] as const)) {
      try {
        const snapshot = await session.load((problem) => logger.warn(fields, problem), which);
        if (!snapshot) return undefined;
        const { manifest, entries } = snapshot;
        // Until the state is used, its entries are in the way of the one that will be.
        this.#stale.set(owned, new Set(entries.keys()));
        return {
          state: await PartitionState.restore(entries, { keepers, forgetAfterMs, memory: policy }),
          offset: manifest.offset,
        };
      } catch (error) {
        if (hasCode(error, "STATE_UNAVAILABLE")) throw error;
        logger.warn({ ...fields, error }, `the ${which} snapshot cannot be used`);
      }
    }
    return undefined;
  }

  /** The partition begins with what `load` answered; otherwise its next save removes from the store what is not true. */
  use(owned: OwnedPartition): void {
    this.#stale.delete(owned);
  }

  /**
   * Entries of what was last loaded or saved for `owned`; also while a save is under way.
   * @throws PicketError `STATE_UNAVAILABLE` or `SNAPSHOT_INVALID`, as the store has it.
   */
  async fetch(owned: OwnedPartition, names: readonly string[]): Promise<ReadonlyMap<string, Buffer>> {
    const session = this.#sessions.get(owned);
    if (!session) throw new PicketError("SNAPSHOT_INVALID", "There is no snapshot to fetch from.");
    return session.fetch(names);
  }

  /**
   * What is due of `partitions` now that their states are those of `offsetOf`; what is idle leaves memory on the way. Call it
   * when the next batch is not begun. A partition that is being restored stands where it has read to: all below is committed.
   */
  capture(
    partitions: readonly OwnedPartition[],
    offsetOf: (owned: OwnedPartition) => number | undefined,
    epoch: number,
    which: Which = "due",
  ): readonly Capture[] {
    const captures: Capture[] = [];
    let copies = [...this.#saving.values()].reduce((sum, { states }) => sum + states, 0);
    for (const owned of partitions) {
      if (!owned.started || owned.stranded !== undefined) continue;
      const offset = owned.restoring ? owned.position : offsetOf(owned);
      if (offset === undefined) continue;
      this.#measure(owned, offset);
      if (owned.state.isCaptured) continue;
      if (this.#freshlySaved.delete(owned)) owned.state.letLeave(this.#options.policy);
      const states = owned.state.changedCount;
      if (!this.#isWanted(owned, which)) continue;
      if (copies > 0 && copies + states > mostCopies) continue;
      copies += states;
      this.#savedAt.set(owned, this.#options.clock.elapsed());
      captures.push({ owned, offset, epoch, unsaved: owned.unsaved, changes: owned.state.capture() });
    }
    return captures;
  }

  /** Saves what was captured, now that its offsets are committed. Never rejects, and need not be waited for. */
  async save(captures: readonly Capture[]): Promise<void> {
    await Promise.all(
      captures.map((capture) => {
        const ended = this.#save(capture).finally(() => this.#saving.delete(capture.owned));
        this.#saving.set(capture.owned, { ended, states: capture.changes.changed.names.size });
        return ended;
      }),
    );
  }

  /** Resolves when no save is under way, and no announcement. */
  async settled(): Promise<void> {
    await Promise.all([...this.#saving.values()].map(({ ended }) => ended));
    await this.#announcing;
  }

  /** The partition is not ours any more. */
  forget(owned: OwnedPartition): void {
    this.#sessions.delete(owned);
  }

  #measure(owned: OwnedPartition, offset: number): void {
    const { metrics, clock, stage } = this.#options;
    const of = { stage, topic: owned.topic, partition: owned.partition };
    metrics.snapshotLag(Math.max(0, offset - owned.replayFrom), of);
    metrics.snapshotAge((clock.elapsed() - owned.savedAt) / 1000, of);
  }

  #isWanted(owned: OwnedPartition, which: Which): boolean {
    const { policy, clock } = this.#options;
    const changed = owned.state.changedCount;
    if (changed === 0 || which === "changed") return changed > 0;
    if (which === "worthwhile") return owned.unsaved > eventsPerState * changed;
    const since = clock.elapsed() - (this.#savedAt.get(owned) ?? owned.adoptedAt);
    const isUrgent = changed >= policy.changedStates || owned.state.keysInMemory > policy.keysInMemory;
    return since >= (isUrgent ? policy.intervalMs / 10 : policy.intervalMs);
  }

  async #save({ owned, offset, epoch, unsaved, changes }: Capture): Promise<void> {
    const { clock, logger, metrics, stage } = this.#options;
    const session = this.#sessions.get(owned);
    if (!session) return owned.state.uncapture(changes);
    const fields = { stage, topic: owned.topic, partition: owned.partition, offset };
    const started = clock.elapsed();
    const count = (outcome: SnapshotOutcome): void => metrics.snapshot(clock.elapsed() - started, { stage, outcome });
    try {
      const { isWhole, changed } = changes;
      const stale = [...(this.#stale.get(owned) ?? [])].filter((name) => !changed.names.has(name));
      const removed = [...changes.removed, ...stale];
      const outcome = await session.save({ offset, epoch, savedAt: clock.now(), isWhole, changed, removed });
      count(outcome);
      if (outcome === "saved") {
        owned.state.stored(changes);
        this.#stale.delete(owned);
        this.#freshlySaved.add(owned);
        owned.unsaved -= unsaved;
        owned.replayFrom = offset;
        owned.savedAt = clock.elapsed();
        metrics.snapshotBytes(changed.bytes, { stage });
        this.#lookForRivals(this.#identities.get(owned)!);
        return;
      }
      owned.state.uncapture(changes);
      if (outcome === "refused") {
        logger.warn(fields, refused);
      } else if (owned.state.keysAway > 0) {
        owned.stranded = new PicketError("SNAPSHOT_INVALID", "The store lost what the snapshot builds on.");
      } else {
        owned.state.markAllChanged();
        logger.warn(fields, incomplete);
      }
    } catch (error) {
      count("failed");
      owned.state.uncapture(changes);
      const known = hasCode(error, "STATE_UNAVAILABLE");
      logger.warn({ ...fields, error }, known ? "snapshots wait: the store does not take them" : "a snapshot failed");
    }
  }

  /** Says, beside the saves and not more often than they are due, under which identity this stage saves. */
  #lookForRivals(identity: StateIdentity): void {
    const { policy, clock } = this.#options;
    if (this.#announcing || clock.elapsed() - this.#announcedAt < policy.intervalMs) return;
    this.#announcedAt = clock.elapsed();
    this.#announcing = this.#announce(identity).finally(() => (this.#announcing = undefined));
  }

  async #announce(identity: StateIdentity): Promise<void> {
    const { store, logger, applicationId, stage } = this.#options;
    try {
      const announced = await store.announce({ applicationId, stage }, identity);
      for (const rival of this.#rivals.notice(identity, announced))
        logger.warn({ stage }, rivalryProblem({ applicationId, stage }, identity, rival));
    } catch (error) {
      logger.warn({ stage, error }, "the store does not say who else saves");
    }
  }
}

const refused =
  "a snapshot was not saved: another instance saved a newer one since this one took the partition over. That passes when the " +
  "partition has moved on; where it goes on after the consumer group was deleted or its offsets were set back, restart this instance";

const incomplete =
  "a snapshot was not saved: what it builds on is gone from the store, or is of an offset that the group is not at yet; " +
  "the next one is whole";

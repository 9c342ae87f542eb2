/** What the runtime counts. Calls are coarse, a few for each batch, so that counting costs nothing per event. */

export type TransactionOutcome = "committed" | "aborted" | "fenced";

/** `failed`: the store did not answer, or refused to write; the others as state/port.ts has them. */
export type SnapshotOutcome = "saved" | "refused" | "incomplete" | "failed";

/** What a restored state began with, before the log was replayed. */
export type RestoreOrigin = "snapshot" | "log";

export interface PartitionOfStage {
  readonly stage: string;
  readonly topic: string;
  readonly partition: number;
}

export interface Metrics {
  eventsIn(count: number, of: { readonly stage: string; readonly topic: string }): void;
  eventsScored(count: number, of: { readonly detector: string }): void;
  anomalies(count: number, of: { readonly detector: string; readonly severity: string }): void;
  /** Events that are passed over on purpose, such as those of no container. */
  eventsSkipped(count: number, of: { readonly reason: string }): void;
  deadLetters(count: number, of: { readonly reason: string }): void;
  /** From the event's time to its anomaly's commit. */
  anomalyLatency(ms: number, of: { readonly detector: string }): void;
  transaction(durationMs: number, of: { readonly stage: string; readonly outcome: TransactionOutcome }): void;
  restore(durationMs: number, events: number, of: { readonly stage: string; readonly origin: RestoreOrigin }): void;
  snapshot(durationMs: number, of: { readonly stage: string; readonly outcome: SnapshotOutcome }): void;
  /** Attempts to load a partition's snapshot that the store did not answer. */
  snapshotsAwaited(count: number, of: { readonly stage: string }): void;
  /** Of the states of a saved snapshot, before the store packs them. */
  snapshotBytes(bytes: number, of: { readonly stage: string }): void;
  /** Records between the saved and the committed offset, which a restart would replay, as it is now. */
  snapshotLag(records: number, of: PartitionOfStage): void;
  /** Since the last save, or since the partition was taken over, as it is now. */
  snapshotAge(seconds: number, of: PartitionOfStage): void;
  /** By how much the time that the partition was told lags behind the clock, as it is now. */
  tickAge(seconds: number, of: PartitionOfStage): void;
  /** Records that wait to be read, as it is now. */
  lag(records: number, of: PartitionOfStage): void;
  /** States held for one detector in one partition, as it is now. */
  models(count: number, of: PartitionOfStage & { readonly detector: string }): void;
  /** Keys of one partition whose states are in memory, as it is now. */
  keysInMemory(count: number, of: PartitionOfStage): void;
  /** Those whose states are in the store alone, as it is now. */
  keysAway(count: number, of: PartitionOfStage): void;
  keysReturned(count: number, of: { readonly stage: string }): void;
  /** How long a batch waited for keys to return. */
  keyReturn(durationMs: number, of: { readonly stage: string }): void;
  /** Counted again where a restart replays it. */
  keysForgotten(count: number, of: { readonly stage: string }): void;
  /** All that is as it is now of a partition that this process does not own any more is 0 from now on. */
  forget(partition: PartitionOfStage): void;
}

function nothing(): void {}

export const noMetrics: Metrics = {
  eventsIn: nothing,
  eventsScored: nothing,
  anomalies: nothing,
  eventsSkipped: nothing,
  deadLetters: nothing,
  anomalyLatency: nothing,
  transaction: nothing,
  restore: nothing,
  snapshot: nothing,
  snapshotsAwaited: nothing,
  snapshotBytes: nothing,
  snapshotLag: nothing,
  snapshotAge: nothing,
  tickAge: nothing,
  lag: nothing,
  models: nothing,
  keysInMemory: nothing,
  keysAway: nothing,
  keysReturned: nothing,
  keyReturn: nothing,
  keysForgotten: nothing,
  forget: nothing,
};

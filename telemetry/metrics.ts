/** What the runtime counts. Calls are coarse, a few for each batch, so that counting costs nothing per event. */

export type TransactionOutcome = "committed" | "aborted" | "fenced";

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
  restore(durationMs: number, events: number, of: { readonly stage: string }): void;
  /** Records that wait to be read, as it is now. */
  lag(records: number, of: PartitionOfStage): void;
  /** States held for one detector in one partition, as it is now. */
  models(count: number, of: PartitionOfStage & { readonly detector: string }): void;
  /** Lag and models of a partition that this process does not own any more are 0 from now on. */
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
  lag: nothing,
  models: nothing,
  forget: nothing,
};

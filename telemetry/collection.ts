/** What a collector counts. */

/** How things stand with a collector. */
export interface CollectorState {
  /** Bytes that Kafka has not acknowledged yet. */
  readonly waitingBytes: number;
  /** Targets of the scraper that answered last time, and those that did not. */
  readonly targets?: { readonly up: number; readonly down: number };
  /** Bytes between what Kafka has acknowledged of the followed file and its end. */
  readonly behindBytes?: number;
}

/** Why a sample or a line that was collected is not in Kafka. */
export type LossReason =
  | "node_missing"
  | "number_invalid"
  | "malformed"
  | "too_large"
  /** Kafka was away for longer than the buffer reaches. */
  | "buffer_full"
  /** The process ended before Kafka took it. */
  | "stopped";

export interface CollectorMetrics {
  /** Samples or lines that Kafka has acknowledged. */
  written(count: number): void;
  /** Samples or lines that are lost or left out, where their number is known. */
  lost(count: number, of: { readonly reason: LossReason }): void;
  /** A request of remote write was answered. */
  request(of: { readonly status: number }): void;
  scrape(durationMs: number, of: { readonly outcome: "up" | "down" }): void;
  /** Asked for whenever measures are read. */
  observe(state: () => CollectorState): void;
}

function nothing(): void {}

export const noCollectorMetrics: CollectorMetrics = {
  written: nothing,
  lost: nothing,
  request: nothing,
  scrape: nothing,
  observe: nothing,
};

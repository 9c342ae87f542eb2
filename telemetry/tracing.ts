/**
 * What the runtime traces: a span for each batch with its phases, and a span for each anomaly, child of the context that
 * its event carried. Ordinary events get no span.
 */

import type { TransactionOutcome } from "./metrics.ts";
import type { TraceContext } from "./propagation.ts";

export interface Tracer {
  /** Starts at once; the phase `poll` begins with it where the batch is waited for. */
  batch(of: { readonly stage: string }): BatchTrace;
}

export type BatchPhase = "poll" | "step" | "commit";

export interface BatchTrace {
  /** Ends the phase before it. */
  phase(name: BatchPhase): void;
  /**
   * @param from the context of the anomaly's event.
   * @returns the context to put on the anomaly: of its span where traces are on, else the event's own.
   */
  anomaly(from: TraceContext | undefined, of: AnomalyFacts): TraceContext | undefined;
  /** Ends the batch and its phase; an error marks both as failed. */
  end(of: { readonly records: number; readonly outcome: TransactionOutcome | "empty"; readonly error?: unknown }): void;
}

export interface AnomalyFacts {
  readonly detector: string;
  readonly severity: string;
  readonly score: number;
  readonly containerImage: string;
  /** The record that the event came in. */
  readonly source: { readonly topic: string; readonly partition: number; readonly offset: number };
}

const noBatchTrace: BatchTrace = {
  phase() {},
  anomaly: (from) => from,
  end() {},
};

export const noTracer: Tracer = { batch: () => noBatchTrace };

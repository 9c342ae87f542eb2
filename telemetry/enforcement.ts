/** What the enforcer counts and traces. */

import type { TraceContext } from "./propagation.ts";

/** How things stand with one of the enforcer's replicas. */
export interface EnforcerState {
  readonly leads: boolean;
  /** Quarantines by phase. */
  readonly quarantines: Readonly<Record<string, number>>;
  /** How many nodes more each budget allows. */
  readonly budgetLeft: Readonly<Record<string, number>>;
  readonly storm: "closed" | "half-open" | "open";
}

export interface EnforcerMetrics {
  outcome(of: { readonly action: string; readonly decision: string; readonly code: string }): void;
  /** From when the request was made to when its node was cordoned. */
  cordonLatency(ms: number): void;
  /** A node was given back. */
  release(of: { readonly reason: string }): void;
  /** A person uncordoned a node under quarantine. */
  veto(): void;
  /** A notification was sent, given up, or dropped because too many waited. */
  notification(of: { readonly target: string; readonly outcome: "sent" | "failed" | "dropped" }): void;
  /** Asked for whenever measures are read. */
  observe(state: () => EnforcerState): void;
}

/** `request`: from its arrival to its decision; `cordon`, `release`: the change of the node. */
export type EnforcerSpanName = "request" | "cordon" | "release";

export interface EnforcerTracer {
  /** @param from what asks for it. */
  begin(name: EnforcerSpanName, from: TraceContext | undefined, of: EnforcerFacts): EnforcerSpan;
}

export interface EnforcerFacts {
  readonly node: string;
  readonly requestId?: string | undefined;
}

export interface EnforcerSpan {
  /** To hand on: of the span where traces are on, else what it was begun with. */
  readonly context: TraceContext | undefined;
  end(of?: { readonly code?: string; readonly error?: unknown }): void;
}

function nothing(): void {}

export const noEnforcerMetrics: EnforcerMetrics = {
  outcome: nothing,
  cordonLatency: nothing,
  release: nothing,
  veto: nothing,
  notification: nothing,
  observe: nothing,
};

export const noEnforcerTracer: EnforcerTracer = { begin: (_, context) => ({ context, end: nothing }) };

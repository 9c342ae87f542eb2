/** What the enforcer decided, and what came of it, as plain values (proto/picket/v1/enforcement_outcome.proto). */

import type { Action } from "./cordon-request.ts";
import { enumeration } from "./enumeration.ts";

/**
 * - `carried_out`: the cluster is now as the request asks.
 * - `unchanged`: it was so before.
 * - `dry_run`: it would have been made so, but the mode is dry-run.
 * - `deferred`: not now; another outcome follows.
 * - `refused`: not at all.
 * - `failed`: it was granted, but the cluster did not let it happen.
 */
export type Decision = "carried_out" | "unchanged" | "dry_run" | "deferred" | "refused" | "failed";

export const decisions = enumeration<Decision>("DECISION", [
  "carried_out",
  "unchanged",
  "dry_run",
  "deferred",
  "refused",
  "failed",
]);

export interface NodeState {
  readonly uid: string;
  readonly unschedulable: boolean;
  /** The effect of the taint `picket.dev/quarantine`; empty without one. */
  readonly taint: string;
  /** Of its NodeQuarantine; empty without one. */
  readonly phase: string;
}

export interface EnforcementOutcome {
  /** The same for the same decision, however often it is written. */
  readonly id: string;
  /** Empty where the request could not be read, and for what the enforcer does by itself. */
  readonly requestId: string;
  /** As the request has it, proven or not; empty where it could not be read. */
  readonly node: string;
  /** `undefined` where the request could not be read. */
  readonly action: Action | undefined;
  readonly decision: Decision;
  /** A code of the closed list in enforcer/outcome.ts, or one that a newer version added. */
  readonly code: string;
  readonly message: string;
  /** `undefined` where the node was not looked at. */
  readonly before: NodeState | undefined;
  readonly after: NodeState | undefined;
  /** Ms since the epoch. */
  readonly at: number;
  /** The W3C trace that the request belongs to; empty without one. */
  readonly traceId: string;
  /** Whose signature was accepted; empty without one. */
  readonly keyId: string;
  /** The record of the request; `undefined` for what the enforcer does by itself. */
  readonly source: { readonly topic: string; readonly partition: number; readonly offset: number } | undefined;
  /** The enforcer's policy by which it was decided; `undefined` in outcomes of versions that did not say. */
  readonly policy: { readonly name: string; readonly version: string } | undefined;
  /** The kinds of evidence that a cordon rests on; empty for what is none. */
  readonly evidenceKinds: readonly string[];
  /** A person asked, by a request or by making the object, and no policy. */
  readonly byPerson: boolean;
}

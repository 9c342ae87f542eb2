/**
 * A node under quarantine: the custom resource `NodeQuarantine` (picket.dev/v1alpha1, cluster-scoped, short name `nq`) as a
 * plain value. It has the name of its node, so there is at most one a node. Whoever creates one asks for the quarantine,
 * whoever deletes it asks for the release; a finalizer keeps it until the node is as it was.
 */

/**
 * - `Pending`: asked for. A guard rail says not now (condition `Admitted` says which), until `notAfter`; or it is admitted, and
 *   about to be cordoned.
 * - `Quarantined`: the node is cordoned and tainted.
 * - `Draining`: so, and its pods are being evicted.
 * - `Recovering`: so, and the recovery steps run.
 * - `Releasing`: the node is being given back; then the object goes away.
 * - `Vetoed`: a person uncordoned the node; it stays alone until `until`.
 * - `Refused`: a guard rail says never, or the request expired while it waited; kept for a while so that people see why.
 * - `DryRun`: what would have been done, in the mode `dry-run`.
 */
export type Phase =
  "Pending" | "Quarantined" | "Draining" | "Recovering" | "Releasing" | "Vetoed" | "Refused" | "DryRun";

export type Severity = "low" | "medium" | "high" | "critical";

/** One thing that speaks against the node, where a person can look it up. */
export interface Evidence {
  /** What kind of sensor or model says so; two of one kind are not independent. */
  readonly kind: string;
  readonly id: string;
  readonly topic?: string;
  readonly partition?: number;
  readonly offset?: number;
  readonly summary: string;
}

export interface QuarantineSpec {
  readonly node: string;
  /** Left out: whichever node has the name when it is admitted. */
  readonly nodeUid?: string;
  readonly reason: string;
  readonly severity: Severity;
  /** `request`: from the topic; `manual`: a person made the object. */
  readonly source: "request" | "manual";
  readonly requestId?: string;
  readonly policy?: { readonly name: string; readonly version: string };
  readonly models: readonly string[];
  readonly score?: number;
  readonly evidence: readonly Evidence[];
  /** Indicators on the policy's critical list, for which one kind of evidence is enough. */
  readonly critical: readonly string[];
  /** Ms since the epoch, here and below. */
  readonly requestedAt: number;
  /** Not begun after this. */
  readonly notAfter?: number;
  /** How long the quarantine lasts without new evidence; left out: as the policy says. */
  readonly ttlMs?: number;
  readonly drain?: boolean;
}

export interface Condition {
  readonly type: "Admitted" | "Cordoned" | "Drained" | "Recovered" | "Released";
  readonly status: "True" | "False" | "Unknown";
  /** CamelCase, as Kubernetes has it. */
  readonly reason: string;
  readonly message: string;
  readonly since: number;
}

export interface QuarantineStatus {
  readonly phase: Phase;
  readonly message: string;
  readonly conditions: readonly Condition[];
  /** The node that is held: uid as it was when it was cordoned. */
  readonly nodeUid?: string;
  /** Since when the node is cordoned; of a veto, since when it stands. */
  readonly since?: number;
  /** Until when the present phase lasts, should nothing new happen. */
  readonly until?: number;
  readonly evidenceCount: number;
  /** The recovery step that runs, and since when. */
  readonly recovery?: { readonly step: string; readonly since: number };
  /** What the node was before: only what we changed is changed back. */
  readonly before?: { readonly unschedulable: boolean };
  /** Every request that had a say, oldest first, with what was decided; bounded. */
  readonly requests: readonly HandledRequest[];
}

export interface HandledRequest {
  readonly id: string;
  readonly action: "cordon" | "release";
  readonly code: string;
  readonly at: number;
}

export interface Quarantine {
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly createdAt: number;
  /** Someone deleted it: release the node, then let it go. */
  readonly deleting: boolean;
  /** W3C trace context of what asked for it. */
  readonly traceparent?: string;
  readonly spec: QuarantineSpec;
  /** Left out where nobody has looked at it yet. */
  readonly status?: QuarantineStatus;
}

/** How the status of a quarantine changes: a function for each phase that it can come to. Pure; times in ms. */

import type { FleetNode } from "../cluster/fleet.ts";
import type { OutcomeCode } from "../outcome.ts";
import type { EnforcerPolicy } from "../policy.ts";
import { withOpen } from "./handled-request.ts";
import { markerOf } from "./marker.ts";
import type { Condition, Phase, Quarantine, QuarantineStatus } from "./quarantine.ts";

/** Why a node is given back, or a quarantine ends otherwise. */
export const releaseReasons = {
  Requested: "A request asked for the release.",
  Deleted: "The NodeQuarantine was deleted.",
  Healthy: "There was no new evidence for as long as release.healthyFor says.",
  Expired: "Its time has passed without new evidence.",
  NodeReplaced: "The node was replaced by another of its name.",
  NodeGone: "The node does not exist any more.",
  Superseded: "A request took its place.",
  Settled: "Nothing of it is left to be done.",
} as const satisfies Record<string, string>;

export type ReleaseReason = keyof typeof releaseReasons;

export function isReleaseReason(text: string | undefined): text is ReleaseReason {
  return text !== undefined && Object.hasOwn(releaseReasons, text);
}

/** The end of the year 9999: RFC 3339 has no later times. */
export const latestTime = Date.UTC(9999, 11, 31, 23, 59, 59);

/** So that people see why, before the object goes. */
const refusedKeptMs = 60 * 60_000;

/**
 * Of one that nobody has looked at yet: no request stands behind it so far. Whoever may make an object may write any
 * `requestId` into it; the status, which only the enforcer may write, says which requests were read.
 */
export function statusOf({ spec, status }: Quarantine): QuarantineStatus {
  return status ?? { phase: "Pending", message: "", conditions: [], evidenceCount: spec.evidence.length, requests: [] };
}

/** The guard rails say yes. Whoever leads counts the node as held from here on, before it is cordoned. */
export function admitted(quarantine: Quarantine, now: number): QuarantineStatus {
  const status = statusOf(quarantine);
  const message = "It is admitted, and about to be cordoned.";
  return { ...status, message, conditions: withCondition(status, withinGuardRails, now) };
}

/** Since when it has been admitted and waits to be cordoned; `undefined` where it does not. */
export function admittedSince(status: QuarantineStatus): number | undefined {
  const condition = conditionOf(status, "Admitted");
  return status.phase === "Pending" && condition?.status === "True" ? condition.since : undefined;
}

/** A guard rail says not now. */
export function deferred(quarantine: Quarantine, code: OutcomeCode, why: string, now: number): QuarantineStatus {
  const message = shortened(why);
  const { until: _, ...status } = settled(quarantine, code, now);
  const { notAfter } = quarantine.spec;
  return {
    ...status,
    phase: "Pending",
    message,
    conditions: withCondition(status, { type: "Admitted", status: "False", reason: camelCase(code), message }, now),
    ...(notAfter === undefined ? {} : { until: notAfter }),
  };
}

/** Never, or not in time. */
export function refused(quarantine: Quarantine, code: OutcomeCode, why: string, now: number): QuarantineStatus {
  const message = shortened(why);
  const status = settled(quarantine, code, now);
  return {
    ...status,
    phase: "Refused",
    message,
    conditions: withCondition(status, { type: "Admitted", status: "False", reason: camelCase(code), message }, now),
    until: now + refusedKeptMs,
  };
}

export function dryRun(quarantine: Quarantine, policy: EnforcerPolicy, now: number): QuarantineStatus {
  const message = "Would have been cordoned; the mode is dry-run.";
  const status = settled(quarantine, "dry_run", now);
  return {
    ...status,
    phase: "DryRun",
    message,
    conditions: withCondition(status, { type: "Admitted", status: "True", reason: "DryRun", message }, now),
    since: now,
    until: holdEnd(quarantine, now, policy, now).at,
  };
}

/** `node` carries the marker of this quarantine. */
export function quarantined(
  quarantine: Quarantine,
  node: FleetNode,
  policy: EnforcerPolicy,
  now: number,
): QuarantineStatus {
  const ours = markerOf(node)?.cordoned ?? true;
  const message = ours
    ? quarantine.spec.reason
    : `${quarantine.spec.reason} (someone else had cordoned the node before)`;
  const status = settled(quarantine, "cordoned", now);
  const cordoned = { type: "Cordoned", status: "True", reason: ours ? "Cordoned" : "Tainted", message: "" } as const;
  return {
    ...status,
    phase: "Quarantined",
    message,
    conditions: withCondition({ conditions: withCondition(status, withinGuardRails, now) }, cordoned, now),
    nodeUid: node.uid,
    since: now,
    until: holdEnd(quarantine, now, policy, now).at,
    before: { unschedulable: !ours },
  };
}

/** New evidence, or another policy, has moved its end. */
export function renewed(quarantine: Quarantine, until: number): QuarantineStatus {
  return { ...statusOf(quarantine), until };
}

/** A person uncordoned the node. */
export function vetoed(quarantine: Quarantine, message: string, policy: EnforcerPolicy, now: number): QuarantineStatus {
  const status = statusOf(quarantine);
  return {
    ...status,
    phase: "Vetoed",
    message,
    conditions: withCondition(status, { type: "Cordoned", status: "False", reason: "Vetoed", message }, now),
    since: now,
    until: now + policy.release.vetoFor,
  };
}

export function releasing(quarantine: Quarantine, reason: ReleaseReason, now: number): QuarantineStatus {
  const { until: _, ...status } = statusOf(quarantine);
  const message = releaseReasons[reason];
  return {
    ...status,
    phase: "Releasing",
    message,
    conditions: withCondition(status, { type: "Released", status: "False", reason, message }, now),
  };
}

/**
 * When a held quarantine ends without new evidence, and for which reason. What a person made does not end by health, nor does
 * a node that is being cared for, or whose recovery failed. What is dated ahead prolongs it only when its time has come, or a
 * date far enough away would hold a node for ever.
 */
export function holdEnd(
  { spec, status }: Quarantine,
  since: number,
  { quarantine, release }: EnforcerPolicy,
  now: number,
): { readonly at: number; readonly reason: "Healthy" | "Expired" } {
  const lastEvidence = spec.requestedAt > now ? since : Math.max(since, spec.requestedAt);
  const ttl = spec.ttlMs ?? quarantine.ttl;
  return spec.source === "request" && release.healthyFor < ttl && !isUnwell(status)
    ? { at: lastEvidence + release.healthyFor, reason: "Healthy" }
    : { at: Math.min(lastEvidence + ttl, latestTime), reason: "Expired" };
}

function isUnwell(status: QuarantineStatus | undefined): boolean {
  if (status?.phase === "Draining" || status?.phase === "Recovering") return true;
  return status !== undefined && conditionOf(status, "Recovered")?.status === "False";
}

/** What is done for a held node goes on. */
export function inCare(
  status: QuarantineStatus,
  phase: "Draining" | "Recovering",
  type: "Drained" | "Recovered",
  reason: string,
  message: string,
  now: number,
): QuarantineStatus {
  const conditions = withCondition(status, { type, status: "Unknown", reason, message }, now);
  return { ...status, phase, conditions };
}

/** What is done for a held node has come to an end, good or bad. */
export function caredFor(
  status: QuarantineStatus,
  type: "Drained" | "Recovered",
  outcome: "True" | "False",
  reason: string,
  message: string,
  now: number,
): QuarantineStatus {
  const conditions = withCondition(status, { type, status: outcome, reason, message }, now);
  return { ...status, phase: "Quarantined", conditions };
}

export function conditionOf({ conditions }: QuarantineStatus, type: Condition["type"]): Condition | undefined {
  return conditions.find((condition) => condition.type === type);
}

/** The node is out by our doing. */
export function isHeld(quarantine: Quarantine): boolean {
  return heldPhases.has(statusOf(quarantine).phase);
}

/** The node was, until it was given back. */
export function wasHeld(quarantine: Quarantine): boolean {
  const { phase, since } = statusOf(quarantine);
  return since !== undefined && phase !== "DryRun" && phase !== "Vetoed";
}

const withinGuardRails = { type: "Admitted", status: "True", reason: "WithinGuardRails", message: "" } as const;

const heldPhases: ReadonlySet<Phase> = new Set(["Quarantined", "Draining", "Recovering"]);

/** The status with whatever waits for a decision brought to `code`. */
function settled(quarantine: Quarantine, code: OutcomeCode, now: number): QuarantineStatus {
  const status = statusOf(quarantine);
  return { ...status, requests: withOpen(status.requests, () => code, now) };
}

function withCondition(
  { conditions }: Pick<QuarantineStatus, "conditions">,
  next: Omit<Condition, "since">,
  now: number,
): readonly Condition[] {
  const before = conditions.find(({ type }) => type === next.type);
  const since = before?.status === next.status ? before.since : now;
  const condition = { ...next, message: shortened(next.message), since };
  return before ? conditions.map((one) => (one === before ? condition : one)) : [...conditions, condition];
}

/** As long as the CRD lets messages be: a status that the API server refuses would be one that never comes about. */
function shortened(message: string): string {
  const longest = 2048;
  return message.length <= longest ? message : `${message.slice(0, longest - 3)}...`.toWellFormed();
}

/** `budget_zone` as Kubernetes writes reasons: `BudgetZone`. */
function camelCase(code: string): string {
  return code.replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

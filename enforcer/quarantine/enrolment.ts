/** How a request becomes a quarantine, or part of one that exists. Pure. */

import type { OutcomeCode } from "../outcome.ts";
import type { EnforcerPolicy } from "../policy.ts";
import type { CordonRequest } from "../request.ts";
import { isOpen, withOpen } from "./handled-request.ts";
import type { Evidence, HandledRequest, Quarantine, QuarantineSpec, QuarantineStatus, Severity } from "./quarantine.ts";
import { holdEnd, releasing, statusOf } from "./transitions.ts";

/** What the object may hold, as its CRD says (helm/picket/crds). Evidence is never taken away again: the first is kept. */
const kept = { evidence: 64, critical: 16, models: 16, requests: 64 } as const;

/** Of a new quarantine. */
export function specOf(request: CordonRequest): QuarantineSpec {
  const { id, node, nodeUid, policy, requestedBy, reason, severity, score, evidence, critical, models } = request;
  return {
    node,
    ...(nodeUid === undefined ? {} : { nodeUid }),
    reason,
    severity,
    source: requestedBy === undefined ? "request" : "manual",
    requestId: id,
    ...(policy === undefined ? {} : { policy }),
    models,
    score,
    evidence: merged([], evidence),
    critical,
    requestedAt: request.requestedAt,
    notAfter: request.notAfter,
  };
}

/** Whether the quarantine knows of the request, so that it need not be added again. */
export function isEnrolled(quarantine: Quarantine, { id }: CordonRequest): boolean {
  return statusOf(quarantine).requests.some((request) => request.id === id);
}

export interface Enrolment {
  readonly spec: QuarantineSpec;
  readonly status: QuarantineStatus;
}

/** Another request to cordon joins a quarantine that waits or holds. */
export function joined(quarantine: Quarantine, request: CordonRequest, policy: EnforcerPolicy, now: number): Enrolment {
  const spec = joinedSpec(quarantine.spec, request);
  const before = statusOf(quarantine);
  const evidenceCount = Math.max(before.evidenceCount, spec.evidence.length);
  if (before.phase === "Pending") {
    // Only one request waits for a cordon at a time, so that its `notAfter` is the one that counts.
    const others = withOpen(before.requests, () => "superseded", now);
    const requests = withRequest(others, request, "waiting", now);
    return { spec, status: { ...before, evidenceCount, requests } };
  }
  const requests = withRequest(before.requests, request, "already_quarantined", now);
  const until = holdEnd({ ...quarantine, spec }, before.since ?? now, policy, now).at;
  return { spec, status: { ...before, evidenceCount, until, requests } };
}

/** A request to release a node that waits or is held. */
export function released(quarantine: Quarantine, request: CordonRequest, now: number): QuarantineStatus {
  const before = statusOf(quarantine);
  const requests = withRequest(before.requests, request, "waiting", now);
  return releasing({ ...quarantine, status: { ...before, requests } }, "Requested", now);
}

const severities: readonly Severity[] = ["low", "medium", "high", "critical"];

function joinedSpec(spec: QuarantineSpec, request: CordonRequest): QuarantineSpec {
  const nodeUid = spec.nodeUid ?? request.nodeUid;
  const isWorse = severities.indexOf(request.severity) > severities.indexOf(spec.severity);
  return {
    ...spec,
    ...(nodeUid === undefined ? {} : { nodeUid }),
    severity: isWorse ? request.severity : spec.severity,
    score: Math.max(spec.score ?? 0, request.score),
    evidence: merged(spec.evidence, request.evidence),
    critical: [...new Set([...spec.critical, ...request.critical])].slice(0, kept.critical),
    models: [...new Set([...spec.models, ...request.models])].slice(0, kept.models),
    requestedAt: Math.max(spec.requestedAt, request.requestedAt),
    notAfter: request.notAfter,
  };
}

function merged(before: readonly Evidence[], more: readonly Evidence[]): readonly Evidence[] {
  const byName = new Map([...more, ...before].map((one) => [JSON.stringify([one.kind, one.id]), one]));
  const added = [...byName.values()].filter((one) => !before.includes(one));
  return [...before, ...added].slice(0, kept.evidence);
}

function withRequest(
  requests: readonly HandledRequest[],
  { id, action }: CordonRequest,
  code: OutcomeCode,
  at: number,
): readonly HandledRequest[] {
  const all = [...requests, { id, action, code, at }];
  if (all.length <= kept.requests) return all;
  // Not what still waits, nor the one that cordoned: without it, it would look as if nobody had asked.
  const isSpare = (request: HandledRequest) => !isOpen(request) && !["cordoned", "dry_run"].includes(request.code);
  return all.toSpliced(Math.max(0, all.findIndex(isSpare)), 1);
}

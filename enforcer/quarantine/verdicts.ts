/**
 * What a quarantine knows to be decided: of each request that had a say in it, and of itself. It is worked out from the object
 * alone, so whoever leads next tells the same, under the same ids, and the ledger sees to it that it is told once.
 */

import type { FleetNode } from "../cluster/fleet.ts";
import { isFinal, isOutcomeCode, type NodeState, type OutcomeCode, outcomeCodes } from "../outcome.ts";
import type { Action } from "../request.ts";
import { withOpen } from "./handled-request.ts";
import { markerKey } from "./marker.ts";
import type { HandledRequest, Quarantine } from "./quarantine.ts";
import { type ReleaseReason, releaseReasons, statusOf, wasHeld } from "./transitions.ts";

/** An outcome but for what only its record tells. */
export interface Verdict {
  /** See `EnforcementOutcome.id`. */
  readonly id: string;
  /** Empty for what the enforcer does by itself. */
  readonly requestId: string;
  readonly node: string;
  /** `undefined` where the request could not be read. */
  readonly action: Action | undefined;
  readonly code: OutcomeCode;
  readonly message: string;
  readonly before: NodeState | undefined;
  readonly after: NodeState | undefined;
  readonly at: number;
  /** See `EnforcementOutcome`. */
  readonly evidenceKinds: readonly string[];
  readonly byPerson: boolean;
}

/** The id of the one final outcome of a request. */
export function finalId(requestId: string): string {
  return `request/${requestId}`;
}

/** The id of the outcome that says that another will follow. */
export function deferralId(requestId: string): string {
  return `deferred/${requestId}`;
}

/** Codes of a cordon, carried out or not. */
export const cordoning: ReadonlySet<string> = new Set<OutcomeCode>(["cordoned", "dry_run"]);

/** All that is final so far. */
export function verdictsOf(quarantine: Quarantine, node: FleetNode | undefined): readonly Verdict[] {
  const { phase, requests, message, conditions, since = 0 } = statusOf(quarantine);
  const isManual = phase === "Quarantined" && !requests.some(({ code }) => code === "cordoned");
  const vetoedAt = conditions.find(({ type }) => type === "Cordoned")?.since ?? since;
  return [
    ...requests.flatMap((request) => verdictOf(quarantine, request, node)),
    ...(isManual ? [ownVerdict(quarantine, "cordon", "cordoned", message, since, node)] : []),
    ...(phase === "Vetoed" ? [ownVerdict(quarantine, "release", "uncordoned", message, vetoedAt, node)] : []),
  ];
}

/** What there is to tell before the object goes: whatever still waited is decided by that. */
export function lastVerdictsOf(
  quarantine: Quarantine,
  node: FleetNode | undefined,
  reason: ReleaseReason,
  now: number,
): readonly Verdict[] {
  const { requests } = statusOf(quarantine);
  const fate: OutcomeCode = reason === "Superseded" ? "superseded" : "withdrawn";
  const closed = withOpen(requests, ({ action }) => (action === "release" ? "released" : fate), now);
  const verdicts = closed.flatMap((request) => verdictOf(quarantine, request, node));
  if (!wasHeld(quarantine) || closed.some(({ action, code }) => action === "release" && code === "released"))
    return verdicts;
  return [...verdicts, ownVerdict(quarantine, "release", "released", releaseReasons[reason], now, node)];
}

export function nodeState(node: FleetNode, phase: string): NodeState {
  const taint = node.taints.find(({ key }) => key === markerKey)?.effect ?? "";
  return { uid: node.uid, unschedulable: node.unschedulable, taint, phase };
}

function verdictOf(
  quarantine: Quarantine,
  { id, action, code, at }: HandledRequest,
  node: FleetNode | undefined,
): readonly Verdict[] {
  if (!isOutcomeCode(code) || !isFinal(code)) return [];
  const { phase, message } = statusOf(quarantine);
  const said = phase === "Refused" && code !== "superseded" ? message : outcomeCodes[code];
  return [{ ...about(quarantine, code, node), id: finalId(id), requestId: id, action, message: said, at }];
}

/** Of what no request asked for. */
function ownVerdict(
  quarantine: Quarantine,
  action: Action,
  code: OutcomeCode,
  message: string,
  at: number,
  node: FleetNode | undefined,
): Verdict {
  const id = `quarantine/${quarantine.uid}/${code}`;
  return { ...about(quarantine, code, node), id, requestId: "", action, message, at };
}

function about(
  quarantine: Quarantine,
  code: OutcomeCode,
  node: FleetNode | undefined,
): Omit<Verdict, "id" | "requestId" | "action" | "message" | "at"> {
  const { spec } = quarantine;
  const after = node && nodeState(node, code === "released" ? "" : statusOf(quarantine).phase);
  return {
    node: spec.node,
    code,
    before: after && stateBefore(quarantine, code, after),
    after,
    evidenceKinds: cordoning.has(code) ? [...new Set(spec.evidence.map(({ kind }) => kind))] : [],
    byPerson: spec.source === "manual",
  };
}

function stateBefore(quarantine: Quarantine, code: OutcomeCode, after: NodeState): NodeState {
  const { before } = statusOf(quarantine);
  if (code === "dry_run") return { ...after, phase: "" };
  if (code !== "cordoned" || !before) return after;
  return { uid: after.uid, unschedulable: before.unschedulable, taint: "", phase: "" };
}

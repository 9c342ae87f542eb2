/** What is asked for a node: everything of a request that the policy knows. */

import type { Severity } from "../../topology/detector.ts";
import type { HealthEvidence } from "../health.ts";
import { type EvidenceKind, evidenceKinds } from "../window.ts";
import { byWeight, type HealthSummary, isAtLeast } from "./history.ts";
import type { NodePolicy } from "./policy.ts";
import type { Situation } from "./situation.ts";

export interface Ask {
  readonly action: "cordon" | "release";
  /** Of the request: made of the policy's name, the action and the newest window's id, so the same whenever it is computed. */
  readonly id: string;
  readonly severity: Severity;
  /** 0 to 1; of a release 0. */
  readonly score: number;
  /** For people, in one line of at most 512 characters. */
  readonly reason: string;
  /** The ids of the windows that carry it, oldest first; of a release none. */
  readonly windows: readonly string[];
  /** The weightiest first, of each kind at most 16; of a release none. */
  readonly evidence: readonly HealthEvidence[];
  /** Names of the critical rules that ask; empty where the ordinary ones do. */
  readonly critical: readonly string[];
}

/** Why a cordon is asked: windows, what of their evidence counts, and which of it is critical. */
export interface Grounds {
  readonly why: string;
  readonly windows: readonly HealthSummary[];
  readonly evidence: readonly HealthEvidence[];
  readonly critical: readonly string[];
}

const mostOfKind = 16;
const mostCritical = 16;
const longestReason = 512;

/** Of the windows that count, the evidence that counts: what is too weak or too rare must not look like one more kind. */
export function ordinaryGrounds({ bad, rules }: Situation, kinds: readonly EvidenceKind[], why: string): Grounds {
  const evidence = bad
    .flatMap((window) => window.evidence)
    .filter(({ kind, severity }) => kinds.includes(kind) && isAtLeast(severity, rules.minimumSeverity));
  return { why, windows: bad, evidence, critical: [] };
}

export function criticalGrounds({ critical }: Situation): Grounds {
  const windows = critical.flatMap((one) => one.windows);
  const names = critical.map(({ rule }) => rule.name).slice(0, mostCritical);
  return {
    why: `critical: ${names.join(", ")}`,
    windows,
    evidence: windows.flatMap((window) => window.evidence),
    critical: names,
  };
}

/** @param grounds at least one. */
export function cordonFor({ policy, newest }: Situation, grounds: readonly Grounds[]): Ask {
  const windows = [...new Set(grounds.flatMap((one) => one.windows))].sort((one, other) => one.start - other.start);
  const evidence = weightiest(grounds.flatMap((one) => one.evidence));
  const critical = grounds.flatMap((one) => one.critical);
  const kinds = evidenceKinds.filter((kind) => evidence.some((one) => one.kind === kind));
  const why = [
    ...grounds.map((one) => one.why),
    kinds.join(", "),
    ...evidence.slice(0, 1).map(({ summary }) => summary),
  ];
  return {
    action: "cordon",
    id: idOf(policy, "cordon", newest),
    severity: critical.length > 0 ? "critical" : (windows.toSorted(byWeight)[0] ?? newest).severity,
    score: Math.max(...windows.map(({ score }) => score)),
    // Half of a character, where it is cut, would be no text.
    reason: why.join("; ").slice(0, longestReason).toWellFormed(),
    windows: windows.map(({ id }) => id),
    evidence,
    critical,
  };
}

/** @param reason one line. */
export function releaseFor({ policy, newest }: Situation, reason: string): Ask {
  const id = idOf(policy, "release", newest);
  return { action: "release", id, severity: "low", score: 0, reason, windows: [], evidence: [], critical: [] };
}

function idOf({ name }: NodePolicy, action: Ask["action"], newest: HealthSummary): string {
  return `${name}/${action}/${newest.id}`;
}

/** Each once; no kind crowds out another. */
function weightiest(evidence: readonly HealthEvidence[]): readonly HealthEvidence[] {
  const once = new Map(evidence.map((one) => [`${one.kind} ${one.id}`, one]));
  const all = [...once.values()].sort(byWeight);
  return evidenceKinds.flatMap((kind) => all.filter((one) => one.kind === kind).slice(0, mostOfKind)).sort(byWeight);
}

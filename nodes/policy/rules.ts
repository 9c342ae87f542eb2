/** The rules one by one: each says whether it is met, and by which numbers. */

import { matchesName } from "../../config/name-pattern.ts";
import { formatSpan } from "../../config/span.ts";
import { type EvidenceKind, evidenceKinds } from "../window.ts";
import { isAtLeast } from "./history.ts";
import { isQuiet } from "./quiet-hours.ts";
import { severities } from "./rule-settings.ts";
import type { Situation } from "./situation.ts";

/**
 * For an ordinary request all of `exempt`, `windows`, `kinds`, `faults`, `quiet`, `open` and `rest` must be met, for a critical one
 * `exempt`, `critical` and `open`, for a release `healthy`.
 */
export type RuleName = "exempt" | "windows" | "kinds" | "faults" | "critical" | "quiet" | "open" | "rest" | "healthy";

export interface RuleOutcome {
  readonly rule: RuleName;
  readonly isMet: boolean;
  /** With the numbers, for people, in one line. */
  readonly text: string;
}

export function exemptRule({ policy, facts }: Situation): RuleOutcome {
  const pattern = policy.exempt.find((one) => matchesName(one, facts.node));
  const text = pattern === undefined ? "the node is not exempt" : `the node is exempt: ${pattern}`;
  return { rule: "exempt", isMet: pattern === undefined, text };
}

export function windowsRule({ rules, bad, newest }: Situation): RuleOutcome {
  const counts = severities.flatMap((severity) => {
    const needed = rules.need[severity];
    if (needed === undefined) return [];
    const count = bad.filter((window) => isAtLeast(window.severity, severity)).length;
    return [{ isMet: count >= needed, text: `${count} at least ${severity} (needs ${needed})` }];
  });
  const isNow = bad.at(-1) === newest;
  const text = `${counts.map((count) => count.text).join(", ")} of the ${rules.windows} newest windows`;
  return {
    rule: "windows",
    isMet: isNow && counts.some((count) => count.isMet),
    text: isNow || bad.length === 0 ? text : `${text}, but not the newest`,
  };
}

/** Kinds of evidence that count, by how often and where they were seen. */
export function countedKinds({ rules, bad }: Situation): readonly EvidenceKind[] {
  return evidenceKinds.filter((kind) => {
    const windows = bad.filter(({ evidence }) =>
      evidence.some((one) => one.kind === kind && isAtLeast(one.severity, rules.minimumSeverity)),
    );
    if (windows.length < (rules.needOfKind[kind] ?? 1)) return false;
    if (kind !== "container-anomaly") return true;
    return new Set(windows.flatMap(({ anomalousContainers }) => anomalousContainers)).size >= rules.containers;
  });
}

export function kindsRule({ rules }: Situation, kinds: readonly EvidenceKind[]): RuleOutcome {
  const needed = kinds.some((kind) => rules.sufficientKinds.includes(kind)) ? 1 : rules.kinds;
  const listed = kinds.length === 0 ? "" : ` (${kinds.join(", ")})`;
  const text = `${plural(kinds.length, "kind")} of evidence${listed}, needs ${needed}`;
  return { rule: "kinds", isMet: kinds.length >= needed, text };
}

export function faultsRule({ rules }: Situation, kinds: readonly EvidenceKind[]): RuleOutcome {
  const isFault = kinds.length > 0 && kinds.every((kind) => rules.faultKinds.includes(kind));
  if (!isFault) return { rule: "faults", isMet: true, text: "it is no mere fault" };
  const isMet = rules.faults === "cordon";
  const text = `a fault: nothing but ${kinds.join(" and ")}; faults are ${isMet ? "asked for" : "only reported"}`;
  return { rule: "faults", isMet, text };
}

export function criticalRule({ rules, critical }: Situation): RuleOutcome {
  const withEvidence = critical.filter(({ windows }) => windows.some(({ evidence }) => evidence.length > 0));
  if (withEvidence.length > 0) {
    return { rule: "critical", isMet: true, text: `seen: ${withEvidence.map(({ rule }) => rule.name).join(", ")}` };
  }
  const text =
    critical.length > 0 ? "seen, but without any evidence" : `none of ${plural(rules.critical.length, "rule")} seen`;
  return { rule: "critical", isMet: false, text };
}

export function quietRule({ rules, now }: Situation): RuleOutcome {
  const isMet = !rules.quiet.some((hours) => isQuiet(hours, now));
  return { rule: "quiet", isMet, text: isMet ? "it is not quiet time" : "it is quiet time" };
}

/** Who asks: what the open request was not yet need not wait. An enforcer may want more than what a critical rule can show. */
export function openRule(
  { rules, now, standing: { open } }: Situation,
  { isCritical, isOrdinary }: { readonly isCritical: boolean; readonly isOrdinary: boolean },
): RuleOutcome {
  if (open === undefined) return { rule: "open", isMet: true, text: "no request is open" };
  const isMore = (isCritical && !open.isCritical) || (isOrdinary && !open.isOrdinary);
  const isMet = isMore || now - open.askedAt >= rules.askAgainAfter;
  const asked = `a request is open, asked ${formatSpan(now - open.askedAt)} ago`;
  return { rule: "open", isMet, text: `${asked}; asks again after ${formatSpan(rules.askAgainAfter)}` };
}

export function restRule({ rules, now, standing: { releasedAt } }: Situation): RuleOutcome {
  if (releasedAt === undefined) return { rule: "rest", isMet: true, text: "it was never released" };
  const isMet = now - releasedAt >= rules.restAfterRelease;
  const text = `released ${formatSpan(now - releasedAt)} ago, rests for ${formatSpan(rules.restAfterRelease)}`;
  return { rule: "rest", isMet, text };
}

export function healthyRule({ rules, now, newest, standing: { open, healthySince } }: Situation): RuleOutcome {
  const needs = `needs ${formatSpan(rules.healthyFor)}`;
  if (healthySince === undefined) {
    return { rule: "healthy", isMet: false, text: `it is ${newest.verdict} now, ${needs} of health` };
  }
  const text = `healthy for ${formatSpan(now - healthySince)}, ${needs}`;
  const isLongEnough = now - healthySince >= rules.healthyFor;
  return open === undefined
    ? { rule: "healthy", isMet: false, text: `${text}; no request of ours is open` }
    : { rule: "healthy", isMet: isLongEnough, text };
}

function plural(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

/** What the rules look at: a node's newest windows under the rules of its group, at the end of the newest. */

import { type CriticalRule, windowsOf } from "./critical-rule.ts";
import { heard } from "./heard.ts";
import { type HealthSummary, isAtLeast } from "./history.ts";
import { type NodePolicy, rulesOf } from "./policy.ts";
import { type Rules, severities } from "./rule-settings.ts";
import type { Standing } from "./standing.ts";

export interface NodeFacts {
  readonly node: string;
  readonly group: string;
}

export interface Situation {
  readonly policy: NodePolicy;
  readonly facts: NodeFacts;
  readonly rules: Rules;
  /** End of the newest window, ms by the node's clock: the time at which the policy is asked. */
  readonly now: number;
  readonly newest: HealthSummary;
  /** Of the newest windows since the last release, as many as the rules look at, those that speak against the node; oldest first. */
  readonly bad: readonly HealthSummary[];
  /** The critical rules that the newest window makes whole. */
  readonly critical: readonly { readonly rule: CriticalRule; readonly windows: readonly HealthSummary[] }[];
  readonly standing: Standing;
}

/**
 * @param last of what was told.
 * @param standing as it was before the newest window; that of the situation knows the newest.
 */
export function situationOf(
  policy: NodePolicy,
  facts: NodeFacts,
  told: readonly HealthSummary[],
  last: HealthSummary,
  standing: Standing,
): Situation {
  const rules = rulesOf(policy, facts.group);
  const history = told.map((window) => heard(window, rules));
  const newest = history.at(-1) ?? last;
  const now = newest.end;
  // By time, not by count: a node that was away for hours is not judged by what was before, nor by what led to a request that
  // is over.
  const oldest = Math.max(now - rules.windows * (newest.end - newest.start), standing.releasedAt ?? 0);
  const critical = rules.critical
    .map((rule) => ({ rule, windows: windowsOf(rule, history) }))
    .filter(({ windows }) => windows.length > 0);
  // Windows that are told after a request may be of before it: one that is told early is quicker than whole ones.
  const isSince = newest.start >= (standing.open?.askedAt ?? 0);
  const isWell = newest.verdict === "healthy" && critical.length === 0 && isSince;
  const isUnbroken = history.at(-2)?.end === newest.start;
  const healthySince = isWell ? ((isUnbroken ? standing.healthySince : undefined) ?? newest.start) : undefined;
  return {
    policy,
    facts,
    rules,
    now,
    newest,
    bad: history.filter((window) => window.start >= oldest && isBad(window, rules)),
    critical,
    standing: { ...standing, healthySince },
  };
}

function isBad({ verdict, score, severity }: HealthSummary, { minimumScore, need }: Rules): boolean {
  if (verdict !== "anomalous" && verdict !== "silent") return false;
  return score >= minimumScore && severities.some((least) => need[least] !== undefined && isAtLeast(severity, least));
}

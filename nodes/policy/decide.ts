/** Whether a node is to be asked for: to be cordoned, to be released, or not at all. Pure: it knows no time but its windows'. */

import { type Ask, cordonFor, criticalGrounds, ordinaryGrounds, releaseFor } from "./ask.ts";
import type { HealthSummary } from "./history.ts";
import type { NodePolicy } from "./policy.ts";
import * as rule from "./rules.ts";
import { type NodeFacts, type Situation, situationOf } from "./situation.ts";
import type { OpenRequest, Standing } from "./standing.ts";

export type { Ask } from "./ask.ts";

/** What is asked, if anything. */
export type Decision = (Ask | { readonly action: "nothing" }) & {
  /** As it is once this is asked. */
  readonly standing: Standing;
  /** Every rule, met or not; none where there is no window. */
  readonly explanation: readonly rule.RuleOutcome[];
};

/**
 * @param history oldest first, the newest is the window that was judged now; nothing is asked without one.
 * @param standing what the decision before answered; `noStanding` at first.
 */
export function decide(
  policy: NodePolicy,
  facts: NodeFacts,
  history: readonly HealthSummary[],
  standing: Standing,
): Decision {
  const newest = history.at(-1);
  if (newest === undefined) return { action: "nothing", standing, explanation: [] };
  const situation = situationOf(policy, facts, history, newest, standing);
  const kinds = rule.countedKinds(situation);
  const exempt = rule.exemptRule(situation);
  const windows = rule.windowsRule(situation);
  const enough = rule.kindsRule(situation, kinds);
  const faults = rule.faultsRule(situation, kinds);
  const critical = rule.criticalRule(situation);
  const quiet = rule.quietRule(situation);
  const rest = rule.restRule(situation);
  const isOrdinary = [windows, enough, faults, quiet, rest].every(({ isMet }) => isMet);
  const open = rule.openRule(situation, { isCritical: critical.isMet, isOrdinary });
  const healthy = rule.healthyRule(situation);
  const explanation = [exempt, windows, enough, faults, critical, quiet, open, rest, healthy];
  const grounds = [
    ...(critical.isMet ? [criticalGrounds(situation)] : []),
    ...(isOrdinary ? [ordinaryGrounds(situation, kinds, windows.text)] : []),
  ];
  if (exempt.isMet && open.isMet && grounds.length > 0) {
    const ask = cordonFor(situation, grounds);
    return { ...ask, standing: { ...situation.standing, open: opened(situation, ask, isOrdinary) }, explanation };
  }
  if (healthy.isMet) {
    const released = { ...situation.standing, open: undefined, releasedAt: situation.now };
    return { ...releaseFor(situation, healthy.text), standing: released, explanation };
  }
  return { action: "nothing", standing: situation.standing, explanation };
}

function opened({ now, standing: { open } }: Situation, { id, critical }: Ask, isOrdinary: boolean): OpenRequest {
  return {
    id,
    since: open?.since ?? now,
    askedAt: now,
    isCritical: critical.length > 0 || open?.isCritical === true,
    isOrdinary: isOrdinary || open?.isOrdinary === true,
  };
}

/** Whether a node is to be asked for: to be cordoned, to be released, or not at all. Pure: it knows no time but its windows'. */

import type { Severity } from "../../topology/detector.ts";
import type { HealthEvidence } from "../health.ts";
import type { EvidenceKind } from "../window.ts";
import { byWeight, type HealthSummary } from "./history.ts";
import { evidenceKinds, type NodePolicy } from "./policy.ts";
import * as rule from "./rules.ts";
import { type NodeFacts, type Situation, situationOf } from "./situation.ts";
import type { Standing } from "./standing.ts";

export type Decision = Nothing | Ask;

interface Decided {
  /** As it is once this is asked. */
  readonly standing: Standing;
  /** Every rule, met or not; none where there is no window. */
  readonly explanation: readonly rule.RuleOutcome[];
}

export interface Nothing extends Decided {
  readonly action: "nothing";
}

export interface Ask extends Decided {
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

const mostOfKind = 16;
const mostCritical = 16;
const longestReason = 512;

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
  const open = rule.openRule(situation, critical.isMet);
  const rest = rule.restRule(situation);
  const healthy = rule.healthyRule(situation);
  const explanation = [exempt, windows, enough, faults, critical, quiet, open, rest, healthy];
  const isOrdinary = [windows, enough, faults, quiet, rest].every(({ isMet }) => isMet);
  if (exempt.isMet && open.isMet && (critical.isMet || isOrdinary)) {
    const carriers = carriersOf(situation, critical.isMet, isOrdinary);
    return { ...cordon(situation, carriers, critical.isMet, windows.text), explanation };
  }
  if (healthy.isMet) return { ...release(situation, healthy.text), explanation };
  return { action: "nothing", standing: situation.standing, explanation };
}

/** The windows that speak for a request, oldest first. */
function carriersOf({ bad, critical }: Situation, isCritical: boolean, isOrdinary: boolean): readonly HealthSummary[] {
  const carriers = new Set([
    ...(isCritical ? critical.flatMap(({ windows }) => windows) : []),
    ...(isOrdinary ? bad : []),
  ]);
  return [...carriers].sort((one, other) => one.start - other.start);
}

function cordon(
  { policy, newest, now, critical, standing }: Situation,
  carriers: readonly HealthSummary[],
  isCritical: boolean,
  windowsText: string,
): Omit<Ask, "explanation"> {
  const id = idOf(policy, "cordon", newest);
  const evidence = evidenceOf(carriers);
  const names = isCritical ? critical.map(({ rule }) => rule.name).slice(0, mostCritical) : [];
  const why = isCritical ? `critical: ${names.join(", ")}` : windowsText;
  const weightiest = evidence[0] === undefined ? "" : `; ${evidence[0].summary}`;
  const open = {
    id,
    since: standing.open?.since ?? now,
    askedAt: now,
    isCritical: isCritical || standing.open?.isCritical === true,
  };
  return {
    action: "cordon",
    id,
    severity: isCritical ? "critical" : (carriers.toSorted(byWeight)[0]?.severity ?? newest.severity),
    score: Math.max(...carriers.map(({ score }) => score)),
    reason: line(`${why}; ${kindsOf(evidence).join(", ")}${weightiest}`),
    windows: carriers.map((window) => window.id),
    evidence,
    critical: names,
    standing: { ...standing, open },
  };
}

function release({ policy, newest, now, standing }: Situation, text: string): Omit<Ask, "explanation"> {
  return {
    action: "release",
    id: idOf(policy, "release", newest),
    severity: "low",
    score: 0,
    reason: text,
    windows: [],
    evidence: [],
    critical: [],
    standing: { ...standing, open: undefined, releasedAt: now },
  };
}

function idOf({ name }: NodePolicy, action: Ask["action"], newest: HealthSummary): string {
  return `${name}/${action}/${newest.id}`;
}

function evidenceOf(carriers: readonly HealthSummary[]): readonly HealthEvidence[] {
  const byId = new Map(carriers.flatMap(({ evidence }) => evidence.map((one) => [`${one.kind} ${one.id}`, one])));
  const all = [...byId.values()].sort(byWeight);
  return evidenceKinds.flatMap((kind) => all.filter((one) => one.kind === kind).slice(0, mostOfKind)).sort(byWeight);
}

function kindsOf(evidence: readonly HealthEvidence[]): readonly EvidenceKind[] {
  return evidenceKinds.filter((kind) => evidence.some((one) => one.kind === kind));
}

/** Cut between characters: half of one is no text. */
function line(text: string): string {
  return text.slice(0, longestReason).toWellFormed();
}

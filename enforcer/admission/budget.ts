/**
 * How many nodes may be out at once: a number, a share of the fleet, a share of the zone, and always some left that could take
 * the pods. A share always allows one, or fleets below a size would never be helped; what protects those is the last rule.
 */

import type { Fleet, FleetNode } from "../cluster/fleet.ts";
import type { EnforcerPolicy } from "../policy.ts";
import type { DeferCode, History, Objection, Question } from "./admission.ts";
import { surveyHeld, surveyNodes, zoneOf } from "./survey.ts";

/** How much of each budget is used and allowed. */
export interface BudgetUse {
  readonly used: number;
  readonly allowed: number;
}

export function budgetRail(question: Question): readonly Objection[] {
  const { candidate, fleet, history, policy } = question;
  const held = heldNodes(fleet, history, policy);
  held.delete(candidate.node.name);
  const zone = zoneOf(candidate.node, policy);
  const budgets: readonly [DeferCode, BudgetUse, string][] = [
    ["budget_nodes", { used: held.size, allowed: policy.budget.nodes }, "the cluster (budget.nodes)"],
    ["budget_percent", fleetShare(fleet, held, policy), `the fleet (budget.percent: ${policy.budget.percent})`],
    [
      "budget_zone",
      zoneShare(fleet, held, policy, zone),
      `zone ${zone || "none"} (budget.percentOfZone: ${policy.budget.percentOfZone})`,
    ],
  ];
  const exhausted = budgets
    .filter(([, { used, allowed }]) => used >= allowed)
    .map(([code, { used, allowed }, of]): Objection => {
      const message = `${used} of ${allowed} nodes that may be under quarantine in ${of} are.`;
      return { decision: "defer", code, message };
    });
  return [...exhausted, ...lastSchedulable(question, held, zone)];
}

/** Nodes that are out by our doing, or are about to be. */
export function heldNodes(fleet: Fleet, { underWay }: Pick<History, "underWay">, policy: EnforcerPolicy): Set<string> {
  const held = new Set(surveyHeld(fleet, policy));
  for (const name of underWay) held.add(name);
  return held;
}

export function fleetShare(fleet: Fleet, held: ReadonlySet<string>, policy: EnforcerPolicy): BudgetUse {
  return { used: held.size, allowed: shareOf(surveyNodes(fleet, policy).inReach, policy.budget.percent) };
}

function zoneShare(fleet: Fleet, held: ReadonlySet<string>, policy: EnforcerPolicy, zone: string): BudgetUse {
  const { inReach = new Set<string>() } = surveyNodes(fleet, policy).zones.get(zone) ?? {};
  const used = [...held].filter((name) => inReach.has(name)).length;
  return { used, allowed: shareOf(inReach.size, policy.budget.percentOfZone) };
}

function lastSchedulable({ candidate, fleet, policy }: Question, held: ReadonlySet<string>, zone: string) {
  const { node } = candidate;
  const keep = policy.budget.keepSchedulablePerZone;
  // Also where it takes no pods as it is: it may be ready or uncordoned in a moment, and our taint stays.
  const stays = (other: FleetNode): boolean => other.name !== node.name && couldReplace(other, node, held);
  const inZone = countUpTo(keep, surveyNodes(fleet, policy).zones.get(zone)?.nodes ?? [], stays);
  if (inZone >= keep && (inZone > 0 || countUpTo(1, fleet.nodes.values(), stays) > 0)) return [];
  const message =
    inZone < keep
      ? `Zone ${zone || "none"} would be left with ${inZone} schedulable nodes like it; budget.keepSchedulablePerZone is ${keep}.`
      : "It is the last schedulable node of its kind in the cluster.";
  return [{ decision: "defer", code: "last_schedulable", message }] as const;
}

/** How many there are, but no more than `enough`: the others need not be looked at. */
function countUpTo(enough: number, nodes: Iterable<FleetNode>, isOne: (node: FleetNode) => boolean): number {
  let count = 0;
  for (const node of nodes) {
    if (count >= enough) break;
    if (isOne(node)) count += 1;
  }
  return count;
}

/** Takes pods now, and keeps out none that the node lets in. */
function couldReplace(other: FleetNode, node: FleetNode, held: ReadonlySet<string>): boolean {
  if (other.unschedulable || !other.ready || held.has(other.name)) return false;
  return other.taints
    .filter(({ effect }) => effect !== "PreferNoSchedule")
    .every((taint) => node.taints.some(({ key, value, effect }) => isSame(taint, { key, value, effect })));
}

interface ComparedTaint {
  readonly key: string;
  readonly value?: string | undefined;
  readonly effect: string;
}

function isSame(one: ComparedTaint, other: ComparedTaint): boolean {
  return one.key === other.key && (one.value ?? "") === (other.value ?? "") && one.effect === other.effect;
}

function shareOf(count: number, percent: number): number {
  return Math.max(1, Math.floor((count * percent) / 100));
}

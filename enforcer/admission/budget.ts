/**
 * How many nodes may be out at once: a number, a share of the fleet, a share of the zone, and always some left that could take
 * the pods. A share always allows one, or fleets below a size would never be helped; what protects those is the last rule.
 */

import type { Fleet, FleetNode } from "../cluster/fleet.ts";
import type { Phase } from "../quarantine/quarantine.ts";
import { admittedSince } from "../quarantine/transitions.ts";
import type { EnforcerPolicy } from "../policy.ts";
import type { DeferCode, History, Objection, Question } from "./admission.ts";
import { isInReach } from "./protection.ts";

/** How much of each budget is used and allowed. */
export interface BudgetUse {
  readonly used: number;
  readonly allowed: number;
}

export function budgetRail(question: Question): readonly Objection[] {
  const { candidate, fleet, history, policy } = question;
  const held = heldNodes(fleet, history);
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
export function heldNodes(fleet: Fleet, { underWay }: Pick<History, "underWay">): Set<string> {
  const held = new Set(underWay);
  for (const [name, { status }] of fleet.quarantines) {
    if (status && (holds.has(status.phase) || admittedSince(status) !== undefined)) held.add(name);
  }
  return held;
}

/** A dry run counts as if it were one, or it would show more than would ever happen. */
const holds: ReadonlySet<Phase> = new Set(["Quarantined", "Draining", "Recovering", "Releasing", "DryRun"]);

export function fleetShare(fleet: Fleet, held: ReadonlySet<string>, policy: EnforcerPolicy): BudgetUse {
  const inReach = [...fleet.nodes.values()].filter((node) => isInReach(node, policy));
  return { used: held.size, allowed: shareOf(inReach.length, policy.budget.percent) };
}

function zoneShare(fleet: Fleet, held: ReadonlySet<string>, policy: EnforcerPolicy, zone: string): BudgetUse {
  const inZone = [...fleet.nodes.values()].filter((node) => zoneOf(node, policy) === zone && isInReach(node, policy));
  const used = inZone.filter(({ name }) => held.has(name)).length;
  return { used, allowed: shareOf(inZone.length, policy.budget.percentOfZone) };
}

function lastSchedulable({ candidate, fleet, policy }: Question, held: ReadonlySet<string>, zone: string) {
  const { node } = candidate;
  // Also where it takes no pods as it is: it may be ready or uncordoned in a moment, and our taint stays.
  const left = [...fleet.nodes.values()].filter((other) => other.name !== node.name && couldReplace(other, node, held));
  const inZone = left.filter((other) => zoneOf(other, policy) === zone).length;
  const keep = policy.budget.keepSchedulablePerZone;
  if (inZone >= keep && left.length > 0) return [];
  const message =
    inZone < keep
      ? `Zone ${zone || "none"} would be left with ${inZone} schedulable nodes like it; budget.keepSchedulablePerZone is ${keep}.`
      : "It is the last schedulable node of its kind in the cluster.";
  return [{ decision: "defer", code: "last_schedulable", message }] as const;
}

/** Takes pods now, and keeps out none that the node lets in. */
export function couldReplace(other: FleetNode, node: FleetNode, held: ReadonlySet<string>): boolean {
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

/** Nodes without the label are a zone of their own. */
export function zoneOf({ labels }: FleetNode, { budget }: EnforcerPolicy): string {
  return labels[budget.zoneLabel] ?? "";
}

function shareOf(count: number, percent: number): number {
  return Math.max(1, Math.floor((count * percent) / 100));
}

/**
 * What guard rails ask about the whole fleet, worked out once for each change of it: when a thousand nodes wait, each of them is
 * decided on again and again, and the fleet is mostly the same.
 */

import type { Fleet, FleetNode } from "../cluster/fleet.ts";
import type { EnforcerPolicy } from "../policy.ts";
import { hasTaint, markerOf } from "../quarantine/marker.ts";
import type { Phase, Quarantine } from "../quarantine/quarantine.ts";
import { admittedSince } from "../quarantine/transitions.ts";
import { isInReach } from "./protection.ts";

export interface NodeSurvey {
  /** How many nodes the policy may touch. */
  readonly inReach: number;
  readonly zones: ReadonlyMap<string, ZoneSurvey>;
  /** Nodes that carry annotation and taint: held, whether or not an object says so. */
  readonly marked: ReadonlySet<string>;
}

export interface ZoneSurvey {
  readonly nodes: readonly FleetNode[];
  /** Those that the policy may touch, by name. */
  readonly inReach: ReadonlySet<string>;
}

export function surveyNodes(fleet: Fleet, policy: EnforcerPolicy): NodeSurvey {
  const memory = memoryOf(fleet, policy);
  const { nodes: changes } = fleet.changes ?? {};
  if (!memory.nodes || changes === undefined || memory.nodes.changes !== changes) {
    memory.nodes = { changes, found: lookAtNodes(fleet, policy, memory.facts) };
  }
  return memory.nodes.found;
}

/** Nodes whose quarantine says that they are out by our doing, or are about to be. */
export function surveyHeld(fleet: Fleet, policy: EnforcerPolicy): ReadonlySet<string> {
  const memory = memoryOf(fleet, policy);
  const { quarantines: changes } = fleet.changes ?? {};
  if (!memory.held || changes === undefined || memory.held.changes !== changes) {
    const found = [...fleet.quarantines.values()].filter((quarantine) => isCounted(quarantine, policy));
    memory.held = { changes, found: new Set(found.map(({ name }) => name)) };
  }
  return memory.held.found;
}

/** Nodes without the label are a zone of their own. */
export function zoneOf({ labels }: FleetNode, { budget }: EnforcerPolicy): string {
  return labels[budget.zoneLabel] ?? "";
}

interface Facts {
  readonly zone: string;
  readonly isInReach: boolean;
  readonly isMarked: boolean;
}

interface Found<Result> {
  readonly changes: number | undefined;
  readonly found: Result;
}

interface Memory {
  readonly policy: EnforcerPolicy;
  /** Of one node as it was at a time: most stay as they are when one changes. */
  readonly facts: WeakMap<FleetNode, Facts>;
  nodes?: Found<NodeSurvey>;
  held?: Found<ReadonlySet<string>>;
}

const memories = new WeakMap<Fleet, Memory>();

function memoryOf(fleet: Fleet, policy: EnforcerPolicy): Memory {
  const known = memories.get(fleet);
  if (known?.policy === policy) return known;
  const memory: Memory = { policy, facts: new WeakMap() };
  memories.set(fleet, memory);
  return memory;
}

function lookAtNodes(fleet: Fleet, policy: EnforcerPolicy, facts: Memory["facts"]): NodeSurvey {
  const zones = new Map<string, { nodes: FleetNode[]; inReach: Set<string> }>();
  const marked = new Set<string>();
  let inReach = 0;
  for (const node of fleet.nodes.values()) {
    const { zone: name, isInReach, isMarked } = factsOf(node, policy, facts);
    const zone = zones.get(name) ?? { nodes: [], inReach: new Set() };
    zones.set(name, zone);
    zone.nodes.push(node);
    if (isMarked) marked.add(node.name);
    if (!isInReach) continue;
    zone.inReach.add(node.name);
    inReach += 1;
  }
  return { inReach, zones, marked };
}

function factsOf(node: FleetNode, policy: EnforcerPolicy, facts: Memory["facts"]): Facts {
  const known = facts.get(node);
  if (known) return known;
  // The annotation alone proves nothing: a node's own kubelet may write it, but not the taint.
  const isMarked = markerOf(node) !== undefined && hasTaint(node);
  const found = { zone: zoneOf(node, policy), isInReach: isInReach(node, policy), isMarked };
  facts.set(node, found);
  return found;
}

function isCounted({ status }: Quarantine, { mode }: EnforcerPolicy): boolean {
  if (!status) return false;
  // A dry run counts as if it were one, or it would show more than would ever happen; what is left of it later holds nobody.
  if (status.phase === "DryRun") return mode === "dry-run";
  return heldPhases.has(status.phase) || admittedSince(status) !== undefined;
}

const heldPhases: ReadonlySet<Phase> = new Set(["Quarantined", "Draining", "Recovering", "Releasing"]);

/** How a node stands, in the one word that matters most to whoever looks after the cluster. */

import type { Fleet, FleetNode } from "../../enforcer/cluster/fleet.ts";
import type { Phase, Quarantine } from "../../enforcer/quarantine/quarantine.ts";
import type { Tone } from "../terminal/palette.ts";

export type NodeState = keyof typeof nodeStates;

/** What each looks like on a map. */
export const nodeStates = {
  ready: { mark: ".", tone: "good" },
  "not ready": { mark: "!", tone: "medium" },
  "cordoned by others": { mark: "C", tone: "medium" },
  waiting: { mark: "W", tone: "medium" },
  quarantined: { mark: "Q", tone: "high" },
  draining: { mark: "D", tone: "high" },
  recovering: { mark: "R", tone: "low" },
  releasing: { mark: "L", tone: "low" },
  vetoed: { mark: "V", tone: "quiet" },
} as const satisfies Record<string, { readonly mark: string; readonly tone: Tone }>;

/** Where the node is ours, that is what it is; else what keeps pods away; else what is planned for it. */
export function nodeState(node: FleetNode, quarantine: Quarantine | undefined): NodeState {
  const state = quarantine === undefined ? undefined : stateBy(quarantine, node);
  if (state !== undefined && state !== "waiting" && state !== "vetoed") return state;
  if (!node.ready) return "not ready";
  if (node.unschedulable) return "cordoned by others";
  return state ?? "ready";
}

/** How many nodes are in each state; states that no node is in are left out. */
export function countStates({ nodes, quarantines }: Fleet): ReadonlyMap<NodeState, number> {
  const counts = new Map<NodeState, number>();
  for (const node of nodes.values()) {
    const state = nodeState(node, quarantines.get(node.name));
    counts.set(state, (counts.get(state) ?? 0) + 1);
  }
  return counts;
}

/** `undefined`: nothing is done to the node, nor will be. */
function stateBy({ status }: Quarantine, { uid }: FleetNode): NodeState | undefined {
  if (status === undefined) return "waiting";
  const isOfAnother = status.nodeUid !== undefined && status.nodeUid !== uid;
  return isOfAnother ? undefined : ofPhase[status.phase];
}

const ofPhase = {
  Pending: "waiting",
  Quarantined: "quarantined",
  Draining: "draining",
  Recovering: "recovering",
  Releasing: "releasing",
  Vetoed: "vetoed",
  Refused: undefined,
  DryRun: undefined,
} as const satisfies Record<Phase, NodeState | undefined>;

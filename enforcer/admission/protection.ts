/** Nodes that are never cordoned: named, labelled, or out of the policy's reach. */

import { matchesName } from "../../config/name-pattern.ts";
import type { FleetNode } from "../cluster/fleet.ts";
import type { EnforcerPolicy } from "../policy.ts";
import type { Objection, Question } from "./admission.ts";

export function protectionRail({ candidate: { node }, policy }: Question): readonly Objection[] {
  const protection = protectedBy(node, policy);
  if (protection !== undefined) {
    const message = `The node is protected: ${protection}.`;
    return [{ decision: "refuse", code: "node_protected", message }];
  }
  if (isSelected(node, policy)) return [];
  const selector = Object.entries(policy.selector).map(([key, value]) => `${key}=${value}`);
  const message = `The policy's selector (${selector.join(", ")}) does not match the node.`;
  return [{ decision: "refuse", code: "node_not_selected", message }];
}

/** Whether the policy may touch it at all; percentages are of these nodes. */
export function isInReach(node: FleetNode, policy: EnforcerPolicy): boolean {
  return isSelected(node, policy) && protectedBy(node, policy) === undefined;
}

function isSelected({ labels }: FleetNode, { selector }: EnforcerPolicy): boolean {
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}

/** @returns what protects it, in words. */
function protectedBy({ name, labels }: FleetNode, { protect }: EnforcerPolicy): string | undefined {
  const pattern = protect.nodes.find((one) => matchesName(one, name));
  if (pattern !== undefined) return `protect.nodes names ${pattern}`;
  const label = protect.labels.find((one) => {
    const equals = one.indexOf("=");
    return equals < 0 ? Object.hasOwn(labels, one) : labels[one.slice(0, equals)] === one.slice(equals + 1);
  });
  return label === undefined ? undefined : `it has the label ${label}`;
}

/**
 * Would the pods of the node find room elsewhere? By requests, node selectors and tolerations, the largest first into the first
 * node with room (first-fit decreasing, within 11/9 of the best packing: Johnson 1973). The scheduler knows more rules, so a
 * yes here is no promise; a no is a good reason to wait.
 */

import type { FleetPod, Resources } from "../cluster/fleet.ts";
import { accepts, fits, freeOn, less } from "../cluster/placement.ts";
import type { Objection, Question } from "./admission.ts";
import { heldNodes } from "./budget.ts";

export function capacityRail({ candidate: { node }, fleet, history, policy }: Question): readonly Objection[] {
  if (!policy.capacity.check) return [];
  const pods = fleet.podsOn(node.name);
  if (pods === undefined) return [objection("What runs on the node is not known: the enforcer may not list pods.")];
  const held = heldNodes(fleet, history);
  const rooms = [...fleet.nodes.values()]
    .filter((other) => other.name !== node.name && !held.has(other.name))
    .map((other) => ({ node: other, free: freeOn(other, fleet.podsOn(other.name) ?? []) }));
  const moving = pods.filter(mustMove).sort((one, other) => sizeOf(other.requests) - sizeOf(one.requests));
  for (const [index, pod] of moving.entries()) {
    const room = rooms.find((one) => fits(pod.requests, one.free) && accepts(one.node, pod));
    if (!room) {
      const others = moving.length - index - 1;
      const more = others > 0 ? `, and ${others} more were not tried` : "";
      const name = `${pod.namespace}/${pod.name}`;
      return [objection(`Its pod ${name} (${inWords(pod.requests)}) would find no room elsewhere${more}.`)];
    }
    room.free = less(room.free, pod.requests);
  }
  return [];
}

/** A daemon set's pod and the kubelet's own belong to the node; what has ended needs nothing. */
function mustMove(pod: FleetPod): boolean {
  return !pod.finished && !pod.mirror && pod.owner !== "DaemonSet";
}

/** A core weighs as much as 4 GiB, about what machines have. */
function sizeOf({ cpuMillis, memoryBytes }: Resources): number {
  return cpuMillis / 1000 + memoryBytes / 2 ** 32;
}

function inWords({ cpuMillis, memoryBytes }: Resources): string {
  return `${cpuMillis}m CPU, ${Math.round(memoryBytes / 2 ** 20)} MiB`;
}

function objection(message: string): Objection {
  return { decision: "defer", code: "capacity", message };
}

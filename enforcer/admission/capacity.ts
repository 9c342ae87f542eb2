/**
 * Would the pods of the node find room elsewhere? By requests, node selectors and tolerations, the largest first into the first
 * node with room (first-fit decreasing, within 11/9 of the best packing: Johnson 1973). The scheduler knows more rules, so a
 * yes here is no promise; a no is a good reason to wait.
 */

import type { FleetNode, FleetPod, Resources } from "../cluster/fleet.ts";
import { accepts, fits, freeOn, less } from "../cluster/placement.ts";
import type { Objection, Question } from "./admission.ts";
import { heldNodes } from "./budget.ts";

export function capacityRail({ candidate: { node }, fleet, history, policy }: Question): readonly Objection[] {
  if (!policy.capacity.check) return [];
  const pods = fleet.podsOn(node.name);
  if (pods === undefined) return [objection("What runs on the node is not known: the enforcer may not list pods.")];
  const held = heldNodes(fleet, history, policy);
  const others = [...fleet.nodes.values()].filter((other) => other.name !== node.name && !held.has(other.name));
  // Of those that are looked at: mostly the first few have room for all.
  const free = new Map<FleetNode, Resources>();
  const freeNow = (other: FleetNode): Resources => {
    const known = free.get(other) ?? freeOn(other, fleet.podsOn(other.name) ?? []);
    free.set(other, known);
    return known;
  };
  const moving = pods.filter(mustMove).sort((one, other) => sizeOf(other.requests) - sizeOf(one.requests));
  for (const [index, pod] of moving.entries()) {
    const room = others.find((other) => accepts(other, pod) && fits(pod.requests, freeNow(other)));
    if (!room) {
      const untried = moving.length - index - 1;
      const more = untried > 0 ? `, and ${untried} more were not tried` : "";
      const name = `${pod.namespace}/${pod.name}`;
      return [objection(`Its pod ${name} (${inWords(pod.requests)}) would find no room elsewhere${more}.`)];
    }
    free.set(room, less(freeNow(room), pod.requests));
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

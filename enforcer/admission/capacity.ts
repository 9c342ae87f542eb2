/**
 * Would the pods of the node find room elsewhere? By requests, node selectors and tolerations, the largest first into the first
 * node with room (first-fit decreasing, within 11/9 of the best packing: Johnson 1973). The scheduler knows more rules, so a
 * yes here is no promise; a no is a good reason to wait.
 */

import type { Fleet, FleetNode, FleetPod, Resources, Taint } from "../cluster/fleet.ts";
import type { Objection, Question } from "./admission.ts";
import { heldNodes } from "./budget.ts";

export function capacityRail({ candidate: { node }, fleet, history, policy }: Question): readonly Objection[] {
  if (!policy.capacity.check) return [];
  const pods = fleet.podsOn(node.name);
  if (pods === undefined) return [objection("What runs on the node is not known: the enforcer may not list pods.")];
  const held = heldNodes(fleet, history);
  const rooms = [...fleet.nodes.values()]
    .filter((other) => other.name !== node.name && other.ready && !other.unschedulable && !held.has(other.name))
    .map((other) => ({ node: other, free: freeOn(other, fleet) }));
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

function freeOn(node: FleetNode, fleet: Fleet): Resources {
  return (fleet.podsOn(node.name) ?? [])
    .filter((pod) => !pod.finished)
    .reduce((free, pod) => less(free, pod.requests), node.allocatable);
}

function accepts(node: FleetNode, pod: FleetPod): boolean {
  const selected = Object.entries(pod.nodeSelector).every(([key, value]) => node.labels[key] === value);
  return selected && node.taints.every((taint) => taint.effect === "PreferNoSchedule" || tolerates(pod, taint));
}

/** https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/ */
function tolerates({ tolerations }: FleetPod, taint: Taint): boolean {
  return tolerations.some(({ key, operator, value, effect }) => {
    if (effect !== undefined && effect !== taint.effect) return false;
    if (key === undefined) return operator === "Exists";
    return key === taint.key && (operator === "Exists" || (value ?? "") === (taint.value ?? ""));
  });
}

function fits(wanted: Resources, free: Resources): boolean {
  return wanted.cpuMillis <= free.cpuMillis && wanted.memoryBytes <= free.memoryBytes && wanted.pods <= free.pods;
}

function less(one: Resources, other: Resources): Resources {
  return {
    cpuMillis: one.cpuMillis - other.cpuMillis,
    memoryBytes: one.memoryBytes - other.memoryBytes,
    pods: one.pods - other.pods,
  };
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

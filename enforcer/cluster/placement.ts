/** Which pods a node takes: the part of the rules of kube-scheduler that is about taints, cordons, selectors and requests. */

import type { FleetNode, FleetPod, Resources, Taint, Toleration } from "./fleet.ts";

/** Whether the node lets the pod in, room apart. */
export function accepts(node: FleetNode, pod: Pick<FleetPod, "nodeSelector" | "tolerations">): boolean {
  return (
    node.ready &&
    Object.entries(pod.nodeSelector).every(([label, value]) => node.labels[label] === value) &&
    (!node.unschedulable || tolerates(pod.tolerations, cordonTaint)) &&
    node.taints.every((taint) => taint.effect === "PreferNoSchedule" || tolerates(pod.tolerations, taint))
  );
}

/** As `Toleration.ToleratesTaint` of Kubernetes' API defines it. */
export function tolerates(tolerations: readonly Toleration[], taint: Taint): boolean {
  return tolerations.some(
    ({ key, operator, value = "", effect }) =>
      (effect === undefined || effect === taint.effect) &&
      (key === undefined ? operator === "Exists" : key === taint.key) &&
      (operator === "Exists" || value === (taint.value ?? "")),
  );
}

export function fits(wanted: Resources, free: Resources): boolean {
  return wanted.cpuMillis <= free.cpuMillis && wanted.memoryBytes <= free.memoryBytes && wanted.pods <= free.pods;
}

/** What is left of the node beside these pods. */
export function freeOn(node: FleetNode, pods: readonly FleetPod[]): Resources {
  return pods
    .filter(({ finished }) => !finished)
    .reduce((free, { requests }) => less(free, requests), node.allocatable);
}

export function less(one: Resources, other: Resources): Resources {
  return {
    cpuMillis: one.cpuMillis - other.cpuMillis,
    memoryBytes: one.memoryBytes - other.memoryBytes,
    pods: one.pods - other.pods,
  };
}

/** What tolerates this taint may run on cordoned nodes, whether or not the node controller has put it there yet. */
export const cordonTaint: Taint = { key: "node.kubernetes.io/unschedulable", effect: "NoSchedule" };

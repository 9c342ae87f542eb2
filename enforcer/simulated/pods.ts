/** The pods of a simulated workload. */

import type { FleetPod, Toleration } from "../cluster/fleet.ts";
import type { Workload } from "./fleet-description.ts";

/** @param node left out: the scheduler is to find one. */
export function newPod(workload: Workload, identity: { uid: string; serial: number }, node?: string): FleetPod {
  const { namespace, name, kind, cpu, memory, nodeSelector } = workload;
  const owner = owners[kind];
  return {
    namespace,
    name: kind === "Static" ? `${name}-${node}` : `${name}-${identity.serial}`,
    uid: identity.uid,
    ...(node === undefined ? {} : { node }),
    requests: { cpuMillis: cpu, memoryBytes: memory, pods: 1 },
    nodeSelector,
    tolerations: tolerationsOf(workload),
    ...(owner === undefined ? {} : { owner }),
    mirror: kind === "Static",
    finished: false,
    terminating: false,
  };
}

/** With those that Kubernetes adds of itself. */
export function tolerationsOf({ kind, tolerations }: Workload): readonly Toleration[] {
  if (kind === "Static") return [...tolerations, { operator: "Exists" }];
  return kind === "DaemonSet" ? [...tolerations, ...ofDaemonSets] : tolerations;
}

/** `undefined`: nothing would make such a pod again. */
const owners = { Deployment: "ReplicaSet", DaemonSet: "DaemonSet", Static: "Node", Pod: undefined } as const;

/** https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/#taints-and-tolerations */
const ofDaemonSets: readonly Toleration[] = [
  { key: "node.kubernetes.io/unschedulable", operator: "Exists", effect: "NoSchedule" },
  { key: "node.kubernetes.io/not-ready", operator: "Exists", effect: "NoExecute" },
  { key: "node.kubernetes.io/unreachable", operator: "Exists", effect: "NoExecute" },
];

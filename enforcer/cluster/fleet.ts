/**
 * A cluster as the enforcer sees it: plain values, cut down to what decisions need. Both the real cluster and the simulated
 * one answer with these, so every rule can be tested on a table of them.
 */

import type { Quarantine } from "../quarantine/quarantine.ts";

/** Of CPU in thousandths of a core, of memory in bytes. */
export interface Resources {
  readonly cpuMillis: number;
  readonly memoryBytes: number;
  readonly pods: number;
}

export type TaintEffect = "NoSchedule" | "PreferNoSchedule" | "NoExecute";

export interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: TaintEffect;
}

export interface FleetNode {
  readonly name: string;
  /** Another node of the same name has another uid. */
  readonly uid: string;
  readonly resourceVersion: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
  /** `spec.unschedulable`: cordoned, by whomever. */
  readonly unschedulable: boolean;
  /** The condition `Ready`; a node that is not takes no pods, whatever else is said of it. */
  readonly ready: boolean;
  readonly allocatable: Resources;
  /** Ms since the epoch. */
  readonly createdAt: number;
}

export interface FleetPod {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** Left out while no node is found for it. */
  readonly node?: string;
  /** The sum of its containers, or its largest init container where that asks for more; `pods` is 1. */
  readonly requests: Resources;
  readonly nodeSelector: Readonly<Record<string, string>>;
  readonly tolerations: readonly Toleration[];
  /** What made it: `DaemonSet`, `ReplicaSet`, `Job`...; left out where nothing would make it again. */
  readonly owner?: string;
  /** The kubelet's own, from a file on the node: the API server cannot move it. */
  readonly mirror: boolean;
  /** `Succeeded` or `Failed`: it needs no room any more. */
  readonly finished: boolean;
  readonly terminating: boolean;
}

export interface Toleration {
  readonly key?: string;
  readonly operator: "Exists" | "Equal";
  readonly value?: string;
  /** Left out: every effect. */
  readonly effect?: TaintEffect;
}

/** The newest that is known. What the enforcer itself changed is in it at once, before a watch tells of it. */
export interface Fleet {
  readonly nodes: ReadonlyMap<string, FleetNode>;
  /** By the node's name. */
  readonly quarantines: ReadonlyMap<string, Quarantine>;
  /** `undefined` where pods are not watched, because neither the capacity check nor draining is on. */
  podsOn(node: string): readonly FleetPod[] | undefined;
  /** How often nodes, and quarantines, have changed: until then, what was worked out of them holds. Left out: nobody counts. */
  readonly changes?: Readonly<Record<"nodes" | "quarantines", number>>;
}

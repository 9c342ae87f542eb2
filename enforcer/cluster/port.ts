/**
 * What the enforcer asks of a cluster. A real API server (kubernetes/) and a simulated one (simulated/) answer alike, and one
 * contract test holds both to it.
 *
 * Every change carries a precondition, so what was decided on an old view fails with `CLUSTER_CONFLICT` instead of undoing
 * what someone else did meanwhile. Failures are PicketErrors: `CLUSTER_UNAVAILABLE` (no answer, 5xx, 429: try again later),
 * `CLUSTER_CONFLICT` (look again, then decide again), `CLUSTER_NOT_FOUND`, `CLUSTER_FORBIDDEN` (RBAC: says what is missing),
 * `CLUSTER_AUTHENTICATION` (certificate, token).
 */

import type { Fleet, FleetNode, FleetPod, Taint } from "./fleet.ts";
import type { Quarantine, QuarantineSpec, QuarantineStatus } from "../quarantine/quarantine.ts";

export interface Change {
  readonly kind: "node" | "quarantine" | "pod";
  /** Of the node that it is about. */
  readonly node: string;
}

export interface ClusterListener {
  /** Something may be different: look at the fleet again. Level-triggered: one call may stand for many changes. */
  changed(change: Change): void;
  /** Watching fails, or works again. */
  trouble(problem: Error | undefined): void;
}

/** The parts of a node that the enforcer may change; what is left out stays. */
export interface NodePatch {
  readonly unschedulable?: boolean;
  /** By key; `null` removes the taint. */
  readonly taints?: Readonly<Record<string, Taint | null>>;
  /** `null` removes the annotation. */
  readonly annotations?: Readonly<Record<string, string | null>>;
}

/** A Kubernetes Event on a node, as `kubectl describe node` shows it. */
export interface NodeEvent {
  readonly type: "Normal" | "Warning";
  /** CamelCase. */
  readonly reason: string;
  readonly message: string;
}

export type EvictionOutcome = "evicted" | "blocked" | "gone";

/** `problem` is in words for an operator. */
export type JobOutcome =
  { readonly state: "running" | "succeeded" } | { readonly state: "failed"; readonly problem: string };

export interface Cluster {
  readonly fleet: Fleet;
  /**
   * Lists and watches until `stop` aborts, listing again after a gap (410) and every so often.
   * @returns when the first lists are complete. @throws PicketError for what cannot heal by itself.
   */
  watch(listener: ClusterListener, stop: AbortSignal): Promise<void>;
  /**
   * Lists nodes and quarantines again, while watching. Who begins to lead must see what the leader before has done, and a watch may be behind.
   * @returns when the fleet shows at least what there was when this was called; tries until then.
   */
  refresh(): Promise<void>;

  /** @throws PicketError `CLUSTER_CONFLICT` when the node is not `node` as it is here any more (uid, resourceVersion). */
  patchNode(node: FleetNode, patch: NodePatch, traceparent?: string): Promise<FleetNode>;
  /** Best effort: an event that is lost must not stop anything, so it never rejects. */
  recordEvent(node: FleetNode, event: NodeEvent): Promise<void>;

  /** @throws PicketError `CLUSTER_CONFLICT` when there is one of this node already. */
  createQuarantine(spec: QuarantineSpec, traceparent?: string): Promise<Quarantine>;
  /** Adds evidence to what is there. From the first update on, what a person made has the finalizer too. */
  updateSpec(quarantine: Quarantine, spec: QuarantineSpec): Promise<Quarantine>;
  updateStatus(quarantine: Quarantine, status: QuarantineStatus): Promise<Quarantine>;
  /** Asks for its end, as `kubectl delete nq` does. */
  deleteQuarantine(quarantine: Quarantine): Promise<void>;
  /** Removes the finalizer: after the node is as it was. Where it is not being deleted, it is deleted. */
  finishQuarantine(quarantine: Quarantine): Promise<void>;

  /**
   * The Eviction API: budgets of the workload are respected (`blocked`).
   * @param gracePeriodMs left out: as the pod says.
   */
  evict(pod: FleetPod, gracePeriodMs?: number): Promise<EvictionOutcome>;
  /**
   * Makes a Job where there is none of this name yet. @returns how it stands.
   * @param job as in YAML; where it names no namespace, it goes where the enforcer runs.
   */
  runJob(job: Readonly<Record<string, unknown>>, name: string): Promise<JobOutcome>;

  readonly leases: Leases;
  close(): Promise<void>;
}

/** coordination.k8s.io Lease: who leads. */
export interface Lease {
  readonly holder: string | undefined;
  readonly durationMs: number;
  /** By the holder's clock; others must judge by how long they have seen it unchanged. */
  readonly renewedAt: number;
  readonly transitions: number;
  readonly resourceVersion: string;
}

export interface Leases {
  read(name: string): Promise<Lease | undefined>;
  /** @throws PicketError `CLUSTER_CONFLICT` when someone was faster; `before` is what was read, `undefined` creates it. */
  write(name: string, lease: Omit<Lease, "resourceVersion">, before: Lease | undefined): Promise<Lease>;
}

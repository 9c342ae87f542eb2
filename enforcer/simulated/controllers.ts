/**
 * What runs in a cluster beside the API server, cut down to what decides whether a quarantine does harm: the controllers that
 * mark cordoned nodes, clear pods away and make them again, and the scheduler.
 */

import type { Clock } from "../../runtime/clock.ts";
import type { FleetNode, FleetPod } from "../cluster/fleet.ts";
import { accepts, cordonTaint, tolerates } from "../cluster/placement.ts";
import type { Workload } from "./fleet-description.ts";
import { newPod, tolerationsOf } from "./pods.ts";
import { choosePlace, Place } from "./scheduler.ts";
import { podKey, type Store, type StoredPod } from "./store.ts";

export class Controllers {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #workloads: Map<string, Workload>;
  readonly #stop: AbortSignal;
  #pods = 0;

  /** @param stop ends the wait for pods that are still stopping. */
  constructor(store: Store, workloads: readonly Workload[], clock: Clock, stop: AbortSignal) {
    this.#store = store;
    this.#clock = clock;
    this.#workloads = new Map(workloads.map((workload) => [podKey(workload), workload]));
    this.#stop = stop;
    for (const workload of workloads) {
      for (let made = 0; workload.kind === "Pod" && made < replicasOf(workload); made += 1) this.#make(workload);
    }
    this.settle();
  }

  /** Does at once what the controllers of a real cluster would have done in the end. */
  settle(): void {
    this.#markCordoned();
    this.#clearAway();
    const pods = Map.groupBy(this.#alive(), ({ workload }) => workload);
    for (const [key, workload] of this.#workloads) this.#makeMissing(workload, pods.get(key) ?? []);
    this.#schedule();
  }

  /** @param name as `namespace/name`. */
  scale(name: string, replicas: number): void {
    const workload = this.#workloads.get(name);
    if (workload === undefined) throw new RangeError(`There is no workload ${name}.`);
    this.#workloads.set(name, { ...workload, replicas });
    const pods = this.#alive().filter((stored) => stored.workload === name);
    for (const surplus of pods.slice(replicas)) this.terminate(surplus);
    this.settle();
  }

  /** Whether a disruption budget forbids to evict the pod, as the API server asks it. */
  isProtected({ pod, workload: name, untouchable, readyAt }: StoredPod): boolean {
    if (pod.finished || pod.terminating || pod.node === undefined) return false;
    const workload = this.#workloads.get(name);
    if (workload?.minAvailable === undefined) return untouchable;
    const wanted = availableOf(workload.minAvailable, replicasOf(workload));
    const now = this.#clock.now();
    const ready = this.#alive().filter((other) => other.workload === name && other.readyAt <= now).length;
    return readyAt <= now ? ready <= wanted : ready < wanted;
  }

  /** Ends the pod without asking any budget; it may take its time. @param atMostMs left out: as long as it wants. */
  terminate(stored: StoredPod, atMostMs = Infinity): void {
    const { pod, workload } = stored;
    if (pod.terminating) return;
    const key = podKey(pod);
    const wanted = pod.node === undefined ? 0 : (this.#workloads.get(workload)?.stopsIn ?? 0);
    const stopsIn = Math.min(wanted, atMostMs);
    if (stopsIn === 0) {
      this.#store.remove("pod", key);
      return;
    }
    this.#store.putPod({ ...stored, pod: { ...pod, terminating: true } });
    void this.#clock.sleep(stopsIn, this.#stop).then(() => {
      if (this.#stop.aborted || this.#store.pods.get(key)?.pod.uid !== pod.uid) return;
      this.#store.remove("pod", key);
      this.settle();
    });
  }

  /** The node controller's taint, which mirrors `spec.unschedulable`. */
  #markCordoned(): void {
    for (const node of this.#store.nodes.values()) {
      const isMarked = node.taints.some(({ key }) => key === cordonTaint.key);
      if (isMarked === node.unschedulable) continue;
      const others = node.taints.filter(({ key }) => key !== cordonTaint.key);
      this.#store.putNode({ ...node, taints: node.unschedulable ? [...others, cordonTaint] : others });
    }
  }

  /** Pods whose node is gone, and those that a `NoExecute` taint drives out. */
  #clearAway(): void {
    for (const stored of this.#store.pods.values()) {
      if (stored.pod.node === undefined) continue;
      const node = this.#store.nodes.get(stored.pod.node);
      if (node === undefined) this.#store.remove("pod", podKey(stored.pod));
      else if (isDrivenOut(stored.pod, node)) this.terminate(stored);
    }
  }

  #makeMissing(workload: Workload, pods: readonly StoredPod[]): void {
    if (workload.kind === "Deployment") {
      for (let count = pods.length; count < replicasOf(workload); count += 1) this.#make(workload);
    } else if (workload.kind !== "Pod") {
      const there = new Set(pods.map(({ pod }) => pod.node));
      const wanted = { nodeSelector: workload.nodeSelector, tolerations: tolerationsOf(workload) };
      for (const node of this.#store.nodes.values())
        if (!there.has(node.name) && accepts(node, wanted)) this.#make(workload, node.name);
    }
  }

  #make(workload: Workload, node?: string): void {
    this.#pods += 1;
    const pod = newPod(workload, { uid: this.#store.newUid(), serial: this.#pods }, node);
    const readyAt = node === undefined ? Infinity : this.#clock.now() + workload.startsIn;
    this.#store.putPod({ pod, workload: podKey(workload), untouchable: false, readyAt });
  }

  #schedule(): void {
    const pods = [...this.#store.pods.values()];
    const waiting = pods.filter(({ pod }) => pod.node === undefined);
    if (waiting.length === 0) return;
    const byNode = Map.groupBy(pods, ({ pod }) => pod.node);
    const places = [...this.#store.nodes.values()].map((node) => new Place(node, byNode.get(node.name) ?? []));
    for (const stored of waiting) {
      const place = choosePlace(stored, places);
      if (place === undefined) continue;
      place.take(stored);
      const startsIn = this.#workloads.get(stored.workload)?.startsIn ?? 0;
      const pod = { ...stored.pod, node: place.node.name };
      this.#store.putPod({ ...stored, pod, readyAt: this.#clock.now() + startsIn });
    }
  }

  /** Pods that count for their workload. */
  #alive(): StoredPod[] {
    return [...this.#store.pods.values()].filter(({ pod }) => !pod.terminating && !pod.finished);
  }
}

function isDrivenOut({ tolerations }: FleetPod, { taints }: FleetNode): boolean {
  return taints.some((taint) => taint.effect === "NoExecute" && !tolerates(tolerations, taint));
}

function replicasOf({ replicas = 1 }: Workload): number {
  return replicas;
}

/** Per cent are rounded up, as Kubernetes does. */
function availableOf(minAvailable: number | string, replicas: number): number {
  return typeof minAvailable === "number"
    ? minAvailable
    : Math.ceil((Number.parseInt(minAvailable, 10) * replicas) / 100);
}

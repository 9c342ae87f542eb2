/** Where the simulated scheduler puts a pod: a node that lets it in and has room, away from its like, the emptiest first. */

import type { FleetNode, FleetPod, Resources } from "../cluster/fleet.ts";
import { accepts, fits, freeOn, less, tolerates } from "../cluster/placement.ts";
import type { StoredPod } from "./store.ts";

/** A node and what is left of it while pods are being placed. */
export class Place {
  readonly node: FleetNode;
  /** How many pods of each workload are there. */
  readonly workloads = new Map<string, number>();
  free: Resources;

  constructor(node: FleetNode, pods: readonly StoredPod[]) {
    this.node = node;
    this.free = freeOn(
      node,
      pods.map(({ pod }) => pod),
    );
    for (const { workload } of pods) this.#count(workload);
  }

  take({ pod, workload }: StoredPod): void {
    this.free = less(this.free, pod.requests);
    this.#count(workload);
  }

  #count(workload: string): void {
    this.workloads.set(workload, (this.workloads.get(workload) ?? 0) + 1);
  }
}

/** @returns `undefined` where no node takes the pod now. */
export function choosePlace({ pod, workload }: StoredPod, places: readonly Place[]): Place | undefined {
  let best: { place: Place; rank: readonly number[] } | undefined;
  for (const place of places) {
    if (!fits(pod.requests, place.free) || !accepts(place.node, pod)) continue;
    const rank = [unwanted(place.node, pod), place.workloads.get(workload) ?? 0, -freeShare(place)];
    if (best === undefined || isLower(rank, best.rank)) best = { place, rank };
  }
  return best?.place;
}

/** Taints that would rather not have it. */
function unwanted({ taints }: FleetNode, { tolerations }: FleetPod): number {
  return taints.filter((taint) => taint.effect === "PreferNoSchedule" && !tolerates(tolerations, taint)).length;
}

/** Of what the node has, the scarcer of CPU and memory. */
function freeShare({ node: { allocatable }, free }: Place): number {
  return Math.min(free.cpuMillis / allocatable.cpuMillis, free.memoryBytes / allocatable.memoryBytes);
}

/** Compared number by number. */
function isLower(one: readonly number[], other: readonly number[]): boolean {
  const index = one.findIndex((number, at) => number !== other[at]);
  return index >= 0 && (one[index] ?? 0) < (other[index] ?? 0);
}

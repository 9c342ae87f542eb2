/**
 * Which pods of a node go, which stay, and how far it has got. Pure; asked again after each change, so what was evicted and
 * came back, or was blocked by a PodDisruptionBudget, is simply in the next plan.
 */

import type { FleetPod } from "../cluster/fleet.ts";
import type { EnforcerPolicy } from "../policy.ts";

export interface DrainPlan {
  /** To be evicted now. */
  readonly evict: readonly FleetPod[];
  /** Evicted, and still ending. */
  readonly ending: number;
  /** Pods that stay although the node is drained, and why, in words. */
  readonly kept: readonly string[];
}

export function drainPlan(pods: readonly FleetPod[], { drain }: EnforcerPolicy): DrainPlan {
  const evict: FleetPod[] = [];
  const kept: string[] = [];
  let ending = 0;
  for (const pod of pods) {
    const name = `${pod.namespace}/${pod.name}`;
    // The node's own: daemon sets and what the kubelet runs from files; what has ended is in nobody's way.
    if (pod.finished || pod.mirror || pod.owner === "DaemonSet") continue;
    if (pod.terminating) ending += 1;
    else if (pod.owner !== undefined || drain.unmanagedPods) evict.push(pod);
    else kept.push(`${name}: nothing would make it again (drain.unmanagedPods)`);
  }
  return { evict, ending, kept };
}

export function isDrained({ evict, ending }: DrainPlan): boolean {
  return evict.length === 0 && ending === 0;
}

/**
 * What says on a node that Picket holds it: an annotation that tells what of the node Picket changed, so that only that is
 * changed back, and a taint. They come and go in one patch with the cordon, so there is never a cordon of ours without them.
 */

import { z } from "zod";
import type { FleetNode, TaintEffect } from "../cluster/fleet.ts";
import type { NodePatch } from "../cluster/port.ts";
import type { Quarantine } from "./quarantine.ts";

/** Of the annotation and of the taint. */
export const markerKey = "picket.dev/quarantine";

/** https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/FAQ.md: evidence must not be scaled away. */
export const keepNodeKey = "cluster-autoscaler.kubernetes.io/scale-down-disabled";

const markerSchema = z.object({
  /** The uid of the NodeQuarantine. */
  quarantine: z.string().min(1),
  /** The uid of the node, because annotations may be copied to another. */
  node: z.string().min(1),
  /** Whether it was Picket that made the node unschedulable. */
  cordoned: z.boolean(),
  /** Whether it was Picket that keeps the autoscaler away. */
  kept: z.boolean(),
});

export type Marker = Readonly<z.output<typeof markerSchema>>;

/** `undefined` where there is none, or one that was made for another node or by nobody we know. */
export function markerOf({ annotations, uid }: FleetNode): Marker | undefined {
  const text = annotations[markerKey];
  if (text === undefined) return undefined;
  const marker = markerSchema.safeParse(json(text)).data;
  return marker?.node === uid ? marker : undefined;
}

/** Cordons, taints and marks a node as it is here. */
export function holdPatch(node: FleetNode, quarantine: Quarantine, effect: TaintEffect): NodePatch {
  return { unschedulable: true, taints: taint(effect), ...markerPatch(node, quarantine, !node.unschedulable) };
}

/** Marks a node, or marks it again. @param cordoned whether it is Picket that makes the node unschedulable. */
export function markerPatch(node: FleetNode, { uid }: Quarantine, cordoned: boolean): NodePatch {
  const kept = node.annotations[keepNodeKey] === undefined;
  const marker: Marker = { quarantine: uid, node: node.uid, cordoned, kept };
  return { annotations: { [markerKey]: JSON.stringify(marker), ...(kept ? { [keepNodeKey]: "true" } : {}) } };
}

/** Puts the taint back as it should be. */
export function taintPatch(effect: TaintEffect): NodePatch {
  return { taints: taint(effect) };
}

export function hasTaint({ taints }: FleetNode, effect?: TaintEffect): boolean {
  return taints.some((one) => one.key === markerKey && (effect ?? one.effect) === one.effect);
}

/** Undoes what the marker says that Picket did; `uncordon` false leaves the node as a person made it. */
export function giveBackPatch(
  node: FleetNode,
  marker: Marker,
  { uncordon }: { readonly uncordon: boolean },
): NodePatch {
  return {
    ...(uncordon && marker.cordoned && node.unschedulable ? { unschedulable: false } : {}),
    taints: { [markerKey]: null },
    annotations: { [markerKey]: null, ...(marker.kept ? { [keepNodeKey]: null } : {}) },
  };
}

function taint(effect: TaintEffect): NonNullable<NodePatch["taints"]> {
  return { [markerKey]: { key: markerKey, value: "true", effect } };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

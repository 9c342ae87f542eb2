/** A Node of the API server, cut down to what the enforcer sees of it, and the patch that changes it. */

import { z } from "zod";
import type { FleetNode } from "../cluster/fleet.ts";
import type { NodePatch } from "../cluster/port.ts";
import { nothing, resourceList } from "./resources.ts";
import { metadata, reader } from "./schema.ts";

/** What `kubectl apply` keeps of a whole manifest says nothing new, and is long. */
const lastApplied = "kubectl.kubernetes.io/last-applied-configuration";

export const taintEffect = z.enum(["NoSchedule", "PreferNoSchedule", "NoExecute"]);

const node = z
  .object({
    metadata,
    spec: z
      .object({
        unschedulable: z.boolean().default(false),
        taints: z
          // Loose, as those of others are written back whole: some say when they were added.
          .array(z.looseObject({ key: z.string(), value: z.string().exactOptional(), effect: taintEffect }))
          .default([]),
      })
      .prefault({}),
    status: z
      .object({
        conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]),
        allocatable: resourceList.default(nothing),
      })
      .prefault({}),
  })
  .transform(({ metadata: { annotations, ...its }, spec, status }): FleetNode => {
    const { [lastApplied]: _, ...kept } = annotations;
    return {
      name: its.name,
      uid: its.uid,
      resourceVersion: its.resourceVersion,
      labels: its.labels,
      annotations: kept,
      taints: spec.taints,
      unschedulable: spec.unschedulable,
      ready: status.conditions.some(({ type, status: is }) => type === "Ready" && is === "True"),
      allocatable: status.allocatable,
      createdAt: its.creationTimestamp,
    };
  });

export const fleetNode = reader("Node", node);

/**
 * A merge patch that holds only on the node as it was seen. Taints are a list that is replaced whole (`listType=atomic`), so
 * without that it would undo what others did meanwhile.
 */
export function nodePatchBody(node: FleetNode, { unschedulable, taints, annotations }: NodePatch): object {
  return {
    metadata: { uid: node.uid, resourceVersion: node.resourceVersion, ...(annotations && { annotations }) },
    spec: {
      ...(unschedulable === undefined ? {} : { unschedulable }),
      ...(taints && {
        taints: [
          ...node.taints.filter(({ key }) => !Object.hasOwn(taints, key)),
          ...Object.values(taints).filter((taint) => taint !== null),
        ],
      }),
    },
  };
}

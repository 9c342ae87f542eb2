/** A Pod of the API server, cut down to what the enforcer sees of it. */

import { z } from "zod";
import type { FleetPod, Toleration } from "../cluster/fleet.ts";
import { taintEffect } from "./node.ts";
import { podRequests, podResources } from "./resources.ts";
import { metadata, reader } from "./schema.ts";
import type { Versioned } from "./table.ts";

export type KnownPod = FleetPod & Versioned;

const toleration = z.object({
  key: z.string().min(1).exactOptional(),
  // Others are compared with numbers (KEP-5471); a taint of ours is none, so they tolerate nothing that matters here.
  operator: z.string().default("Equal"),
  value: z.string().exactOptional(),
  effect: taintEffect.exactOptional(),
});

const pod = z
  .object({
    metadata: metadata.extend({
      namespace: z.string(),
      ownerReferences: z.array(z.object({ kind: z.string(), controller: z.boolean().default(false) })).default([]),
    }),
    spec: podResources.extend({
      nodeName: z.string().min(1).exactOptional(),
      nodeSelector: z.record(z.string(), z.string()).default({}),
      tolerations: z.array(toleration).default([]),
    }),
    status: z.object({ phase: z.string() }).partial().default({}),
  })
  .transform(({ metadata: its, spec, status }): KnownPod => {
    const owner = its.ownerReferences.find(({ controller }) => controller)?.kind;
    return {
      namespace: its.namespace,
      name: its.name,
      uid: its.uid,
      resourceVersion: its.resourceVersion,
      ...(spec.nodeName === undefined ? {} : { node: spec.nodeName }),
      requests: podRequests(spec),
      nodeSelector: spec.nodeSelector,
      tolerations: spec.tolerations.filter(isKnown),
      ...(owner === undefined ? {} : { owner }),
      mirror: its.annotations["kubernetes.io/config.mirror"] !== undefined,
      finished: status.phase === "Succeeded" || status.phase === "Failed",
      terminating: its.deletionTimestamp !== undefined,
    };
  });

export const fleetPod = reader("Pod", pod);

export function podName({ namespace, name }: Pick<FleetPod, "namespace" | "name">): string {
  return `${namespace}/${name}`;
}

function isKnown(one: z.infer<typeof toleration>): one is Toleration {
  return one.operator === "Exists" || one.operator === "Equal";
}

/** Lists of resources (`{cpu: "500m", memory: "1Gi"}`) as numbers, and what a pod asks for altogether. */

import { z } from "zod";
import type { Resources } from "../cluster/fleet.ts";
import { parseQuantity } from "../cluster/quantity.ts";

export const resourceList = z
  .object({ cpu: z.string(), memory: z.string(), pods: z.string() })
  .partial()
  .transform(({ cpu = "0", memory = "0", pods = "0" }): Resources => ({
    cpuMillis: Math.round((parseQuantity(cpu) ?? 0) * 1000),
    memoryBytes: Math.round(parseQuantity(memory) ?? 0),
    pods: parseQuantity(pods) ?? 0,
  }));

export const nothing: Resources = { cpuMillis: 0, memoryBytes: 0, pods: 0 };

const requests = z.object({ requests: resourceList.default(nothing) }).default({ requests: nothing });

const container = z.object({ resources: requests, restartPolicy: z.string().exactOptional() });

/** Of a pod's spec, what says what it asks for. */
export const podResources = z.object({
  containers: z.array(container),
  initContainers: z.array(container).default([]),
  resources: requests,
  overhead: resourceList.default(nothing),
});

/**
 * What the scheduler reserves for a pod: its containers and sidecars together, or an init container with the sidecars before it
 * where that is more (KEP-753), unless the pod says it as a whole (KEP-2837); and the overhead of its runtime class.
 */
export function podRequests(spec: z.infer<typeof podResources>): Resources {
  let [running, peak] = [nothing, nothing];
  for (const { resources, restartPolicy } of spec.initContainers) {
    const wanted = sum(running, resources.requests);
    peak = larger(peak, wanted);
    if (restartPolicy === "Always") running = wanted;
  }
  for (const { resources } of spec.containers) running = sum(running, resources.requests);
  const [whole, parts] = [spec.resources.requests, larger(running, peak)];
  return {
    cpuMillis: (whole.cpuMillis || parts.cpuMillis) + spec.overhead.cpuMillis,
    memoryBytes: (whole.memoryBytes || parts.memoryBytes) + spec.overhead.memoryBytes,
    pods: 1,
  };
}

function sum(one: Resources, other: Resources): Resources {
  return {
    cpuMillis: one.cpuMillis + other.cpuMillis,
    memoryBytes: one.memoryBytes + other.memoryBytes,
    pods: one.pods + other.pods,
  };
}

function larger(one: Resources, other: Resources): Resources {
  return {
    cpuMillis: Math.max(one.cpuMillis, other.cpuMillis),
    memoryBytes: Math.max(one.memoryBytes, other.memoryBytes),
    pods: Math.max(one.pods, other.pods),
  };
}

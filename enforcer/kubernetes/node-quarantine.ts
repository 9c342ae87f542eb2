/**
 * The custom resource NodeQuarantine (helm/picket/crds/nodequarantine.yaml) and the value that the enforcer works with. A
 * person who makes one need only say node and reason.
 */

import { z } from "zod";
import { isTraceparent } from "../../telemetry/propagation.ts";
import type { Quarantine, QuarantineSpec, QuarantineStatus } from "../quarantine/quarantine.ts";
import { formatDuration, parseDuration } from "./duration.ts";
import { metadata, reader, time, timeText } from "./schema.ts";

export const quarantinesPath = "/apis/picket.dev/v1alpha1/nodequarantines";

/** Keeps a deleted object until the node is as it was. */
export const releaseFinalizer = "picket.dev/release";

const traceAnnotation = "picket.dev/traceparent";

export interface KnownQuarantine extends Quarantine {
  readonly finalizers: readonly string[];
}

export function newNodeQuarantine(spec: QuarantineSpec, traceparent: string | undefined): object {
  return {
    apiVersion: "picket.dev/v1alpha1",
    kind: "NodeQuarantine",
    metadata: {
      name: spec.node,
      finalizers: [releaseFinalizer],
      ...(traceparent === undefined ? {} : { annotations: { [traceAnnotation]: traceparent } }),
    },
    spec: specObject(spec),
  };
}

export function specObject({ node, nodeUid, requestedAt, notAfter, ttlMs, ...rest }: QuarantineSpec): object {
  return {
    ...rest,
    nodeName: node,
    nodeUID: nodeUid,
    requestedAt: timeText(requestedAt),
    notAfter: optional(notAfter, timeText),
    ttl: optional(ttlMs, formatDuration),
  };
}

export function statusObject({
  nodeUid,
  since,
  until,
  conditions,
  recovery,
  requests,
  ...rest
}: QuarantineStatus): object {
  return {
    ...rest,
    nodeUID: nodeUid,
    since: optional(since, timeText),
    until: optional(until, timeText),
    recovery: recovery && { ...recovery, since: timeText(recovery.since) },
    conditions: conditions.map(({ since: at, ...condition }) => ({ ...condition, lastTransitionTime: timeText(at) })),
    requests: requests.map((request) => ({ ...request, at: timeText(request.at) })),
  };
}

function optional<Value>(value: Value | undefined, write: (value: Value) => string): string | undefined {
  return value === undefined ? undefined : write(value);
}

const duration = z.string().transform(parseDuration).pipe(z.number());

const spec = z.object({
  nodeName: z.string(),
  nodeUID: z.string().exactOptional(),
  reason: z.string(),
  severity: z.enum(["low", "medium", "high", "critical"]).default("high"),
  source: z.enum(["request", "manual"]).default("manual"),
  requestId: z.string().exactOptional(),
  policy: z.object({ name: z.string(), version: z.string() }).exactOptional(),
  models: z.array(z.string()).default([]),
  score: z.number().exactOptional(),
  evidence: z
    .array(
      z.object({
        kind: z.string(),
        id: z.string(),
        topic: z.string().exactOptional(),
        partition: z.int().exactOptional(),
        offset: z.int().exactOptional(),
        summary: z.string().default(""),
      }),
    )
    .default([]),
  critical: z.array(z.string()).default([]),
  requestedAt: time.exactOptional(),
  notAfter: time.exactOptional(),
  ttl: duration.exactOptional(),
  drain: z.boolean().exactOptional(),
});

const status = z.object({
  phase: z.enum(["Pending", "Quarantined", "Draining", "Recovering", "Releasing", "Vetoed", "Refused", "DryRun"]),
  message: z.string().default(""),
  conditions: z
    .array(
      z
        .object({
          type: z.enum(["Admitted", "Cordoned", "Drained", "Recovered", "Released"]),
          status: z.enum(["True", "False", "Unknown"]),
          reason: z.string(),
          message: z.string(),
          lastTransitionTime: time,
        })
        .transform(({ lastTransitionTime: since, ...condition }) => ({ ...condition, since })),
    )
    .default([]),
  nodeUID: z.string().exactOptional(),
  since: time.exactOptional(),
  until: time.exactOptional(),
  evidenceCount: z.int().default(0),
  recovery: z.object({ step: z.string(), since: time }).exactOptional(),
  before: z.object({ unschedulable: z.boolean() }).exactOptional(),
  requests: z
    .array(z.object({ id: z.string(), action: z.enum(["cordon", "release"]), code: z.string(), at: time }))
    .default([]),
});

const nodeQuarantine = z
  .object({ metadata, spec, status: status.exactOptional() })
  .transform(({ metadata: { annotations, ...its }, spec, status }): KnownQuarantine => {
    const traceparent = annotations[traceAnnotation];
    return {
      name: its.name,
      uid: its.uid,
      resourceVersion: its.resourceVersion,
      createdAt: its.creationTimestamp,
      deleting: its.deletionTimestamp !== undefined,
      finalizers: its.finalizers,
      // Anyone may annotate; this goes into headers.
      ...(traceparent !== undefined && isTraceparent(traceparent) ? { traceparent } : {}),
      spec: specOf(spec, its.creationTimestamp),
      ...(status === undefined ? {} : { status: statusOf(status) }),
    };
  });

/** @throws PicketError `CLUSTER_INVALID` */
export const quarantineOf = reader("NodeQuarantine", nodeQuarantine);

function specOf(
  { nodeName, nodeUID, requestedAt, ttl, ...rest }: z.infer<typeof spec>,
  createdAt: number,
): QuarantineSpec {
  return {
    ...rest,
    node: nodeName,
    ...(nodeUID === undefined ? {} : { nodeUid: nodeUID }),
    requestedAt: requestedAt ?? createdAt,
    ...(ttl === undefined ? {} : { ttlMs: ttl }),
  };
}

function statusOf({ nodeUID, ...rest }: z.infer<typeof status>): QuarantineStatus {
  return { ...rest, ...(nodeUID === undefined ? {} : { nodeUid: nodeUID }) };
}

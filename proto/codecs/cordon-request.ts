/**
 * A request to cordon or release a node as plain values (proto/picket/v1/cordon_request.proto), and what a right one is:
 * requests decide over nodes, so nothing is read into one that is too long, misnamed or could deceive a reader.
 */

import { z } from "zod";
import { PicketError } from "../../errors/picket-error.ts";
import type { Severity } from "./anomaly.ts";
import { enumeration } from "./enumeration.ts";
import { problemOf } from "./json-values.ts";
import { latestTime } from "./timestamp.ts";

export type Action = "cordon" | "release";

export const actions = enumeration<Action>("ACTION", ["cordon", "release"]);

/** One thing that speaks against the node, where a person can look it up. */
export interface Evidence {
  /** What kind of sensor or model says so; two of one kind are not independent. */
  readonly kind: string;
  readonly id: string;
  /** Where it lies in Kafka: all three, or none. */
  readonly topic?: string;
  readonly partition?: number;
  readonly offset?: number;
  readonly summary: string;
}

export interface CordonRequest {
  /** However often a request is delivered, it is carried out once. */
  readonly id: string;
  readonly action: Action;
  /** The name of the node in Kubernetes. */
  readonly node: string;
  /** Left out: whichever node has the name. */
  readonly nodeUid?: string;
  readonly reason: string;
  readonly severity: Severity;
  /** 0 where a person asks. */
  readonly score: number;
  /** The weightiest first. */
  readonly evidence: readonly Evidence[];
  /** Indicators on the policy's critical list, for which one kind of evidence is enough. */
  readonly critical: readonly string[];
  /** Left out where a person asks. */
  readonly policy?: { readonly name: string; readonly version: string };
  readonly models: readonly string[];
  /** Ms since the epoch, here and below. */
  readonly requestedAt: number;
  /** Not begun after this. */
  readonly notAfter: number;
  /** The person who asks, as they name themselves; left out where a policy asks. */
  readonly requestedBy?: string;
}

/** The most that a request may hold: items of lists, and characters of texts. */
export const requestLimits = { evidence: 64, critical: 16, models: 16, id: 512, name: 128, line: 512 } as const;

/** A request as its messages have it: what is left out is empty. */
export type RequestFields = Omit<Required<CordonRequest>, "evidence" | "policy"> & {
  readonly evidence: readonly Required<Evidence>[];
  readonly policy: CordonRequest["policy"] | undefined;
};

/** @throws PicketError `MESSAGE_INVALID` as `checkCordonRequest` */
export function cordonRequestOf({ nodeUid, evidence, policy, requestedBy, ...rest }: RequestFields): CordonRequest {
  return checkCordonRequest({
    ...rest,
    ...(nodeUid === "" ? {} : { nodeUid }),
    evidence: evidence.map(({ topic, partition, offset, ...one }) =>
      topic === "" ? one : { ...one, topic, partition, offset },
    ),
    ...(policy === undefined ? {} : { policy }),
    ...(requestedBy === "" ? {} : { requestedBy }),
  });
}

/**
 * Answers the request that it is given.
 *
 * @throws PicketError `MESSAGE_INVALID` that says what is wrong with it, without quoting it.
 */
export function checkCordonRequest(request: CordonRequest): CordonRequest {
  const { error } = rightRequest.safeParse(request);
  if (error === undefined) return request;
  throw new PicketError("MESSAGE_INVALID", `This is no request that may be followed: ${problemOf(error)}.`);
}

/** Nothing that a terminal would obey, that ends the line, or that turns the order of letters round. */
const line = z
  .string()
  .max(requestLimits.line)
  .regex(
    /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]*$/u,
    "has characters that do not belong in a line of text",
  );
const token = z.string().regex(/^[!-~]+$/, "is empty, or has characters that are not visible ASCII");
const id = token.max(requestLimits.id);
const name = token.max(requestLimits.name);

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-subdomain-names */
const nodeName = z
  .string()
  .max(253)
  .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/, "is not the name of a Kubernetes node");

const evidence = z
  .object({
    kind: name,
    id,
    topic: z
      .string()
      .regex(/^[A-Za-z0-9._-]{1,249}$/, "is not the name of a topic")
      .optional(),
    partition: z.int().min(0).optional(),
    offset: z.int().min(0).optional(),
    summary: line,
  })
  .refine(
    ({ topic, ...place }) =>
      [place.partition, place.offset].every((part) => (part === undefined) === (topic === undefined)),
    "topic, partition and offset come together",
  );

const rightRequest = z
  .object({
    id,
    action: z.enum(["cordon", "release"]),
    node: nodeName,
    nodeUid: name.optional(),
    reason: line.min(1),
    severity: z.enum(["low", "medium", "high", "critical"]),
    score: z.number(),
    evidence: z.array(evidence).max(requestLimits.evidence),
    critical: z.array(name).max(requestLimits.critical),
    policy: z.object({ name, version: name }).optional(),
    models: z.array(name).max(requestLimits.models),
    requestedAt: z.int().min(0),
    notAfter: z.int().max(latestTime),
    requestedBy: line.min(1).optional(),
  })
  .refine(
    ({ policy, requestedBy }) => (policy === undefined) !== (requestedBy === undefined),
    "either a policy asks, or a person",
  )
  .refine(({ requestedAt, notAfter }) => notAfter > requestedAt, {
    path: ["notAfter"],
    message: "not after requestedAt",
  });

/**
 * Cordon requests in canonical proto3 JSON (https://protobuf.dev/programming-guides/json). Fields come in the schema's order
 * without white space, so equal requests make equal bytes.
 */

import { z } from "zod";
import { PicketError } from "../../errors/picket-error.ts";
import { severities } from "./anomaly.ts";
import { actions, type CordonRequest, cordonRequestOf, type Evidence, type RequestFields } from "./cordon-request.ts";
import { double, integer, list, number, problemOf, text, time } from "./json-values.ts";
import { rfc3339 } from "./timestamp.ts";

export function cordonRequestToJson(request: CordonRequest): string {
  const { evidence, critical, models } = request;
  // JSON.stringify keeps the order of properties and leaves out those that are undefined.
  return JSON.stringify({
    id: request.id,
    action: actions.jsonOf(request.action),
    node: request.node,
    nodeUid: request.nodeUid,
    reason: request.reason,
    severity: severities.jsonOf(request.severity),
    score: double(request.score),
    evidence: evidence.length === 0 ? undefined : evidence.map(evidenceToJson),
    critical: critical.length === 0 ? undefined : critical,
    policy: request.policy && { name: request.policy.name, version: request.policy.version },
    models: models.length === 0 ? undefined : models,
    requestedAt: rfc3339(request.requestedAt),
    notAfter: rfc3339(request.notAfter),
    requestedBy: request.requestedBy,
  });
}

/**
 * Reads any JSON that the mapping allows, of a request that is right.
 *
 * @throws PicketError `MESSAGE_INVALID` that quotes nothing of it.
 */
export function cordonRequestFromJson(json: string): CordonRequest {
  return cordonRequestOf(fieldsOf(json));
}

function fieldsOf(json: string): RequestFields {
  try {
    const { policy, ...rest } = requestSchema.parse(JSON.parse(json));
    return { ...rest, policy: policy ?? undefined };
  } catch (error) {
    const problem = error instanceof z.ZodError ? problemOf(error) : "it cannot be parsed";
    throw new PicketError("MESSAGE_INVALID", `This is not a cordon request in JSON: ${problem}.`, { cause: error });
  }
}

function evidenceToJson({ kind, id, topic, partition, offset, summary }: Evidence) {
  return {
    kind,
    id,
    topic,
    partition: partition || undefined,
    offset: offset ? String(offset) : undefined,
    summary: summary || undefined,
  };
}

const requestSchema = z.object({
  id: text,
  action: actions.schema,
  node: text,
  nodeUid: text,
  reason: text,
  severity: severities.schema,
  score: number,
  evidence: list(z.object({ kind: text, id: text, topic: text, partition: integer, offset: integer, summary: text })),
  critical: list(z.string()),
  policy: z.object({ name: text, version: text }).nullish(),
  models: list(z.string()),
  requestedAt: time,
  notAfter: time,
  requestedBy: text,
});

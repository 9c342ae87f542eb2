/** Cordon requests as protobuf bytes; fields come in the schema's order, so equal requests make equal bytes. */

import { PicketError } from "../../errors/picket-error.ts";
import { picket } from "../generated/messages.js";
import { severities } from "./anomaly.ts";
import { actions, type CordonRequest, cordonRequestOf } from "./cordon-request.ts";
import { fromTimestamp, toTimestamp } from "./timestamp.ts";

export function cordonRequestToProtobuf(request: CordonRequest): Buffer {
  const bytes = picket.v1.CordonRequest.encode({
    ...request,
    nodeUid: request.nodeUid ?? "",
    action: actions.numberOf(request.action),
    severity: severities.numberOf(request.severity),
    evidence: request.evidence.map((evidence) => ({ ...evidence })),
    critical: [...request.critical],
    policy: request.policy ?? null,
    models: [...request.models],
    requestedAt: toTimestamp(request.requestedAt),
    notAfter: toTimestamp(request.notAfter),
    requestedBy: request.requestedBy ?? "",
  }).finish();
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** @throws PicketError `MESSAGE_INVALID` that quotes nothing of it. */
export function cordonRequestFromProtobuf(bytes: Uint8Array): CordonRequest {
  const message = decode(bytes);
  const action = actions.fromNumber(message.action);
  const severity = severities.fromNumber(message.severity);
  const { policy, requestedAt, notAfter } = message;
  if (action === undefined || severity === undefined || !requestedAt || !notAfter) {
    throw new PicketError("MESSAGE_INVALID", "This is not a cordon request: it lacks its action, severity or times.");
  }
  return cordonRequestOf({
    id: message.id,
    action,
    node: message.node,
    nodeUid: message.nodeUid,
    reason: message.reason,
    severity,
    score: message.score,
    evidence: message.evidence.map(({ kind, id, topic, partition, offset, summary }) => ({
      kind: kind ?? "",
      id: id ?? "",
      topic: topic ?? "",
      partition: partition ?? 0,
      offset: Number(offset ?? 0),
      summary: summary ?? "",
    })),
    critical: message.critical,
    policy: policy ? { name: policy.name ?? "", version: policy.version ?? "" } : undefined,
    models: message.models,
    requestedAt: fromTimestamp(Number(requestedAt.seconds ?? 0), requestedAt.nanos ?? 0),
    notAfter: fromTimestamp(Number(notAfter.seconds ?? 0), notAfter.nanos ?? 0),
    requestedBy: message.requestedBy,
  });
}

function decode(bytes: Uint8Array) {
  try {
    return picket.v1.CordonRequest.decode(bytes);
  } catch (error) {
    const message = "This is not a cordon request in protobuf: it cannot be decoded.";
    throw new PicketError("MESSAGE_INVALID", message, { cause: error });
  }
}

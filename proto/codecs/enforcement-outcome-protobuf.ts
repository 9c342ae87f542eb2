/** Enforcement outcomes as protobuf bytes; fields come in the schema's order, so equal outcomes make equal bytes. */

import { PicketError } from "../../errors/picket-error.ts";
import { picket } from "../generated/messages.js";
import { actions } from "./cordon-request.ts";
import { decisions, type EnforcementOutcome, type NodeState } from "./enforcement-outcome.ts";
import { fromTimestamp, toTimestamp } from "./timestamp.ts";

export function outcomeToProtobuf(outcome: EnforcementOutcome): Buffer {
  const { action, before, after, source, policy, evidenceKinds } = outcome;
  const bytes = picket.v1.EnforcementOutcome.encode({
    ...outcome,
    action: action === undefined ? 0 : actions.numberOf(action),
    decision: decisions.numberOf(outcome.decision),
    before: before ?? null,
    after: after ?? null,
    at: toTimestamp(outcome.at),
    source: source ?? null,
    policy: policy ?? null,
    evidenceKinds: [...evidenceKinds],
  }).finish();
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** @throws PicketError `MESSAGE_INVALID` */
export function outcomeFromProtobuf(bytes: Uint8Array): EnforcementOutcome {
  const message = decode(bytes);
  const decision = decisions.fromNumber(message.decision);
  const { at, source, policy } = message;
  if (decision === undefined || !at) {
    throw new PicketError("MESSAGE_INVALID", "This is not an outcome: it lacks its decision or its time.");
  }
  return {
    id: message.id,
    requestId: message.requestId,
    node: message.node,
    action: actions.fromNumber(message.action),
    decision,
    code: message.code,
    message: message.message,
    before: stateOf(message.before),
    after: stateOf(message.after),
    at: fromTimestamp(Number(at.seconds ?? 0), at.nanos ?? 0),
    traceId: message.traceId,
    keyId: message.keyId,
    source: source
      ? { topic: source.topic ?? "", partition: source.partition ?? 0, offset: Number(source.offset ?? 0) }
      : undefined,
    policy: policy ? { name: policy.name ?? "", version: policy.version ?? "" } : undefined,
    evidenceKinds: message.evidenceKinds,
    byPerson: message.byPerson,
  };
}

function stateOf(state: picket.v1.NodeState.$Properties | null | undefined): NodeState | undefined {
  if (!state) return undefined;
  const { uid, unschedulable, taint, phase } = state;
  return { uid: uid ?? "", unschedulable: unschedulable ?? false, taint: taint ?? "", phase: phase ?? "" };
}

function decode(bytes: Uint8Array) {
  try {
    return picket.v1.EnforcementOutcome.decode(bytes);
  } catch (error) {
    throw new PicketError("MESSAGE_INVALID", `This is not an outcome in protobuf: ${String(error)}`, { cause: error });
  }
}

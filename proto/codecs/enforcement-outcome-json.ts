/**
 * Enforcement outcomes in canonical proto3 JSON (https://protobuf.dev/programming-guides/json). Fields come in the schema's
 * order without white space, so equal outcomes make equal bytes.
 */

import { z } from "zod";
import { PicketError } from "../../errors/picket-error.ts";
import { actions } from "./cordon-request.ts";
import { decisions, type EnforcementOutcome, type NodeState } from "./enforcement-outcome.ts";
import { integer, list, text, time } from "./json-values.ts";
import { rfc3339 } from "./timestamp.ts";

export function outcomeToJson(outcome: EnforcementOutcome): string {
  const { action, before, after, source, policy, evidenceKinds } = outcome;
  // JSON.stringify keeps the order of properties and leaves out those that are undefined.
  return JSON.stringify({
    id: outcome.id || undefined,
    requestId: outcome.requestId || undefined,
    node: outcome.node || undefined,
    action: action && actions.jsonOf(action),
    decision: decisions.jsonOf(outcome.decision),
    code: outcome.code || undefined,
    message: outcome.message || undefined,
    before: before && stateToJson(before),
    after: after && stateToJson(after),
    at: rfc3339(outcome.at),
    traceId: outcome.traceId || undefined,
    keyId: outcome.keyId || undefined,
    source: source && {
      topic: source.topic || undefined,
      partition: source.partition || undefined,
      offset: source.offset === 0 ? undefined : String(source.offset),
    },
    policy: policy && { name: policy.name || undefined, version: policy.version || undefined },
    evidenceKinds: evidenceKinds.length === 0 ? undefined : evidenceKinds,
    byPerson: outcome.byPerson || undefined,
  });
}

/**
 * Reads any JSON that the mapping allows.
 *
 * @throws PicketError `MESSAGE_INVALID`
 */
export function outcomeFromJson(json: string): EnforcementOutcome {
  try {
    const { action, before, after, source, policy, ...rest } = outcomeSchema.parse(JSON.parse(json));
    return {
      ...rest,
      action: action ?? undefined,
      before: before ?? undefined,
      after: after ?? undefined,
      source: source ?? undefined,
      policy: policy ?? undefined,
    };
  } catch (error) {
    const problem = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new PicketError("MESSAGE_INVALID", `This is not an outcome in JSON: ${problem}`, { cause: error });
  }
}

function stateToJson({ uid, unschedulable, taint, phase }: NodeState) {
  return {
    uid: uid || undefined,
    unschedulable: unschedulable || undefined,
    taint: taint || undefined,
    phase: phase || undefined,
  };
}

const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);

const state = z.object({ uid: text, unschedulable: flag, taint: text, phase: text }).nullish();

const outcomeSchema = z.object({
  id: text,
  requestId: text,
  node: text,
  action: actions.schema.nullish(),
  decision: decisions.schema,
  code: text,
  message: text,
  before: state,
  after: state,
  at: time,
  traceId: text,
  keyId: text,
  source: z.object({ topic: text, partition: integer, offset: integer }).nullish(),
  policy: z.object({ name: text, version: text }).nullish(),
  evidenceKinds: list(z.string()),
  byPerson: flag,
});

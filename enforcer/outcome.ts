/** What becomes of a request: the closed list of codes, and outcomes that carry one of them. */

import type { EnforcementOutcome } from "../proto/codecs/enforcement-outcome.ts";

export type { Decision, NodeState } from "../proto/codecs/enforcement-outcome.ts";

/** Every code of an outcome, with what it means. */
export const outcomeCodes = {
  malformed: "The record is not a request, or one with a part that is too long, misnamed or missing.",
  unsigned: "The request carries no signature, and PICKET_UNSIGNED_REQUESTS does not accept that.",
  unknown_key: "The key that the request names is not in the key ring.",
  key_not_yet_valid: "The key ring says that the key is valid later than now.",
  key_expired: "The key ring says that the key is not valid any more.",
  bad_signature: "The signature is not that of the named key over this record on this topic.",
  expired: "The request's notAfter has passed.",
  future_dated: "The request is dated further ahead than PICKET_REQUEST_MAX_AHEAD.",
  too_long_lived: "From requestedAt to notAfter is longer than PICKET_REQUEST_MAX_LIFETIME.",
  replayed: "A request of this id was decided on before.",
  unknown_node: "The cluster has no node of this name.",
  wrong_uid: "The node of this name is another one than the request means: it was replaced.",
} as const satisfies Record<string, string>;

export type OutcomeCode = keyof typeof outcomeCodes;

export interface Outcome extends EnforcementOutcome {
  readonly code: OutcomeCode;
}

/** What becomes of a request: the closed list of codes, and outcomes that carry one of them. */

import type { Decision, EnforcementOutcome } from "../proto/codecs/enforcement-outcome.ts";

export type { Decision, NodeState } from "../proto/codecs/enforcement-outcome.ts";

/** Every code of an outcome, with what it means. */
export const outcomeCodes = {
  malformed: "The record is not a request, or one with a part that is too long, misnamed or missing.",
  unsigned: "The request carries no signature, and PICKET_UNSIGNED_REQUESTS does not accept that.",
  unknown_key: "The key that the request names is not in the key ring.",
  key_not_yet_valid: "The key ring says that the key is valid later than now.",
  key_expired: "The key ring says that the key is not valid any more.",
  key_not_allowed: "The key ring does not let this key sign in a person's name, or a policy's.",
  bad_signature: "The signature is not that of the named key over this record on this topic.",
  expired: "The request's notAfter has passed.",
  future_dated: "The request is dated further ahead than PICKET_REQUEST_MAX_AHEAD.",
  too_long_lived: "From requestedAt to notAfter is longer than PICKET_REQUEST_MAX_LIFETIME.",
  replayed: "A request of this id was decided on before.",
  unknown_node: "The cluster has no node of this name.",
  wrong_uid: "The node of this name is another one than the request means: it was replaced.",
  vetoed: "A person uncordoned the node; it is left alone for a while.",
  cordoned: "The node is cordoned and tainted.",
  already_quarantined: "The node was under quarantine already; its evidence was added, and it stays longer.",
  dry_run: "The node would have been cordoned, but the mode is dry-run.",
  waiting: "The request is kept as a NodeQuarantine; the API server has not let the next step happen yet.",
  superseded: "A newer request for the node took the place of this one, which was waiting.",
  withdrawn: "The node was released while the request was waiting.",
  uncordoned:
    "A person uncordoned a node under quarantine: Picket takes its marks off and leaves it alone for a while.",
  released: "The node is as it was before.",
  not_quarantined: "There was nothing to release.",
  left_to_person: "A person asked for the quarantine: no policy's request ends it, or joins it while it waits.",
  not_possible: "The API server does not take what the request would make.",
  mode_off: "The enforcer is switched off.",
  node_protected: "The policy protects the node.",
  node_not_selected: "The policy's selector does not match the node.",
  evidence_insufficient: "There are not enough kinds of evidence that do not depend on one another.",
  storm: "The storm breaker holds cordons back.",
  rate_limited: "Enough nodes were cordoned within the time that the policy sets.",
  evidence_kind_capped: "One kind of evidence has decided enough cordons for now.",
  budget_nodes: "Enough nodes are under quarantine.",
  budget_percent: "Enough of the fleet is under quarantine.",
  budget_zone: "Enough of the zone is under quarantine.",
  last_schedulable: "Too few nodes would be left that take pods.",
  capacity: "The pods of the node would find no room elsewhere.",
} as const satisfies Record<string, string>;

export type OutcomeCode = keyof typeof outcomeCodes;

/** What each code means for the request; those that are not here refuse it. */
const decisionOfCode: Partial<Record<OutcomeCode, Decision>> = {
  cordoned: "carried_out",
  released: "carried_out",
  uncordoned: "carried_out",
  already_quarantined: "unchanged",
  not_quarantined: "unchanged",
  dry_run: "dry_run",
  not_possible: "failed",
  waiting: "deferred",
  storm: "deferred",
  rate_limited: "deferred",
  evidence_kind_capped: "deferred",
  budget_nodes: "deferred",
  budget_percent: "deferred",
  budget_zone: "deferred",
  last_schedulable: "deferred",
  capacity: "deferred",
};

export function decisionOf(code: OutcomeCode): Decision {
  return decisionOfCode[code] ?? "refused";
}

/** Another outcome follows one that is not. */
export function isFinal(code: OutcomeCode): boolean {
  return decisionOf(code) !== "deferred";
}

export function isOutcomeCode(code: string): code is OutcomeCode {
  return Object.hasOwn(outcomeCodes, code);
}

export interface Outcome extends EnforcementOutcome {
  readonly code: OutcomeCode;
}

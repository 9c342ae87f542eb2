/** A request that a quarantine knows of: whether it is decided, and deciding it. */

import { isFinal, isOutcomeCode, type OutcomeCode } from "../outcome.ts";
import type { HandledRequest } from "./quarantine.ts";

/** One whose outcome is still to come. A code that this version does not know was given by one that did. */
export function isOpen({ code }: HandledRequest): boolean {
  return isOutcomeCode(code) && !isFinal(code);
}

/** All requests, with those that are open brought to `code`. */
export function withOpen(
  requests: readonly HandledRequest[],
  codeOf: (request: HandledRequest) => OutcomeCode,
  at: number,
): readonly HandledRequest[] {
  return requests.map((request) => {
    const { id, action } = request;
    const code = isOpen(request) ? codeOf(request) : request.code;
    return code === request.code ? request : { id, action, code, at };
  });
}

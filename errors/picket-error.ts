/** The one error class of Picket: a code from the closed catalogue, what was going on, and what caused it. */

import type { ErrorCode } from "./catalogue.ts";

export type ErrorContext = Readonly<Record<string, string | number | boolean | null | undefined>>;

export class PicketError extends Error {
  override readonly name = "PicketError";
  readonly code: ErrorCode;
  readonly context: ErrorContext;

  /** `message` says what is wrong and, where someone can do something about it, what to do. */
  constructor(code: ErrorCode, message: string, options: { context?: ErrorContext; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.context = options.context ?? {};
  }
}

export function hasCode(error: unknown, ...codes: readonly ErrorCode[]): error is PicketError {
  return error instanceof PicketError && codes.includes(error.code);
}

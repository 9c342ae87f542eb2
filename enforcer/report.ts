/** What the enforcer says about its work: to the audit log, to metrics, to traces. */

import type { LogFields, Logger } from "../telemetry/logger.ts";
import type { TraceContext } from "../telemetry/propagation.ts";
import type { Outcome } from "./outcome.ts";

export class Report {
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** One line for each decision, once it is written. */
  told(outcome: Outcome): void {
    const { node, action, decision, code, requestId, message, traceId, keyId } = outcome;
    this.#logger.info({ audit: true, node, action, decision, code, requestId, keyId, traceId }, message);
  }

  trouble(fields: LogFields, message: string): void {
    this.#logger.warn(fields, message);
  }
}

export type { TraceContext };

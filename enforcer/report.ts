/** What the enforcer says about its work: to the audit log, to metrics, to traces, to those who want to be told. */

import type { EnforcerFacts, EnforcerMetrics, EnforcerSpanName, EnforcerTracer } from "../telemetry/enforcement.ts";
import type { LogFields, Logger } from "../telemetry/logger.ts";
import type { TraceContext } from "../telemetry/propagation.ts";
import type { Fleet } from "./cluster/fleet.ts";
import type { Notice } from "./notify/notice.ts";
import type { Outcome } from "./outcome.ts";
import type { Quarantine } from "./quarantine/quarantine.ts";
import { isHeld, type ReleaseReason, statusOf } from "./quarantine/transitions.ts";

export interface ReportOptions {
  readonly logger: Logger;
  readonly metrics: EnforcerMetrics;
  readonly tracer: EnforcerTracer;
  /** Never waits, never fails. */
  readonly notify: (notice: Notice) => void;
  readonly fleet: Fleet;
}

export class Report {
  readonly #options: ReportOptions;

  constructor(options: ReportOptions) {
    this.#options = options;
  }

  /** One line for each decision, once it is written. */
  told(outcome: Outcome): void {
    const { logger, metrics } = this.#options;
    const { node, action = "unknown", decision, code, requestId, message, traceId, keyId } = outcome;
    const policy = outcome.policy && `${outcome.policy.name}@${outcome.policy.version}`;
    logger.info({ audit: true, node, action, decision, code, requestId, keyId, traceId, policy }, message);
    metrics.outcome({ action, decision, code });
    if (code === "uncordoned") metrics.veto();
    this.#notify(outcome);
  }

  cordoned(latencyMs: number): void {
    this.#options.metrics.cordonLatency(latencyMs);
  }

  released(reason: ReleaseReason): void {
    this.#options.metrics.release({ reason });
  }

  /** Does `work` within a span, whose context it is handed. */
  async traced<Result>(
    name: EnforcerSpanName,
    from: TraceContext | undefined,
    facts: EnforcerFacts,
    work: (context: TraceContext | undefined) => Promise<Result>,
  ): Promise<Result> {
    const span = this.#options.tracer.begin(name, from, facts);
    try {
      const result = await work(span.context);
      span.end();
      return result;
    } catch (error) {
      span.end({ error });
      throw error;
    }
  }

  trouble(fields: LogFields, message: string): void {
    this.#options.logger.warn(fields, message);
  }

  /** What stood at the door, unproven, is nobody's news. */
  #notify(outcome: Outcome): void {
    const quarantine = this.#options.fleet.quarantines.get(outcome.node);
    if (quarantine && !outcome.id.startsWith("record/")) this.#options.notify(noticeOf(outcome, quarantine));
  }
}

function noticeOf(outcome: Outcome, quarantine: Quarantine): Notice {
  const { reason, severity } = quarantine.spec;
  const { since = quarantine.createdAt, until } = statusOf(quarantine);
  const held = isHeld(quarantine) && outcome.code !== "released";
  return { outcome, reason, severity, held, since, ...(until === undefined ? {} : { until }) };
}

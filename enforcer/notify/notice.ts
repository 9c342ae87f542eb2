/** An outcome as its readers want it: JSON for programs, a line for a chat, an alert for Alertmanager. Pure. */

import type { EnforcerPolicy } from "../policy.ts";
import { outcomeToJson } from "../../proto/codecs/enforcement-outcome-json.ts";
import type { EnforcementOutcome } from "../../proto/codecs/enforcement-outcome.ts";
import { filledIn } from "../template.ts";

export type Target = EnforcerPolicy["notify"][number];

/** An outcome, and what it is about. */
export interface Notice {
  readonly outcome: EnforcementOutcome;
  readonly reason: string;
  readonly severity: string;
  /** Whether the node is under quarantine now. */
  readonly held: boolean;
  /** Since when it is or was, in ms since the epoch. */
  readonly since: number;
  /** When that ends if nothing new happens; left out where it is not known. */
  readonly until?: number;
}

export function isWanted({ outcome }: Notice, { on }: Target): boolean {
  return on === undefined || on.includes(outcome.decision);
}

/** The body of the request to `target`. */
export function bodyFor(notice: Notice, target: Target): string {
  switch (target.format) {
    case "json":
      return outcomeToJson(notice.outcome);
    case "slack":
      return JSON.stringify({ text: line(notice, target.template) });
    case "alertmanager":
      return JSON.stringify([alert(notice)]);
  }
}

const standardLine = "*{{node}}* {{decision}} ({{code}}): {{message}}\nwhy: {{reason}} (severity {{severity}})";

function line({ outcome, reason, severity }: Notice, template = standardLine): string {
  const { node, decision, code, message, requestId, traceId } = outcome;
  const values = { node, code, message, reason, severity, requestId, traceId, decision: decision.replaceAll("_", " ") };
  // Slack reads these three as markup wherever they stand (https://docs.slack.dev/messaging/formatting-message-text).
  const safe = Object.entries(values).map(([name, value]) => [name, escaped(value)] as const);
  return filledIn(template, Object.fromEntries(safe));
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/**
 * Alertmanager's API v2, `POST /api/v2/alerts`. Labels are what an alert is known by, so they say only what stays the same
 * from its firing to its end.
 */
function alert({ outcome, reason, severity, held, since, until }: Notice) {
  const { node, at, decision, code, message, requestId } = outcome;
  const isWaiting = decision === "deferred";
  return {
    labels: { alertname: isWaiting ? "PicketCordonDeferred" : "PicketNodeQuarantine", node, severity },
    annotations: { summary: `${node}: ${message}`, reason, code, requestId },
    startsAt: new Date(since).toISOString(),
    // Without an end, Alertmanager would drop it after its resolve_timeout although the node is still held.
    ...endOf(held || isWaiting ? until : at),
  };
}

function endOf(ms: number | undefined): { endsAt?: string } {
  return ms === undefined ? {} : { endsAt: new Date(ms).toISOString() };
}

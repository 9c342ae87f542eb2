/** A quarantine as people read it who ask what happened to their node: why, since when, until when, on what evidence. */

import { formatSpan } from "../../config/span.ts";
import type { Condition, Evidence, HandledRequest, Quarantine } from "../../enforcer/quarantine/quarantine.ts";
import type { Palette } from "../terminal/palette.ts";
import { formatScore, formatTime } from "../terminal/units.ts";
import { visible } from "../terminal/visible.ts";

/**
 * Several lines without a last newline:
 *
 *     worker-3  Quarantined  high: a miner and a silent sensor
 *       since 2026-01-01 00:00:00.000, 12m ago
 *       until 2026-01-01 04:00:00.000, in 3h48m
 *       asked for by request 7f3a, policy default version 3, score 0.9931
 *     Conditions
 *       Admitted True WithinBudget: 1 of 3 nodes
 *     Evidence
 *       container: exec from /tmp (anomalies/2@10023)
 *     Requests
 *       2026-01-01 00:00:00.000  cordon  admitted  7f3a
 */
export function quarantineText(quarantine: Quarantine, now: number, palette: Palette): string {
  const { name, spec, status } = quarantine;
  const phase = phaseText(quarantine);
  const { conditions = [], requests = [], message = "" } = status ?? {};
  return [
    `${palette("strong", visible(name))}  ${phase}  ${palette(spec.severity, spec.severity)}: ${visible(spec.reason)}`,
    ...[message === "" ? [] : [visible(message)], times(quarantine, now), [origin(quarantine)]].flat().map(indented),
    ...section("Conditions", conditions.map(conditionText), palette),
    ...section("Evidence", spec.evidence.map(evidenceText), palette),
    ...section("Requests", requests.map(requestText), palette),
  ].join("\n");
}

/** `Quarantined`, or what is known where nobody has looked at it yet, or where someone has asked for its end. */
export function phaseText({ deleting, status }: Pick<Quarantine, "deleting" | "status">): string {
  const phase = status?.phase ?? "New";
  return deleting && phase !== "Releasing" ? `${phase}, deleted` : phase;
}

function times({ status, createdAt }: Quarantine, now: number): readonly string[] {
  const { since = createdAt, until } = status ?? {};
  const began = `${status?.since === undefined ? "made" : "since"} ${formatTime(since)}, ${formatSpan(now - since)} ago`;
  return until === undefined ? [began] : [began, `until ${formatTime(until)}, in ${formatSpan(until - now)}`];
}

function origin({ spec, traceparent }: Quarantine): string {
  const { source, requestId, policy, models, score, critical } = spec;
  return [
    source === "manual" ? "made by a person" : `asked for by request ${visible(requestId ?? "unknown")}`,
    policy === undefined ? "" : `policy ${visible(policy.name)} version ${visible(policy.version)}`,
    models.length === 0 ? "" : `models ${models.map(visible).join(" ")}`,
    score === undefined ? "" : `score ${formatScore(score)}`,
    critical.length === 0 ? "" : `critical: ${critical.map(visible).join(" ")}`,
    traceparent === undefined ? "" : `trace ${visible(traceparent.split("-")[1] ?? traceparent)}`,
  ]
    .filter((part) => part !== "")
    .join(", ");
}

function conditionText({ type, status, reason, message }: Condition): string {
  return `${type} ${status} ${visible(reason)}${message === "" ? "" : `: ${visible(message)}`}`;
}

function evidenceText({ kind, id, topic, partition, offset, summary }: Evidence): string {
  const record = topic === undefined ? id : `${topic}/${partition ?? "?"}@${offset ?? "?"}`;
  return `${visible(kind)}: ${visible(summary)} (${visible(record)})`;
}

function requestText({ at, action, code, id }: HandledRequest): string {
  return `${formatTime(at)}  ${action}  ${visible(code)}  ${visible(id)}`;
}

function section(title: string, lines: readonly string[], palette: Palette): readonly string[] {
  return lines.length === 0 ? [] : [palette("quiet", title), ...lines.map(indented)];
}

function indented(line: string): string {
  return `  ${line}`;
}

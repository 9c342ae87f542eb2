/** Which of the things that a window noticed speak against the node. */

import { requestLimits } from "../../proto/codecs/cordon-request.ts";
import type { Severity } from "../../topology/detector.ts";
import { nodeFeatures } from "../features.ts";
import type { HealthEvidence } from "../health.ts";
import { cleanText } from "../ingest/clean.ts";
import { isAtLeast } from "../policy/history.ts";
import type { NodeWindow, Trace } from "../window.ts";
import type { Indicator } from "../windows/notable.ts";
import type { Actors, ActorsOfWindow } from "./actors.ts";
import type { Customs } from "./customs.ts";

export interface Noticed extends ActorsOfWindow {
  readonly evidence: readonly HealthEvidence[];
  /** Of the window's, those that are not the habits of who showed them. */
  readonly indicators: readonly string[];
}

/** A container anomaly counts where the node's number of them deviates by more than so many spreads from its past. */
const unusual = 1;
/** So many runs from /tmp in one window count, or any in two windows one after the other. */
const manyRuns = 3;

/** @param deviations of the window from the node's own past; what they do not know is no container anomaly. */
export function noticed(
  { traces, start, features, indicators }: NodeWindow,
  deviations: Float64Array,
  actors: Actors,
  customs: Customs,
): Noticed {
  const all = traces.filter(({ kind }) => kind !== "container-anomaly");
  const deeds = all.filter((trace) => !customs.isCustom(trace));
  const hasMany = features[nodeFeatures.indexOf("exec_from_tmp")]! >= manyRuns;
  const against = deeds.filter(
    ({ what, actor }) => what !== "exec_from_tmp" || hasMany || actors.isSeenAgain(actor, start),
  );
  const caught = namesOf(against);
  const finds = traces.filter(({ kind }) => kind === "container-anomaly");
  const high = finds.filter((trace) => isAtLeast(severityOf(trace), "high"));
  const isUnusual = findFeatures.some((feature) => deviations[feature]! >= unusual);
  const believed = finds.filter((trace) => {
    if (caught.has(trace.actor) || actors.isSuspect(trace.actor, start)) return isAtLeast(severityOf(trace), "medium");
    return isUnusual && high.includes(trace) && actors.isAnomalousAgain(trace.actor, start);
  });
  return {
    evidence: [...against, ...believed].map(evidenceOf),
    indicators: all.length > 0 && deeds.length === 0 ? indicators.filter((one) => one === byDetectors) : indicators,
    seen: namesOf(deeds),
    caught,
    anomalous: namesOf(high),
  };
}

const byDetectors: Indicator = "container_anomaly_critical";

function namesOf(traces: readonly Trace[]): ReadonlySet<string> {
  return new Set(traces.map(({ actor }) => actor));
}

const findFeatures = [
  nodeFeatures.indexOf("container_anomalies_high"),
  nodeFeatures.indexOf("container_anomalies_critical"),
];

function evidenceOf(trace: Trace): HealthEvidence {
  return {
    kind: trace.kind,
    id: plainId(trace.id),
    source: trace.source,
    summary: cleanText(trace.summary),
    severity: severityOf(trace),
    score: trace.weight > 0 ? Math.min(trace.weight, 1) : 0,
    ...(trace.trace === undefined ? {} : { trace: trace.trace }),
  };
}

function severityOf({ weight }: Trace): Severity {
  if (weight >= 0.9) return "critical";
  if (weight >= 0.7) return "high";
  return weight >= 0.4 ? "medium" : "low";
}

/** Requests carry ids of visible ASCII only. */
export function plainId(id: string): string {
  return id.slice(0, requestLimits.id).replaceAll(/[^!-~]/gu, "?") || "?";
}

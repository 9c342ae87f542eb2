/** Which of the things that a window noticed speak against the node. */

import { requestLimits } from "../../proto/codecs/cordon-request.ts";
import type { Severity } from "../../topology/detector.ts";
import { nodeFeatures } from "../features.ts";
import type { HealthEvidence } from "../health.ts";
import { cleanText } from "../ingest/clean.ts";
import { isAtLeast } from "../policy/history.ts";
import type { NodeWindow, Trace } from "../window.ts";
import type { Actors } from "./actors.ts";
import type { Customs } from "./customs.ts";

export interface Noticed {
  readonly evidence: readonly HealthEvidence[];
  /** Containers whose processes did what is nobody's custom. */
  readonly caught: ReadonlySet<string>;
  /** Containers in which a detector found something high at least. */
  readonly anomalous: ReadonlySet<string>;
}

/** A container anomaly counts where the node's number of them deviates by more than so many spreads from its past. */
const unusual = 1;

/**
 * @param deviations of the window from the node's own past; what they do not know is no container anomaly.
 * @param now on the group's stopwatch, ms.
 */
export function noticed(
  { traces, start }: NodeWindow,
  deviations: Float64Array,
  actors: Actors,
  customs: Customs,
  now: number,
): Noticed {
  const deeds = traces.filter((trace) => trace.kind !== "container-anomaly" && !customs.isCustom(trace, now));
  const caught = new Set(deeds.map(({ actor }) => actor));
  const finds = traces.filter((trace) => trace.kind === "container-anomaly" && isAtLeast(severityOf(trace), "high"));
  const isUnusual = findFeatures.some((feature) => deviations[feature]! >= unusual);
  const believed = finds.filter(({ actor }) => isUnusual && (caught.has(actor) || actors.isBelieved(actor, start)));
  return {
    evidence: [...deeds, ...believed].map(evidenceOf),
    caught,
    anomalous: new Set(finds.map(({ actor }) => actor)),
  };
}

const findFeatures = [
  nodeFeatures.indexOf("container_anomalies_high"),
  nodeFeatures.indexOf("container_anomalies_critical"),
];

function evidenceOf(trace: Trace): HealthEvidence {
  return {
    kind: trace.kind,
    id: visible(trace.id),
    source: trace.source,
    summary: cleanText(trace.summary),
    severity: severityOf(trace),
    score: Math.min(Math.max(trace.weight, 0), 1),
    ...(trace.trace === undefined ? {} : { trace: trace.trace }),
  };
}

function severityOf({ weight }: Trace): Severity {
  if (weight >= 0.9) return "critical";
  if (weight >= 0.7) return "high";
  return weight >= 0.4 ? "medium" : "low";
}

/** Requests carry ids of visible ASCII only. */
export function visible(id: string): string {
  return id.slice(0, requestLimits.id).replaceAll(/[^!-~]/gu, "?") || "?";
}

/** What speaks against a node in a window, by kind: what its features and its silent sensors say. */

import type { Severity } from "../../topology/detector.ts";
import type { HealthEvidence, ModelScore } from "../health.ts";
import { cleanText } from "../ingest/clean.ts";
import type { Sensor } from "../observation.ts";
import { type EvidenceKind, evidenceKinds, type NodeWindow } from "../window.ts";
import { featureTraits } from "./feature-traits.ts";
import { reasonsOf, reasonText } from "./reasons.ts";
import type { OwnPast } from "./own-past.ts";
import { plainId } from "./trace-evidence.ts";

/** From this multiple of a threshold on, a deviation is high, below it medium: numbers alone are never critical. */
const highFrom = 2;
/** Below the scores of grave traces: a person can look those up. */
export const mostForNumbers = 0.69;
/** Of its threshold, what two features at least must reach for the forest to be heard. */
const forestFrom = 0.5;

/** Of the features that are anomalous, kind by kind. */
export function featureEvidence(
  id: string,
  { features }: NodeWindow,
  strengths: Float64Array,
  past: OwnPast,
): readonly HealthEvidence[] {
  if (!strengths.some((strength) => strength >= 1)) return [];
  return evidenceKinds.flatMap((kind) => {
    const own = strengths.map((strength, i) => (featureTraits[i]!.kind === kind && strength >= 1 ? strength : 0));
    const strength = Math.max(...own);
    if (strength === 0) return [];
    const score = Math.min(strength / (strength + 1), mostForNumbers);
    return [ofWindow(id, kind, severityFrom(strength), score, summaryOf(own, features, past))];
  });
}

/** @param strength as a multiple of the threshold, at least 1. */
export function severityFrom(strength: number): Severity {
  return strength >= highFrom ? "high" : "medium";
}

/** Of the forest, where it finds a combination strange of which no single feature is. */
export function forestEvidence(
  id: string,
  { features }: NodeWindow,
  strengths: Float64Array,
  past: OwnPast,
  forest: ModelScore,
): readonly HealthEvidence[] {
  if (!forest.isAnomalous) return [];
  const raised = strengths.map((strength) => (strength >= forestFrom ? strength : 0));
  if (raised.filter((strength) => strength > 0).length < 2) return [];
  return evidenceKinds.flatMap((kind) => {
    const own = raised.map((strength, i) => (featureTraits[i]!.kind === kind && strength < 1 ? strength : 0));
    if (Math.max(...own) === 0) return [];
    return [ofWindow(id, kind, "low", forest.score, summaryOf(own, features, past))];
  });
}

/**
 * Of sensors that fell silent. A sensor that stops while the node's others go on looks tampered with; where all stop at once, the
 * node may be gone, and nothing is wrong with that.
 *
 * @param talking whether other sensors of the node go on.
 */
export function silenceEvidence(id: string, silent: readonly Sensor[], talking: boolean): readonly HealthEvidence[] {
  if (silent.length === 0) return [];
  const who = `silent: ${silent.join(", ")}`;
  return talking
    ? [ofWindow(id, "silence", "high", 0.75, `${who}; the node's other sensors go on`)]
    : [ofWindow(id, "silence", "low", 0.5, `${who}; all sensors of the node`)];
}

/**
 * Sensors that lost events, which only counts beside something else: their counts are too low, and a storm of processes is why, or
 * a way to hide.
 */
export function lossEvidence(id: string, { sensors }: NodeWindow): readonly HealthEvidence[] {
  const lossy = sensors.filter(({ lost, isThrottled }) => lost > 0 || isThrottled);
  if (lossy.length === 0) return [];
  const texts = lossy.map(
    ({ sensor, lost, isThrottled }) => `${sensor}${isThrottled ? " throttled" : ""}, ${lost} lost`,
  );
  return [ofWindow(id, "process-behaviour", "low", 0.25, `events lost: ${texts.join("; ")}`)];
}

function ofWindow(id: string, kind: EvidenceKind, severity: Severity, score: number, summary: string): HealthEvidence {
  return { kind, id: plainId(id), source: undefined, summary, severity, score };
}

function summaryOf(weights: Float64Array, features: Float64Array, past: OwnPast): string {
  return cleanText(reasonsOf(weights, features, past).map(reasonText).join("; "));
}

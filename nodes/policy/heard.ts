/**
 * A window as the rules hear it: without what loaded models say, unless the policy has `model` among the kinds that suffice. Models
 * read the same numbers as the other kinds of evidence, so they can confirm none of them.
 */

import type { HealthVerdict } from "../health.ts";
import { byWeight, type HealthSummary } from "./history.ts";
import type { Rules } from "./rule-settings.ts";

export function heard(window: HealthSummary, { sufficientKinds }: Rules): HealthSummary {
  if (sufficientKinds.includes("model") || !window.evidence.some(({ kind }) => kind === "model")) return window;
  const evidence = window.evidence.filter(({ kind }) => kind !== "model").toSorted(byWeight);
  return {
    ...window,
    verdict: window.verdict === "anomalous" ? verdictOf(evidence) : window.verdict,
    score: Math.min(window.score, 1 - evidence.reduce((error, { score }) => error * (1 - score), 1)),
    severity: evidence[0]?.severity ?? "low",
    evidence,
  };
}

function verdictOf(evidence: HealthSummary["evidence"]): HealthVerdict {
  if (evidence.length === 0) return "healthy";
  return evidence.every(({ kind }) => kind === "silence") ? "silent" : "anomalous";
}

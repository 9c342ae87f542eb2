/** What loaded models say of a window, beside everything else that is thought of it: their scores, and evidence of a kind of its own. */

import type { HealthEvidence, ModelScore } from "../health.ts";
import { cleanText } from "../ingest/clean.ts";
import { byWeight } from "../policy/history.ts";
import type { Assessment } from "./assessment.ts";
import { mostForNumbers, severityFrom } from "./evidence.ts";
import { reasonText } from "./reasons.ts";
import { plainId } from "./trace-evidence.ts";

/**
 * A window of which too little is known to judge stays one.
 *
 * @param isHeeded where the node has just come back its numbers say nothing, and so does what models make of them.
 */
export function withModels(assessment: Assessment, isHeeded: boolean): Assessment {
  const { health } = assessment;
  const { scores = [] } = health.window;
  if (scores.length === 0) return assessment;
  const found = isHeeded
    ? scores.filter(({ isAnomalous }) => isAnomalous).map((score) => evidenceOf(health.id, score))
    : [];
  const told = { ...health, scores: [...health.scores, ...scores] };
  if (found.length === 0) return { ...assessment, health: told };
  const evidence = [...health.evidence, ...found].sort(byWeight);
  const best = Math.max(...found.map(({ score }) => score));
  return {
    ...assessment,
    health: {
      ...told,
      verdict: health.verdict === "learning" || health.verdict === "unknown" ? health.verdict : "anomalous",
      score: 1 - (1 - health.score) * (1 - best),
      severity: evidence[0]!.severity,
      evidence,
    },
  };
}

function evidenceOf(id: string, { model, version, score, threshold, reasons }: ModelScore): HealthEvidence {
  // What a score beyond a threshold of 0 or less means only its model knows.
  const strength = threshold > 0 ? score / threshold : 1;
  const why = reasons.length === 0 ? "" : `: ${reasons.map(reasonText).join("; ")}`;
  return {
    kind: "model",
    id: plainId(`${id}/${model}`),
    source: undefined,
    summary: cleanText(`${model} ${version} scores ${score}, anomalous from ${threshold}${why}`),
    severity: severityFrom(strength),
    score: Math.min(strength / (strength + 1), mostForNumbers),
  };
}

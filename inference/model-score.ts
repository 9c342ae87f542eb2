/** From what a model says of a window to what goes on with it: rounded, so that it is the same on every machine. */

import type { Judgement } from "../models/judgement.ts";
import type { ModelScore } from "../nodes/model-score.ts";
import type { WindowModel } from "./window-model.ts";

/**
 * Digits that count. The runtime of a model gives the same bits everywhere; the logarithms of its scales may differ in the last of
 * sixteen digits from one build of Node.js to another.
 */
const digits = 6;

/**
 * @param name under which it scores.
 * @returns `undefined` where the model has no answer.
 */
export function scoreOf(
  name: string,
  { version, threshold }: Pick<WindowModel, "version" | "threshold">,
  { score: exact, reasons }: Judgement,
): ModelScore | undefined {
  if (!Number.isFinite(exact)) return undefined;
  const score = rounded(exact);
  const isAnomalous = score >= threshold;
  return {
    model: name,
    version,
    score,
    threshold,
    isAnomalous,
    reasons: isAnomalous
      ? reasons
          .filter(({ value }) => Number.isFinite(value))
          .map(({ feature, value, usualLow, usualHigh, share }) => ({
            feature,
            value: rounded(value),
            usualLow: rounded(usualLow),
            usualHigh: rounded(usualHigh),
            share: rounded(share),
          }))
      : [],
  };
}

function rounded(value: number): number {
  return Number(value.toPrecision(digits));
}

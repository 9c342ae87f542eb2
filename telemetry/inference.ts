/** What is counted of the models that judge nodes' windows. */

/**
 * `too_little_known`: so much of the window and those before it is missing that the model has no answer. `not_told`: no tick has
 * told yet which version counts. `not_available`: the version that counts is not loaded, and not to be had. `failed`: it did not run.
 */
export type ScoreOutcome = "scored" | "too_little_known" | "not_told" | "not_available" | "failed";

export interface InferenceMetrics {
  /** A model judged so many sequences at once. */
  inference(durationMs: number, sequences: number, of: { readonly model: string }): void;
  /** @param of version: "" where none is known. */
  scores(count: number, of: { readonly model: string; readonly version: string; readonly outcome: ScoreOutcome }): void;
  /** `refused`: it is damaged, does not fit, or cannot be read. */
  modelLoad(of: { readonly model: string; readonly outcome: "taken" | "refused" }): void;
}

function nothing(): void {}

export const noInferenceMetrics: InferenceMetrics = { inference: nothing, scores: nothing, modelLoad: nothing };

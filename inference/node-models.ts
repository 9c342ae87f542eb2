/**
 * The models that score nodes' windows on their way to who judges them. Which edition of each counts for a window is told by the
 * log (topology/advisor.ts): where that one is not to be had, the score is missing, and never another's.
 */

import { nodeFeatures } from "../nodes/features.ts";
import type { ModelScore } from "../nodes/model-score.ts";
import type { WindowSequence } from "../nodes/models/recent-windows.ts";
import type { NodeWindow } from "../nodes/window.ts";
import type { Clock } from "../runtime/clock.ts";
import { noInferenceMetrics, type ScoreOutcome } from "../telemetry/inference.ts";
import type { Logger } from "../telemetry/logger.ts";
import type { Advisor, Question, Versions } from "../topology/advisor.ts";
import { ModelHolder } from "./model-holder.ts";
import { type ModelFiles, modelName, modelsInWords } from "./model-files.ts";
import { scoreOf } from "./model-score.ts";
import type { WindowModel } from "./window-model.ts";

export interface NodeModelsOptions {
  readonly files: ModelFiles;
  /** Of their files: a model scores under the name of its file, without `.json`. */
  readonly names: readonly string[];
  readonly mostWindows: number;
  readonly everyMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

interface Named {
  readonly model: string;
  readonly holder: ModelHolder;
}

type Asked = Question<WindowSequence>;

export class NodeModels implements Advisor<WindowSequence, NodeWindow> {
  readonly name: string;
  /** Where it is counted what they do; a topology is declared before telemetry starts. */
  metrics = noInferenceMetrics;
  readonly #options: NodeModelsOptions;
  readonly #models: readonly Named[];
  /** Editions of which it was said that they are not to be had. */
  readonly #missed = new Set<string>();

  /** Reads nothing yet. */
  constructor(options: NodeModelsOptions) {
    this.name = modelsInWords(options.names);
    this.#options = options;
    this.#models = options.names.map((name) => this.#named(name));
  }

  versions(): Versions {
    return new Map(this.#models.flatMap(({ model, holder: { newest } }) => (newest ? [[model, newest.edition]] : [])));
  }

  /** Looks for all of them once. */
  async look(): Promise<void> {
    await Promise.all(this.#models.map(({ holder }) => holder.look()));
  }

  /** Looks for newer ones every so often until `stop`, then closes them; after that nothing may be asked. */
  async run(stop: AbortSignal): Promise<void> {
    await Promise.all(this.#models.map(({ holder }) => holder.run(stop)));
    this.#options.files.close();
  }

  async answer(questions: readonly Asked[]): Promise<readonly NodeWindow[]> {
    const scores = questions.map((): ModelScore[] => []);
    for (const named of this.#models) {
      const byEdition = Map.groupBy(questions.keys(), (i) => questions[i]!.versions.get(named.model));
      for (const [edition, asked] of byEdition) {
        const given = await this.#scores(
          named,
          edition,
          asked.map((i) => questions[i]!.value),
        );
        for (const [k, score] of given.entries()) if (score !== undefined) scores[asked[k]!]!.push(score);
      }
    }
    return questions.map(({ value: { window } }, i) => ({ ...window, scores: scores[i]! }));
  }

  /** In the order of the sequences; none at all where the model cannot be asked. */
  async #scores(
    { model: name, holder }: Named,
    edition: string | undefined,
    sequences: readonly WindowSequence[],
  ): Promise<readonly (ModelScore | undefined)[]> {
    const { clock, logger } = this.#options;
    const count = (outcome: ScoreOutcome, version: string, counted: number) =>
      counted > 0 && this.metrics.scores(counted, { model: name, version, outcome });
    if (edition === undefined) {
      count("not_told", "", sequences.length);
      return [];
    }
    const model = await holder.ofEdition(edition);
    if (model === undefined) {
      count("not_available", "", sequences.length);
      this.#miss(name, edition);
      return [];
    }
    const started = clock.elapsed();
    try {
      const judged = await model.judge(sequences.map(({ features }) => newestOf(features, model)));
      this.metrics.inference(clock.elapsed() - started, sequences.length, { model: name });
      const scores = judged.map((judgement) => scoreOf(name, model, judgement));
      const known = scores.filter((score) => score !== undefined).length;
      count("scored", model.version, known);
      count("too_little_known", model.version, scores.length - known);
      return scores;
    } catch (error) {
      count("failed", model.version, sequences.length);
      logger.error({ model: name, version: model.version, error }, "a model did not run; its scores are missing");
      return [];
    }
  }

  #miss(model: string, edition: string): void {
    const missed = `${model} ${edition}`;
    if (this.#missed.has(missed)) return;
    this.#missed.add(missed);
    const message = "the model that counts by the log is not available; windows go on without its score";
    this.#options.logger.warn({ model, edition }, message);
  }

  #named(name: string): Named {
    const { logger, ...options } = this.#options;
    const model = modelName(name);
    const holder = new ModelHolder({
      ...options,
      name,
      available: nodeFeatures,
      onModel: ({ model: { version, threshold, windows }, edition }) => {
        this.metrics.modelLoad({ model, outcome: "taken" });
        logger.info({ model, version, edition, threshold, windows }, "a model is taken into use");
      },
      onProblem: (error) => {
        this.metrics.modelLoad({ model, outcome: "refused" });
        logger.warn({ model, error }, "a model cannot be used; the one before goes on, where there is one");
      },
    });
    return { model, holder };
  }
}

/** As many windows as the model asks for; those before the first are missing. */
function newestOf(features: Float64Array, { windows }: WindowModel): Float64Array {
  const length = windows * nodeFeatures.length;
  if (features.length >= length) return features.subarray(features.length - length);
  const padded = new Float64Array(length).fill(NaN);
  padded.set(features, length - features.length);
  return padded;
}

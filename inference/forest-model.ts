/** A trained isolation forest among the models that are loaded: it judges a window by itself. */

import { parseForestFile } from "../models/isolation-forest-file.ts";
import type { Judgement } from "../models/judgement.ts";
import { TrainedIsolationForest } from "../models/trained-isolation-forest.ts";
import type { WindowModel } from "./window-model.ts";

export class ForestModel implements WindowModel {
  readonly name = "trained-isolation-forest";
  readonly version: string;
  readonly windows = 1;
  readonly #forest: TrainedIsolationForest;

  /**
   * @param text of a file that `picket train isolation-forest` wrote.
   * @param available the names of the features that windows will have, in order.
   * @throws PicketError `MODEL_INVALID`
   */
  constructor(text: string, available: readonly string[]) {
    const { parts, version } = parseForestFile(text);
    this.#forest = new TrainedIsolationForest(parts, available);
    this.version = version;
  }

  get threshold(): number {
    return this.#forest.threshold;
  }

  async judge(sequences: readonly Float64Array[]): Promise<readonly Judgement[]> {
    return sequences.map((window) => this.#judgeOne(window));
  }

  async close(): Promise<void> {}

  #judgeOne(window: Float64Array): Judgement {
    if (window.every(Number.isNaN)) return { score: NaN, reasons: [] };
    const score = this.#forest.scoreOne(window);
    return { score, reasons: score >= this.threshold ? this.#forest.reasons(window) : [] };
  }
}

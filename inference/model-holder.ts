/** Holds the newest model that fits, and looks for a newer one every so often, so that a model is swapped without a restart. */

import { hasCode, type PicketError } from "../errors/picket-error.ts";
import type { Clock } from "../runtime/clock.ts";
import type { ModelFiles } from "./model-files.ts";
import { openModel } from "./open-model.ts";
import type { WindowModel } from "./window-model.ts";

export interface ModelHolderOptions {
  readonly files: ModelFiles;
  /** The name among them of a trained forest, or of the manifest of an ONNX model. */
  readonly name: string;
  /** The names of the features that windows will have, in order. */
  readonly available: readonly string[];
  readonly clock: Clock;
  readonly everyMs: number;
  /** A model was taken into use. */
  readonly onModel: (model: WindowModel) => void;
  /** What is there cannot be used, and the model before goes on. Told once, until there is something else. */
  readonly onProblem: (problem: PicketError) => void;
}

export class ModelHolder {
  readonly #options: ModelHolderOptions;
  #model: WindowModel | undefined;
  /** The file that was taken, and what was said of the last one that was not. */
  #taken: string | undefined;
  #said: string | undefined;

  constructor(options: ModelHolderOptions) {
    this.#options = options;
  }

  /** `undefined` until there is one that fits. To be asked for anew each time: one that was replaced is closed. */
  get model(): WindowModel | undefined {
    return this.#model;
  }

  /** Looks, then again every so often until `stop`; then closes the model. */
  async run(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      await this.look();
      await this.#options.clock.sleep(this.#options.everyMs, stop);
    }
    await this.#model?.close();
    this.#model = undefined;
  }

  /** Takes what is there now, where it is new and fits. */
  async look(): Promise<void> {
    const { files, name, available, onModel, onProblem } = this.#options;
    try {
      const text = new TextDecoder().decode(await files.read(name));
      if (text === this.#taken) {
        this.#said = undefined;
        return;
      }
      const model = await openModel(text, files, available);
      const before = this.#model;
      this.#model = model;
      this.#taken = text;
      this.#said = undefined;
      onModel(model);
      await before?.close();
    } catch (error) {
      if (!hasCode(error, "MODEL_INVALID", "MODEL_UNAVAILABLE")) throw error;
      if (error.message === this.#said) return;
      this.#said = error.message;
      onProblem(error);
    }
  }
}

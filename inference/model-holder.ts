/**
 * Holds the newest model that fits and the one before it, and looks for a newer one every so often, so that a model is swapped
 * without a restart.
 */

import { createHash } from "node:crypto";
import { hasCode, PicketError } from "../errors/picket-error.ts";
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
  /** Windows that are kept of a node: a model that asks for more is refused. */
  readonly mostWindows: number;
  readonly clock: Clock;
  readonly everyMs: number;
  /** A model was taken into use. */
  readonly onModel: (loaded: LoadedModel) => void;
  /** What is there cannot be used, and the model before goes on. Told once, until there is something else. */
  readonly onProblem: (problem: PicketError) => void;
}

export interface LoadedModel {
  readonly model: WindowModel;
  /** The first digits of the hash of its file, or manifest: other files may claim the same version. */
  readonly edition: string;
}

export class ModelHolder {
  readonly #options: ModelHolderOptions;
  #newest: LoadedModel | undefined;
  #before: LoadedModel | undefined;
  /** An earlier one that was asked for. */
  #earlier: LoadedModel | undefined;
  #looking: Promise<void> | undefined;
  /** What was said of the last file that was not taken. */
  #said: string | undefined;

  constructor(options: ModelHolderOptions) {
    this.#options = options;
  }

  /** `undefined` until there is one that fits. To be asked for anew each time: one that was replaced twice is closed. */
  get newest(): LoadedModel | undefined {
    return this.#newest;
  }

  /**
   * Where it is neither the newest nor the one before, what is there now is looked at, and then the file `NAME@EDITION`: under
   * that name a model that is replaced may be left for those who have yet to ask it.
   */
  async ofEdition(edition: string): Promise<WindowModel | undefined> {
    if (this.#heldOf(edition) === undefined) await this.look();
    if (this.#heldOf(edition) === undefined) await this.#bringBack(edition);
    return this.#heldOf(edition);
  }

  /** Looks, then again every so often until `stop`; then closes the models. */
  async run(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      await this.look();
      await this.#options.clock.sleep(this.#options.everyMs, stop);
    }
    await Promise.all(this.#held.map(({ model }) => model.close()));
    this.#newest = this.#before = this.#earlier = undefined;
  }

  /** Takes what is there now, where it is new and fits. */
  look(): Promise<void> {
    return (this.#looking ??= this.#look().finally(() => (this.#looking = undefined)));
  }

  async #look(): Promise<void> {
    const { files, name, onModel, onProblem } = this.#options;
    try {
      const text = new TextDecoder().decode(await files.read(name));
      const edition = editionOf(text);
      if (edition !== this.#newest?.edition) {
        const loaded = { model: await this.#open(text), edition };
        const last = this.#before;
        this.#before = this.#newest;
        this.#newest = loaded;
        onModel(loaded);
        await last?.model.close();
      }
      this.#said = undefined;
    } catch (error) {
      if (!hasCode(error, "MODEL_INVALID", "MODEL_UNAVAILABLE")) throw error;
      if (error.message === this.#said) return;
      this.#said = error.message;
      onProblem(error);
    }
  }

  async #bringBack(edition: string): Promise<void> {
    if (!isEdition.test(edition)) return;
    const { files, name } = this.#options;
    try {
      const text = new TextDecoder().decode(await files.read(`${name}@${edition}`));
      if (editionOf(text) !== edition) return;
      const last = this.#earlier;
      this.#earlier = { model: await this.#open(text), edition };
      await last?.model.close();
    } catch (error) {
      if (!hasCode(error, "MODEL_INVALID", "MODEL_UNAVAILABLE")) throw error;
    }
  }

  /** @throws PicketError `MODEL_INVALID`, `MODEL_UNAVAILABLE` */
  async #open(text: string): Promise<WindowModel> {
    const { files, name, available, mostWindows } = this.#options;
    const model = await openModel(text, files, available);
    if (model.windows <= mostWindows) return model;
    await model.close();
    const problem = `it asks for ${model.windows} windows, and ${mostWindows} are kept: set PICKET_NODE_MODEL_WINDOWS`;
    throw new PicketError("MODEL_INVALID", `the model ${name} does not fit: ${problem}`, { context: { model: name } });
  }

  #heldOf(edition: string): WindowModel | undefined {
    return this.#held.find((held) => held.edition === edition)?.model;
  }

  get #held(): readonly LoadedModel[] {
    return [this.#newest, this.#before, this.#earlier].filter((held) => held !== undefined);
  }
}

const isEdition = /^[0-9a-f]{12}$/;

function editionOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}

/** Where models lie: bytes by name. A directory here, Redis in redis-model-files.ts. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { PicketError } from "../errors/picket-error.ts";

export interface ModelFiles {
  /** @throws PicketError `MODEL_UNAVAILABLE` when there is nothing of that name, or no answer. */
  read(name: string): Promise<Uint8Array>;
  close(): void;
}

export function directoryOfModels(directory: string): ModelFiles {
  return {
    async read(name) {
      try {
        return await readFile(join(directory, name));
      } catch (cause) {
        throw unavailable(join(directory, name), cause);
      }
    },
    close() {},
  };
}

/** A model scores under the name of its file, such as `forest.json`, without the end. */
export function modelName(file: string): string {
  return file.replace(/\.json$/, "");
}

/** For people. */
export function modelsInWords(files: readonly string[]): string {
  return `the models ${files.map(modelName).join(", ")}`;
}

export function unavailable(place: string, cause?: unknown): PicketError {
  return new PicketError("MODEL_UNAVAILABLE", `the model's file ${place} cannot be read`, {
    context: { place },
    cause,
  });
}

/** Opens a model by what its file is: a trained isolation forest, or the manifest of an ONNX model. */

import { forestFileKind } from "../models/isolation-forest-file.ts";
import { parseManifest } from "../models/onnx/manifest.ts";
import { ForestModel } from "./forest-model.ts";
import type { ModelFiles } from "./model-files.ts";
import { OnnxModel } from "./onnx-model.ts";
import type { WindowModel } from "./window-model.ts";

/**
 * @param text of the file.
 * @param files where the manifest's model lies.
 * @param available the names of the features that windows will have, in order.
 * @throws PicketError `MODEL_INVALID` for a model that is damaged or does not fit, `MODEL_UNAVAILABLE`.
 */
export async function openModel(text: string, files: ModelFiles, available: readonly string[]): Promise<WindowModel> {
  if (text.includes(`"${forestFileKind}"`)) return new ForestModel(text, available);
  const manifest = parseManifest(text);
  return OnnxModel.open(manifest, await files.read(manifest.file), available);
}

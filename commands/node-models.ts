/** The models that the settings name for nodes' windows: loaded where the topology runs, and else only their names. */

import type { Settings } from "../config/settings.ts";
import { directoryOfModels, type ModelFiles, modelsInWords } from "../inference/model-files.ts";
import type { NodeModels } from "../inference/node-models.ts";
import type { WindowSequence } from "../nodes/models/recent-windows.ts";
import type { NodeWindow } from "../nodes/window.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Logger } from "../telemetry/logger.ts";
import { type Advisor, noVersions } from "../topology/advisor.ts";
import { patienceMs, redisLogin } from "./redis-login.ts";

/** `undefined` where there are none, or this process does not ask them. Reads nothing yet. */
export async function nodeModels(
  settings: Settings,
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
): Promise<NodeModels | undefined> {
  const { areJudged, models, modelWindows, modelsEveryMs } = settings.nodes;
  const isAsked = areJudged && settings.processing.stages.includes("models");
  if (!isAsked || models === undefined) return undefined;
  const { NodeModels } = await import("../inference/node-models.ts");
  const files = await modelFiles(settings);
  return new NodeModels({ files, names: models, mostWindows: modelWindows, everyMs: modelsEveryMs, clock, logger });
}

/** Stands for models where the topology is only looked at: nothing is scored. */
export function unloadedModels(files: readonly string[]): Advisor<WindowSequence, NodeWindow> {
  return {
    name: modelsInWords(files),
    versions: () => noVersions,
    answer: async (questions) => questions.map(({ value }) => value.window),
  };
}

async function modelFiles({ nodes, state }: Settings): Promise<ModelFiles> {
  const { modelsFrom = "file:." } = nodes;
  if (modelsFrom.startsWith("file:")) return directoryOfModels(modelsFrom.slice("file:".length));
  const { RedisModelFiles } = await import("../inference/redis-model-files.ts");
  return new RedisModelFiles({
    location: modelsFrom,
    keyPrefix: state.prefix,
    timeoutMs: patienceMs,
    ...redisLogin(state),
  });
}

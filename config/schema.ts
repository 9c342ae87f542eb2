/** The one schema of all settings, by section, and the list of them that flags, docs and `picket config` are made from. */

import { z } from "zod";
import { collectSettings } from "./collect.ts";
import { detectionSettings } from "./detection.ts";
import { enforcerSettings } from "./enforcer.ts";
import { kafkaSettings } from "./kafka.ts";
import { kubernetesSettings } from "./kubernetes.ts";
import { nodeSettings } from "./nodes.ts";
import { processingSettings } from "./processing.ts";
import { requestSettings } from "./requests.ts";
import { about, flagOf, type About } from "./setting.ts";
import { stateSettings } from "./state.ts";
import { loggingSettings, telemetrySettings } from "./telemetry.ts";
import { topicSettings } from "./topics.ts";

export const settingsSchema = z.object({
  detection: detectionSettings,
  kafka: kafkaSettings,
  topics: topicSettings,
  processing: processingSettings,
  state: stateSettings,
  nodes: nodeSettings,
  collect: collectSettings,
  requests: requestSettings,
  enforcer: enforcerSettings,
  kubernetes: kubernetesSettings,
  logging: loggingSettings,
  telemetry: telemetrySettings,
});

export type Section = keyof typeof settingsSchema.shape;

export interface SettingEntry extends About {
  /** A `Section`. */
  readonly section: string;
  readonly key: string;
  readonly flag: string | undefined;
  readonly schema: z.ZodType<unknown, string | undefined>;
}

/** In the order of the schema. */
export const settingEntries: readonly SettingEntry[] = Object.entries(settingsSchema.shape).flatMap(
  ([section, { shape }]) => Object.entries(shape).map(([key, schema]) => entry(section, key, schema)),
);

function entry(section: string, key: string, schema: SettingEntry["schema"]): SettingEntry {
  const described = about.get(schema);
  if (described === undefined) throw new TypeError(`${section}.${key} is not described`);
  return { ...described, section, key, flag: described.secret === true ? undefined : flagOf(described), schema };
}

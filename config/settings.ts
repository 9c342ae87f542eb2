/** From environment and flags to one frozen Settings object, or to one error that lists everything that is wrong. */

import type { z } from "zod";
import { PicketError } from "../errors/picket-error.ts";
import { crossCheck } from "./cross-checks.ts";
import { type Environment, type Flags, type Given, givenSettings, present } from "./given.ts";
import { formatMistakes, type Mistake } from "./mistakes.ts";
import { settingEntries, settingsSchema, type SettingEntry } from "./schema.ts";
import { unknownVariables } from "./unknown-variables.ts";

type Frozen<Value> = Value extends readonly (infer Item)[]
  ? readonly Frozen<Item>[]
  : Value extends object
    ? { readonly [Key in keyof Value]: Frozen<Value[Key]> }
    : Value;

type Parsed = z.output<typeof settingsSchema>;

/** Durations in ms, sizes in bytes. What depends on other settings is worked out: nobody has to know the rules again. */
export type Settings = Frozen<
  Omit<Parsed, "kafka" | "topics" | "telemetry"> & {
    kafka: Omit<Parsed["kafka"], "clientId"> & { clientId: string };
    /** Those that begin with `by`, `global` and `nodeWindows` are the internal topics between the stages. */
    topics: Omit<Parsed["topics"], "input"> &
      Record<"byContainer" | "global" | "byNode" | "byGroup" | "nodeWindows", string>;
    telemetry: Omit<Parsed["telemetry"], "exported"> & { exported: boolean };
  }
>;

/**
 * What is not used has its default where its value is wrong: a command complains of nothing that does not concern it.
 *
 * @param isUsed whether the command uses a setting.
 * @throws PicketError `SETTINGS_INVALID` with every mistake, each naming variable, value and what was expected.
 */
export function loadSettings(
  environment: Environment,
  flags: Flags = {},
  isUsed: (entry: SettingEntry) => boolean = () => true,
): Settings {
  const given = givenSettings(environment, flags);
  const mistakes: Mistake[] = [
    ...given.filter(({ entry }) => isUsed(entry)).flatMap(readingMistakes),
    ...crossCheck(given, isUsed),
    ...unknownVariables(Object.keys(environment)),
  ];
  if (mistakes.length > 0) {
    throw new PicketError("SETTINGS_INVALID", formatMistakes(mistakes), { context: { mistakes: mistakes.length } });
  }
  const readable = given.filter((one) => readingMistakes(one).length === 0);
  return deepFreeze(derive(settingsSchema.parse(nested(readable)), environment));
}

function readingMistakes({ entry, text, origin }: Given): Mistake[] {
  if (text === undefined || entry.schema.safeParse(text).success) return [];
  return [{ entry, origin, text, expected: entry.expected }];
}

function nested(given: readonly Given[]): Record<string, Record<string, string>> {
  const sections: Record<string, Record<string, string>> = {};
  for (const { section } of settingEntries) sections[section] ??= {};
  for (const { entry, text } of given) {
    const section = sections[entry.section];
    if (section !== undefined && text !== undefined) section[entry.key] = text;
  }
  return sections;
}

function derive(parsed: Parsed, environment: Environment): Settings {
  const { applicationId } = parsed.processing;
  const { input, ...topics } = parsed.topics;
  return {
    ...parsed,
    kafka: { ...parsed.kafka, clientId: parsed.kafka.clientId ?? applicationId },
    topics: {
      ...topics,
      ...inputTopicOf(parsed.detection.detectors, input),
      byContainer: `${applicationId}.by-container`,
      global: `${applicationId}.global`,
      byNode: `${applicationId}.by-node`,
      byGroup: `${applicationId}.by-group`,
      nodeWindows: `${applicationId}.node-windows`,
    },
    telemetry: { ...parsed.telemetry, exported: parsed.telemetry.exported ?? hasOtlpEndpoint(environment) },
  };
}

/** InfraSight's consumers are one detector each, and KAFKA_TOPIC is the topic of that one. */
function inputTopicOf(
  detectors: Parsed["detection"]["detectors"],
  input: string | undefined,
): { resource?: string; frequency?: string } {
  if (input === undefined || detectors === "all" || detectors.length !== 1) return {};
  return detectors[0]?.startsWith("syscall") === true ? { frequency: input } : { resource: input };
}

function hasOtlpEndpoint(environment: Environment): boolean {
  if (environment["OTEL_SDK_DISABLED"] === "true") return false;
  return ["", "TRACES_", "METRICS_"].some(
    (signal) => present(environment[`OTEL_EXPORTER_OTLP_${signal}ENDPOINT`]) !== undefined,
  );
}

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}

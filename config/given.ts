/** Settings as they are given, by the environment or by flags, before they are read. */

import { settingEntries, type SettingEntry } from "./schema.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** Values as given on the command line, by the variable that they stand for. */
export type Flags = Readonly<Record<string, string | undefined>>;

export type Origin = "default" | "environment" | "flag";

export interface Given {
  readonly entry: SettingEntry;
  readonly text: string | undefined;
  readonly origin: Origin;
}

/** Every setting, in the order of the schema. A flag wins over its variable; an empty one of either counts as not given. */
export function givenSettings(environment: Environment, flags: Flags = {}): readonly Given[] {
  return settingEntries.map((entry) => {
    const flag = present(flags[entry.variable]);
    if (flag !== undefined) return { entry, text: flag, origin: "flag" };
    const variable = present(environment[entry.variable]);
    if (variable !== undefined) return { entry, text: variable, origin: "environment" };
    return { entry, text: undefined, origin: "default" };
  });
}

/** The text without the spaces around it; `undefined` where nothing is left. */
export function present(text: string | undefined): string | undefined {
  const trimmed = text?.trim();
  return trimmed === "" ? undefined : trimmed;
}

/** `picket config`: the effective settings, and where each came from. */

import { effectiveSettings, type EffectiveSetting } from "../config/effective.ts";
import type { Settings } from "../config/settings.ts";
import type { CommandContext } from "./context.ts";
import { table } from "./table.ts";

export interface ConfigOptions {
  readonly json?: boolean;
}

export async function config(_settings: Settings, options: ConfigOptions, context: CommandContext): Promise<void> {
  const effective = effectiveSettings(context.environment, context.flags);
  console.log(options.json === true ? JSON.stringify(effective, null, 2) : table(rowsOf(effective)));
}

function rowsOf(effective: readonly EffectiveSetting[]): readonly (readonly string[])[] {
  return [
    ["SETTING", "VALUE", "FROM"],
    ...effective.map((setting) => [
      setting.variable,
      setting.value ?? `(${setting.unset ?? "unset"})`,
      origin(setting),
    ]),
  ];
}

function origin({ origin, flag }: EffectiveSetting): string {
  return origin === "flag" ? `flag ${flag ?? ""}` : origin;
}

/** `picket config`: the effective settings, and where each came from. */

import { effectiveSettings, type EffectiveSetting } from "../config/effective.ts";
import type { Settings } from "../config/settings.ts";
import type { CommandContext } from "./context.ts";

export interface ConfigOptions {
  readonly json?: boolean;
}

export async function config(_settings: Settings, options: ConfigOptions, context: CommandContext): Promise<void> {
  const effective = effectiveSettings(context.environment, context.flags);
  console.log(options.json === true ? JSON.stringify(effective, null, 2) : table(effective));
}

function table(effective: readonly EffectiveSetting[]): string {
  const rows = [
    ["SETTING", "VALUE", "FROM"],
    ...effective.map((setting) => [
      setting.variable,
      setting.value ?? `(${setting.unset ?? "unset"})`,
      origin(setting),
    ]),
  ];
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function origin({ origin, flag }: EffectiveSetting): string {
  return origin === "flag" ? `flag ${flag ?? ""}` : origin;
}

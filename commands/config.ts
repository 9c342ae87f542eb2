/** `picket config`: the effective settings, and where each came from. */

import { effectiveSettings, type EffectiveSetting } from "../config/effective.ts";
import type { CommandContext } from "./context.ts";
import { processSurroundings, type Surroundings } from "./surroundings.ts";
import { table } from "./table.ts";

export interface ConfigOptions {
  readonly json?: boolean;
}

export async function config(
  { json = false }: ConfigOptions,
  { environment, flags }: CommandContext,
  { stdout }: Pick<Surroundings, "stdout"> = processSurroundings(),
): Promise<void> {
  const effective = effectiveSettings(environment, flags);
  stdout.write(`${json ? JSON.stringify(effective, null, 2) : table(rowsOf(effective))}\n`);
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

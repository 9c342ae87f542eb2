/** The effective settings as people and programs read them: each with its value and where that came from. */

import { givenSettings, type Environment, type Flags, type Origin } from "./given.ts";

export interface EffectiveSetting {
  readonly section: string;
  readonly variable: string;
  readonly flag: string | null;
  /** As it would be written in the environment; `null` where unset; a secret is only said to be set. */
  readonly value: string | null;
  readonly origin: Origin;
  /** What an unset value means. */
  readonly unset: string | null;
  readonly help: string;
}

const hiddenSecret = "set (hidden)";

export function effectiveSettings(environment: Environment, flags: Flags): readonly EffectiveSetting[] {
  return givenSettings(environment, flags).map(({ entry, text, origin }) => ({
    section: entry.section,
    variable: entry.variable,
    flag: entry.flag ?? null,
    value: text !== undefined && entry.secret === true ? hiddenSecret : (text ?? entry.default ?? null),
    origin,
    unset: entry.unset ?? null,
    help: entry.help,
  }));
}

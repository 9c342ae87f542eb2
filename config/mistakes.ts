/** Mistakes in settings, as people read them: what was given, where, and what was expected. Secrets are never shown. */

import type { Origin } from "./given.ts";
import type { SettingEntry } from "./schema.ts";

export interface Mistake {
  /** Left out for a variable that no setting has. */
  readonly entry?: SettingEntry;
  readonly variable?: string;
  readonly origin?: Origin;
  readonly text?: string | undefined;
  readonly expected: string;
}

export function formatMistakes(mistakes: readonly Mistake[]): string {
  const count = mistakes.length === 1 ? "1 setting is wrong" : `${mistakes.length} settings are wrong`;
  return [`${count}:`, ...mistakes.map((mistake) => `  ${formatMistake(mistake)}`)].join("\n");
}

function formatMistake({ entry, variable, origin, text, expected }: Mistake): string {
  const name = entry === undefined ? (variable ?? "") : nameOf(entry, origin);
  if (text === undefined) return `${name}: ${expected}`;
  return `${name} is ${entry?.secret === true ? "wrong (value hidden)" : quote(text)}, expected ${expected}`;
}

/** The name under which it was given first, so that people find it again. */
function nameOf({ variable, flag }: SettingEntry, origin: Origin | undefined): string {
  if (flag === undefined) return variable;
  return origin === "flag" ? `${flag} (${variable})` : `${variable} (${flag})`;
}

function quote(text: string): string {
  return JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}...` : text);
}

/** Indicators of which a policy says that they are enough by themselves, alone or together. */

import { z } from "zod";
import { duration } from "../../config/kinds.ts";
import { written } from "../../config/yaml-file.ts";
import { indicators } from "../windows/notable.ts";
import type { HealthSummary } from "./history.ts";

const longestName = 128;
const indicator = z.enum(indicators, { error: `is no indicator; there are ${indicators.join(", ")}` });
const name = z.string().regex(/^[!-~]{1,128}$/, "is not visible ASCII of at most 128 characters");

const wholeRule = z
  .strictObject({
    /** What requests carry, and what the enforcer's policy may list as critical; left out: the indicators, joined by `+`. */
    name: name.exactOptional(),
    /** All of them must be seen... */
    all: z.array(indicator).min(1).max(8).readonly(),
    /** ...in one window, or within this. */
    within: written(duration(0, 5 * 60_000)).prefault("0ms"),
  })
  .transform(({ name, all, within }) => ({ name: name ?? all.join("+"), all, within }))
  .refine((rule) => rule.name.length <= longestName, "needs a name, since its indicators make too long a one");

/** An indicator, a list of them that must come together, or the whole with `name`, `all` and `within`. */
export const criticalRuleSchema = z.preprocess((given) => {
  if (typeof given === "string") return { all: [given] };
  return Array.isArray(given) ? { all: given } : given;
}, wholeRule);

/** `within`: ms; 0 is one window. */
export type CriticalRule = z.output<typeof criticalRuleSchema>;

/** @returns the windows that show it, oldest first; none unless it is whole and the newest has a part in it. */
export function windowsOf({ all, within }: CriticalRule, history: readonly HealthSummary[]): readonly HealthSummary[] {
  const newest = history.at(-1);
  if (newest === undefined || !all.some((indicator) => newest.indicators.includes(indicator))) return [];
  const showing = history.filter(
    (window) =>
      (window === newest || window.start >= newest.end - within) &&
      all.some((indicator) => window.indicators.includes(indicator)),
  );
  const isWhole = all.every((indicator) => showing.some((window) => window.indicators.includes(indicator)));
  return isWhole ? showing : [];
}

/** What is allowed in a policy, and likely to be regretted. */

import { matchesName } from "../../config/name-pattern.ts";
import { formatSpan } from "../../config/span.ts";
import type { Indicator } from "../windows/notable.ts";
import type { NodePolicy } from "./policy.ts";
import { type Rules, severities } from "./rule-settings.ts";

const minute = 60_000;
/** After so long without new evidence, an enforcer gives a node back that says nothing else. */
const enforcersPatience = 30 * minute;
const soon = 5 * minute;

export function warningsOf({ rules, groups, exempt }: NodePolicy): readonly string[] {
  const common = dangersOf(rules);
  const known = new Set(common);
  return [
    ...common,
    ...groups.flatMap(({ group, rules: own }) =>
      dangersOf(own)
        .filter((danger) => !known.has(danger))
        .map((danger) => `Group ${group}: ${danger}`),
    ),
    ...groups.flatMap(({ group }, index) => {
      const before = groups.slice(0, index).find((other) => matchesName(other.group, group));
      return before === undefined ? [] : [`Group ${group}: never holds, since ${before.group} comes before it.`];
    }),
    ...(exempt.some((pattern) => /^\*+$/.test(pattern)) ? ["All nodes are exempt: nothing is ever asked."] : []),
  ];
}

/** Each is made of several facts: something was prepared, and then done. */
const compound: ReadonlySet<Indicator | undefined> = new Set(["dropped_file_executed", "archive_sent_outside"]);

function dangersOf(rules: Rules): readonly string[] {
  // Numbers alone are never critical.
  const atOnce = severities.filter((severity) => severity !== "critical" && rules.need[severity] === 1);
  const alone = rules.critical.filter(({ all }) => all.length === 1 && !compound.has(all[0])).map(({ name }) => name);
  const dangers: readonly (readonly [boolean, string])[] = [
    [
      rules.kinds === 1,
      "One kind of evidence is enough (kinds: 1): a sensor or a model that errs cordons by itself. An enforcer refuses " +
        "such requests unless its own policy has evidence.kinds: 1.",
    ],
    [
      rules.sufficientKinds.length > 0,
      `One kind of evidence is enough (sufficientKinds: ${rules.sufficientKinds.join(", ")}): a sensor or a model that errs ` +
        "cordons by itself. An enforcer refuses such requests unless its own policy has evidence.kinds: 1.",
    ],
    [
      rules.faults === "cordon",
      "Faults are asked for (faults: cordon): a node that has much to do can look like a faulty one.",
    ],
    [atOnce.length > 0, `One window is enough where it is ${atOnce.join(" or ")} (need: 1): a single spike cordons.`],
    [rules.need.low !== undefined, "Windows of low severity count (need.low): most of them are harmless."],
    [rules.minimumScore === 0, "Every anomalous window counts, whatever its score (minimumScore: 0)."],
    [
      alone.length > 0,
      `One indicator cordons by itself (critical: ${alone.join(", ")}): what is rare need not be evil.`,
    ],
    [
      rules.askAgainAfter >= enforcersPatience,
      `Asks again only after ${formatSpan(rules.askAgainAfter)} (askAgainAfter): an enforcer whose release.healthyFor is ` +
        "shorter gives the node back meanwhile.",
    ],
    [
      rules.healthyFor < soon,
      `Asks for a release after ${formatSpan(rules.healthyFor)} (healthyFor): trouble that pauses makes nodes come and go.`,
    ],
  ];
  return dangers.flatMap(([is, text]) => (is ? [text] : []));
}

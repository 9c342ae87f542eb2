/** What a policy means, in sentences for those who review it. */

import { formatSpan } from "../../config/span.ts";
import { evidenceKinds } from "../window.ts";
import type { CriticalRule } from "./critical-rule.ts";
import type { NodePolicy } from "./policy.ts";
import { type Rules, severities } from "./rule-settings.ts";
import type { QuietHours } from "./quiet-hours.ts";

/** Of a group only what differs from the rules of all nodes. */
export function inWords({ rules, groups, exempt }: NodePolicy): readonly string[] {
  const common = sentencesOf(rules);
  const known = new Set(common);
  return [
    ...common,
    ...exempt.map((pattern) => `Never asks for nodes named ${pattern}.`),
    ...groups.flatMap((group) => {
      const own = sentencesOf(group.rules).filter((sentence) => !known.has(sentence));
      return own.length === 0
        ? [`Group ${group.group}: the same.`]
        : own.map((sentence) => `Group ${group.group}: ${sentence}`);
    }),
  ];
}

function sentencesOf(rules: Rules): readonly string[] {
  return [
    windowsSentence(rules),
    evidenceSentence(rules),
    ...rules.sufficientKinds.map((kind) => `Evidence of the kind ${kind} is enough by itself.`),
    faultsSentence(rules),
    ...criticalSentences(rules.critical),
    `While a request is open and the trouble goes on, asks again after ${formatSpan(rules.askAgainAfter)}.`,
    `Asks for a release after ${formatSpan(rules.healthyFor)} of health without a break; then, unless it is critical, for ` +
      `nothing for ${formatSpan(rules.restAfterRelease)}.`,
    ...rules.quiet.map(quietSentence),
  ];
}

function windowsSentence({ windows, need, minimumScore }: Rules): string {
  const needs = severities.flatMap((severity) => {
    const count = need[severity];
    return count === undefined ? [] : [`${count} of at least ${severity} severity`];
  });
  return (
    `Asks for a cordon when of the ${windows} newest windows ${needs.join(" or ")} ${windows === 1 ? "is" : "are"} ` +
    `anomalous with a score of at least ${minimumScore}, the newest among them.`
  );
}

function evidenceSentence({ kinds, minimumSeverity, needOfKind, containers }: Rules): string {
  const bounds = evidenceKinds.flatMap((kind) => {
    const needed = needOfKind[kind] ?? 1;
    const seldom = needed > 1 ? [`in ${needed} windows`] : [];
    const few = kind === "container-anomaly" && containers > 1 ? [`in ${containers} different containers`] : [];
    return seldom.length + few.length === 0
      ? []
      : [`; ${kind} counts once it was seen ${[...seldom, ...few].join(" and ")}`];
  });
  const independent = kinds === 1 ? "1 kind" : `${kinds} independent kinds`;
  return `Needs ${independent} of evidence that is at least ${minimumSeverity}${bounds.join("")}.`;
}

function faultsSentence({ faults, faultKinds }: Rules): string {
  if (faultKinds.length === 0) return "Nothing is a mere fault.";
  const ask = faults === "cordon" ? "asked for like anything else" : "only reported";
  return `A fault, of which nothing but ${faultKinds.join(" or ")} speaks, is ${ask}.`;
}

function criticalSentences(critical: readonly CriticalRule[]): readonly string[] {
  if (critical.length === 0) return ["Nothing is critical by itself."];
  return critical.map(({ name, all, within }) => {
    const together = within === 0 ? "in one window" : `within ${formatSpan(within)}`;
    const seen = all.length === 1 ? all.join("") : `${all.join(" and ")} ${together}`;
    return `Asks at once, with one kind of evidence, when it sees ${seen}; the request calls this ${name}.`;
  });
}

function quietSentence({ days, from, to, timeZone }: QuietHours): string {
  const which = days.length === 7 ? "Every day" : `On ${days.join(", ")}`;
  return `${which} from ${timeOfDay(from)} to ${timeOfDay(to)} (${timeZone}) asks only for what is critical.`;
}

function timeOfDay(minutes: number): string {
  return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, "0")).join(":");
}

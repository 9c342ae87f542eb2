/** `picket policy explain`: what a policy made of a node's window, rule by rule, and the windows that it looked at. */

import { text } from "../../config/kinds.ts";
import type { Settings } from "../../config/settings.ts";
import { formatScore, formatTime } from "../../console/terminal/units.ts";
import { visible } from "../../console/terminal/visible.ts";
import { PicketError } from "../../errors/picket-error.ts";
import type { Decision } from "../../nodes/policy/decide.ts";
import type { HealthSummary } from "../../nodes/policy/history.ts";
import { type NodePolicy, rulesOf } from "../../nodes/policy/policy.ts";
import type { RecordedHealth } from "../../nodes/policy/recorded.ts";
import { PolicyReplay } from "../../nodes/policy/replay.ts";
import type { Rules } from "../../nodes/policy/rule-settings.ts";
import { rfc3339 } from "../../proto/codecs/timestamp.ts";
import type { CommandContext } from "../context.ts";
import { instant, option, readOptions } from "../options.ts";
import { processSurroundings, type Surroundings } from "../surroundings.ts";
import { table } from "../table.ts";
import { readPolicy } from "./read-policy.ts";
import { type RecordedOptions, readRecorded, recordedShape } from "./recorded-health.ts";

/** As given on the command line. */
export interface ExplainOptions extends RecordedOptions {
  readonly policy: string;
  readonly node: string;
  readonly at?: string;
  readonly json?: boolean;
}

interface Step extends RecordedHealth {
  readonly decision: Decision;
}

/** So many windows after the moment are shown. */
const afterwards = 3;
/** So many other nodes are named where there is nothing of the one. */
const mostNames = 10;

const shape = { ...recordedShape, node: option(text), at: option(instant) };

/** @throws PicketError `SETTINGS_INVALID` where nothing is recorded of the node until then; names nodes of which there is. */
export async function explain(
  settings: Settings,
  given: ExplainOptions,
  context: Pick<CommandContext, "logger">,
  surroundings: Surroundings = processSurroundings(),
): Promise<void> {
  const { at = Infinity, health } = readOptions(shape, given);
  const policy = await readPolicy(given.policy);
  const replay = new PolicyReplay(policy);
  const others = new Set<string>();
  let before: readonly Step[] = [];
  const after: Step[] = [];
  for await (const recorded of readRecorded(settings, { health }, context, surroundings)) {
    if (recorded.facts.node !== given.node) {
      others.add(recorded.facts.node);
      continue;
    }
    const step = { ...recorded, decision: replay.observe(recorded) };
    if (step.summary.start <= at) before = lookedAt([...before, step], rulesOf(policy, step.facts.group));
    else if (after.length < afterwards) after.push(step);
  }
  const asked = before.at(-1);
  if (asked === undefined) throw nothingOf(given, others);
  const around = [...before, ...after];
  const shown =
    given.json === true ? `${JSON.stringify(json(policy, asked, around), null, 2)}\n` : page(policy, asked, around);
  surroundings.stdout.write(shown);
}

/** Those from as far back as the policy looks; a window that was told early is told again when it is whole. */
function lookedAt(steps: readonly Step[], { windows }: Rules): readonly Step[] {
  const newest = steps.at(-1)?.summary;
  const oldest = newest === undefined ? 0 : newest.end - windows * (newest.end - newest.start);
  return steps.filter(({ summary }) => summary.start >= oldest);
}

function nothingOf({ node, at }: ExplainOptions, others: ReadonlySet<string>): PicketError {
  const until = at === undefined ? "" : ` until ${at}`;
  const names = [...others].sort();
  const more = names.length > mostNames ? ` and ${names.length - mostNames} more` : "";
  const known = names.length === 0 ? "" : ` Other nodes: ${names.slice(0, mostNames).map(visible).join(", ")}${more}.`;
  return new PicketError("SETTINGS_INVALID", `Nothing is recorded of ${JSON.stringify(node)}${until}.${known}`);
}

function page(policy: NodePolicy, { facts, summary, decision }: Step, around: readonly Step[]): string {
  const rows = around.map((step) => [step.summary === summary ? ">" : "", ...windowRow(step)]);
  const rules = decision.explanation.map(({ rule, isMet, text }) => [isMet ? "yes" : "no", rule, text]);
  return [
    `${visible(facts.node)} (group ${visible(facts.group)}) at ${formatTime(summary.end)} by ${policy.name}, version ${policy.version}`,
    decision.action === "nothing" ? "Asks for nothing." : `Asks for a ${decision.action}: ${visible(decision.reason)}`,
    ...(decision.action === "nothing" ? [] : [`Request ${visible(decision.id)}`]),
    "",
    table([["", "WINDOW", "VERDICT", "SCORE", "SEVERITY", "EVIDENCE", "INDICATORS", "ASKS FOR"], ...rows]),
    "",
    table([["MET", "RULE", ""], ...rules]),
    "",
  ].join("\n");
}

function windowRow({ summary, decision }: Step): readonly string[] {
  const { id, start, verdict, score, severity, evidence, indicators } = summary;
  const kinds = evidence.map((one) => `${one.kind} ${one.severity} ${formatScore(one.score)}`);
  return [
    `${formatTime(start)}${id.endsWith("/early") ? " early" : ""}`,
    verdict,
    formatScore(score),
    evidence.length === 0 ? "-" : severity,
    listed(kinds),
    listed(indicators.map(visible)),
    decision.action === "nothing" ? "-" : decision.action,
  ];
}

function listed(items: readonly string[]): string {
  return items.length === 0 ? "-" : items.join(", ");
}

function json({ name, version }: NodePolicy, { facts, summary, decision }: Step, around: readonly Step[]): object {
  const { explanation, standing, ...asked } = decision;
  const { open, releasedAt, healthySince } = standing;
  return {
    ...facts,
    at: rfc3339(summary.end),
    policy: { name, version },
    ...asked,
    rules: explanation,
    standing: {
      open: open && { ...open, since: rfc3339(open.since), askedAt: rfc3339(open.askedAt) },
      releasedAt: releasedAt === undefined ? undefined : rfc3339(releasedAt),
      healthySince: healthySince === undefined ? undefined : rfc3339(healthySince),
    },
    windows: around.map((step) => ({ ...windowJson(step.summary), action: step.decision.action })),
  };
}

function windowJson({ start, end, ...summary }: HealthSummary): object {
  return { start: rfc3339(start), end: rfc3339(end), ...summary };
}

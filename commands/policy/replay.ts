/** `picket policy replay`: what a policy would have asked over recorded health, and how that differs from another. */

import type { Settings } from "../../config/settings.ts";
import { formatTime } from "../../console/terminal/units.ts";
import { visible } from "../../console/terminal/visible.ts";
import { PicketError } from "../../errors/picket-error.ts";
import { beginOf, type Change, type Difference, differences } from "../../nodes/policy/counterfactual.ts";
import type { NodePolicy } from "../../nodes/policy/policy.ts";
import { type Hold, PolicyReplay } from "../../nodes/policy/replay.ts";
import { rfc3339 } from "../../proto/codecs/timestamp.ts";
import type { CommandContext } from "../context.ts";
import { instant, option, readOptions } from "../options.ts";
import { processSurroundings, type Surroundings } from "../surroundings.ts";
import { table } from "../table.ts";
import { readPolicy } from "./read-policy.ts";
import { type RecordedOptions, readRecorded, recordedShape } from "./recorded-health.ts";

/** As given on the command line. */
export interface ReplayOptions extends RecordedOptions {
  readonly policy: string;
  readonly against?: string;
  readonly from?: string;
  readonly to?: string;
  readonly json?: boolean;
}

interface Outcome {
  readonly policy: NodePolicy;
  readonly against: NodePolicy | undefined;
  readonly windows: number;
  readonly nodes: number;
  readonly differences: readonly Difference[];
}

const shape = { ...recordedShape, from: option(instant), to: option(instant) };

export async function replayPolicies(
  settings: Settings,
  given: ReplayOptions,
  context: Pick<CommandContext, "logger">,
  surroundings: Surroundings = processSurroundings(),
): Promise<void> {
  const { from = -Infinity, to = Infinity, health } = readOptions(shape, given);
  if (to <= from) throw new PicketError("SETTINGS_INVALID", "--to must be later than --from.");
  const policy = await readPolicy(given.policy);
  const against = given.against === undefined ? undefined : await readPolicy(given.against);
  const replay = new PolicyReplay(policy);
  const other = against && new PolicyReplay(against);
  const nodes = new Set<string>();
  let windows = 0;
  for await (const recorded of readRecorded(settings, { health }, context, surroundings)) {
    if (recorded.summary.end > to) continue;
    windows += 1;
    nodes.add(recorded.facts.node);
    replay.observe(recorded);
    other?.observe(recorded);
  }
  const all = differences(replay.holds, other?.holds ?? []);
  const shown = all.filter((difference) => beginOf(difference) >= from);
  const outcome = { policy, against, windows, nodes: nodes.size, differences: shown };
  surroundings.stdout.write(given.json === true ? `${JSON.stringify(json(outcome), null, 2)}\n` : page(outcome));
}

function page({ policy, against, windows, nodes, differences }: Outcome): string {
  const over = `over ${windows} windows of ${nodes} nodes`;
  if (against === undefined) {
    const holds = differences.flatMap(({ hold }) => (hold === undefined ? [] : [hold]));
    const rows = holds.map(holdRow);
    const head = `${titleOf(policy)} asks for ${holds.length} cordons, ${over}.`;
    return `${[head, ...(rows.length === 0 ? [] : ["", table([columns, ...rows])])].join("\n")}\n`;
  }
  const rows = differences.filter(({ change }) => change !== "same").flatMap(differenceRows);
  const head = `${titleOf(policy)} against ${titleOf(against)}, ${over}: ${countsText(differences)}.`;
  return `${[head, ...(rows.length === 0 ? [] : ["", table([["CHANGE", ...columns], ...rows])])].join("\n")}\n`;
}

const columns = ["NODE", "GROUP", "CORDON", "RELEASE", "TIMES", "SEVERITY", "REASON"];

/** What changed has two rows: as it would be, and as it was. */
function differenceRows({ change, hold, before }: Difference): readonly (readonly string[])[] {
  return [
    ...(hold === undefined ? [] : [[change, ...holdRow(hold)]]),
    ...(before === undefined ? [] : [[hold === undefined ? change : "  before", ...holdRow(before)]]),
  ];
}

function holdRow({ node, group, ask, from, until, times }: Hold): readonly string[] {
  const release = until === undefined ? "-" : formatTime(until);
  return [visible(node), visible(group), formatTime(from), release, String(times), ask.severity, visible(ask.reason)];
}

function countsText(differences: readonly Difference[]): string {
  const counts = (["added", "gone", "changed"] as const).map((change) => `${countOf(differences, change)} ${change}`);
  return `${counts.join(", ")}, ${countOf(differences, "same")} the same`;
}

function countOf(differences: readonly Difference[], change: Change): number {
  return differences.filter((one) => one.change === change).length;
}

function titleOf({ name, version }: NodePolicy): string {
  return `${name} (${version})`;
}

function json({ policy, against, windows, nodes, differences }: Outcome): object {
  return {
    policy: { name: policy.name, version: policy.version },
    against: against && { name: against.name, version: against.version },
    windows,
    nodes,
    differences: differences.map(({ change, hold, before }) => ({
      change,
      hold: hold && holdJson(hold),
      before: before && holdJson(before),
    })),
  };
}

function holdJson({ node, group, ask, from, until, times }: Hold): object {
  const { id, severity, score, reason, critical, windows, evidence } = ask;
  return {
    node,
    group,
    cordon: rfc3339(from),
    release: until === undefined ? undefined : rfc3339(until),
    times,
    request: { id, severity, score, reason, critical, windows, evidence },
  };
}

/** From what the path of nodes told to tables in Markdown. */

import type { NodeHealth } from "../../nodes/health.ts";
import { byWeight, isAtLeast } from "../../nodes/policy/history.ts";
import type { CordonRequest } from "../../proto/codecs/cordon-request.ts";
import type { Outcome, Told } from "./node-path.ts";
import type { Episode } from "./recording.ts";

export interface Span {
  /** Ms since the epoch. */
  readonly from: number;
  readonly to: number;
  /** Lists each false alarm. */
  readonly isVerbose: boolean;
}

/** What begins so soon after an episode is the episode's, ms. */
const aftermath = 30_000;
const windowLength = 10_000;
const hour = 3_600_000;

export function report(
  { healths, requests, anomalies, rejected }: Outcome,
  episodes: readonly Episode[],
  span: Span,
): string {
  const bad = healths.filter(({ value }) => value.verdict === "anomalous" || value.verdict === "silent");
  const isEpisode = ({ value: { window } }: Told<NodeHealth>) => ownerOf(window, episodes) !== undefined;
  const falseAlarms = bad.filter((told) => !isEpisode(told));
  const strong = falseAlarms.filter(({ value }) => isAtLeast(value.severity, "medium"));
  const nodes = new Set(healths.map(({ value }) => value.window.node)).size;
  const hours = ((span.to - span.from) / hour) * nodes;
  const cordons = requests.filter(({ value }) => value.action === "cordon");
  const wrong = cordons.filter((told) => episodeOf(told, episodes) === undefined);
  return [
    "| episode | class | lasts s | first evidence after | kinds, with their worst severity | windows | request after |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    ...episodes.map((episode) => row(episode, episodes, { healths, requests })),
    "",
    `- nodes ${nodes}, windows ${healths.length}, ${hours.toFixed(1)} node hours; anomalies of containers ${anomalies}; rejected ${rejected}`,
    `- windows that were blamed outside of episodes: ${falseAlarms.length} (${(falseAlarms.length / hours).toFixed(2)} per node and hour, ${((100 * falseAlarms.length) / healths.length).toFixed(3)} % of windows), of at least medium severity ${strong.length}`,
    `- requests outside of episodes: ${wrong.length} of ${cordons.length}`,
    ...kindsOf(falseAlarms).map(([kind, count]) => `  - ${kind}: ${count}`),
    ...(span.isVerbose ? falseAlarms.map(lineOf) : []),
  ].join("\n");
}

function row(
  episode: Episode,
  episodes: readonly Episode[],
  { healths, requests }: Pick<Outcome, "healths" | "requests">,
): string {
  const mine = healths.filter(({ value }) => ownerOf(value.window, episodes) === episode && value.evidence.length > 0);
  const first = mine[0];
  const all = mine.flatMap(({ value }) => value.evidence).sort(byWeight);
  const best = all.filter(({ kind }, at) => all.findIndex((other) => other.kind === kind) === at);
  const request = requests.find((told) => told.value.action === "cordon" && episodeOf(told, episodes) === episode);
  const seconds = (ms: number) => `${Math.max(0, ms / 1000).toFixed(0)} s`;
  return `| ${[
    episode.scenario,
    episode.class,
    ((episode.end - episode.start) / 1000).toFixed(0),
    first === undefined ? "not found" : seconds(first.at - episode.start),
    best.map(({ kind, severity }) => `${kind} (${severity})`).join(", "),
    mine.length,
    request === undefined ? "-" : seconds(request.at - episode.start),
  ].join(" | ")} |`;
}

/** The last that began before; none where its aftermath is over too. */
function episodeOf({ value, at }: Told<CordonRequest>, episodes: readonly Episode[]): Episode | undefined {
  return episodes.findLast(
    ({ node, start, end }) => node === value.node && at >= start - windowLength && at <= end + 2 * aftermath,
  );
}

/** The last episode that began before the window's end, where the window is in it or in its aftermath. */
function ownerOf({ node, start, end }: NodeHealth["window"], episodes: readonly Episode[]): Episode | undefined {
  const last = episodes.findLast((episode) => episode.node === node && episode.start < end);
  return last !== undefined && start < last.end + aftermath ? last : undefined;
}

function kindsOf(told: readonly Told<NodeHealth>[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const { value } of told) {
    for (const { kind, severity } of value.evidence) {
      const name = `${kind} (${severity})`;
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return [...counts].sort(([, one], [, other]) => other - one);
}

function lineOf({ value }: Told<NodeHealth>): string {
  const evidence = value.evidence.map(({ kind, severity, summary }) => `${kind} ${severity}: ${summary}`);
  return `  - ${value.id} ${new Date(value.window.start).toISOString()} ${evidence.join(" | ")}`;
}

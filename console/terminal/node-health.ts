/** The health of a node as people read it: what is thought of one window, and what speaks against the node. */

import type { NodeHealthMessage, Verdict } from "../../proto/codecs/node-health.ts";
import { measuredText } from "./measured.ts";
import type { Palette, Tone } from "./palette.ts";
import { formatScore, formatTime } from "./units.ts";
import { visible } from "./visible.ts";

/**
 * A line, and one for each thing worth telling, without a last newline; the time is the window's end:
 *
 *     2026-03-01 12:00:10.000  anomalous  node-7  critical, score 1
 *         process-behaviour critical 1: executed /dev/shm/.0e8 as root, record tetragon/3@5218
 *         indicators exec_from_dev_shm, exec_from_dev_shm_by_root
 *         avg_cpu 0.427, exec_count 12
 */
export function nodeHealthText(health: NodeHealthMessage, palette: Palette): string {
  const { node, verdict, end, isEarly, severity, score, evidence, indicators, missing, late, features } = health;
  const tag = palette(toneOf(health), verdict) + " ".repeat(longestVerdict - verdict.length);
  const worst = isBad(verdict) ? [`${severity}, score ${formatScore(score)}`] : [];
  const head = [formatTime(end), tag, palette("strong", visible(node)), ...worst, ...(isEarly ? ["early"] : [])];
  const details = [
    measuredText(Object.entries(features)),
    missing.length === 0 ? "" : `missing ${missing.map(visible).join(", ")}`,
    late === 0 ? "" : `${late} came late`,
  ].filter((detail) => detail !== "");
  return [
    head.join("  "),
    ...evidence.map((one) => `    ${evidenceText(one)}`),
    ...(indicators.length === 0 ? [] : [`    indicators ${indicators.map(visible).join(", ")}`]),
    ...(details.length === 0 ? [] : [`    ${palette("quiet", details.join("; "))}`]),
  ].join("\n");
}

const longestVerdict = "anomalous".length;

function isBad(verdict: Verdict): boolean {
  return verdict === "anomalous" || verdict === "silent";
}

function toneOf({ verdict, severity }: NodeHealthMessage): Tone {
  if (isBad(verdict)) return severity;
  return verdict === "healthy" ? "good" : "quiet";
}

function evidenceText({ kind, severity, score, summary, source }: NodeHealthMessage["evidence"][number]): string {
  const record = source === undefined ? "" : `, record ${visible(source.topic)}/${source.partition}@${source.offset}`;
  return `${visible(kind)} ${severity} ${formatScore(score)}: ${visible(summary)}${record}`;
}

/** An anomaly as people read it: in one line for logs, or with its reasons below for those who look at them one by one. */

import type { Anomaly } from "../../proto/codecs/anomaly.ts";
import { featureMeasure, featureName } from "./feature.ts";
import { shortId, shortImage } from "./image.ts";
import type { Palette } from "./palette.ts";
import { format, formatRange, formatScore, formatTime } from "./units.ts";
import { visible } from "./visible.ts";

/**
 * Several lines without a last newline: what and how bad, then a line a reason, then where.
 *
 *     2026-03-01 12:00:03.120  HIGH      shop/api:3.1  resource-per-container  score 0.9931 >= 0.9412
 *         bytes_written 48 MB (usual 0 .. 1.2 MB), 63 % of the score
 *         node worker-3, container 9f3a61c02b1d, process curl (pid 3127, root), record resource/2@10023
 */
export function anomalyText(anomaly: Anomaly, palette: Palette): string {
  const reasons = anomaly.reasons.filter(isWorthALine).map((reason) => `${indent}${reasonText(reason)}`);
  return [headline(anomaly, palette), ...reasons, `${indent}${palette("quiet", whereabouts(anomaly))}`].join("\n");
}

/** The same in one line, with the foremost reason alone. */
export function anomalyLine(anomaly: Anomaly, palette: Palette): string {
  const [reason] = anomaly.reasons;
  const because = reason === undefined ? [] : [reasonText(reason)];
  return [headline(anomaly, palette), ...because, palette("quiet", whereabouts(anomaly))].join("; ");
}

/** What the anomaly is about, as short as it can be: its container's image, or the node for an event of the host itself. */
export function subject({ container, node }: Pick<Anomaly, "container" | "node">): string {
  if (container !== undefined) return container.image === "" ? shortId(container.id) : shortImage(container.image);
  return node === "" ? "host" : `host ${visible(node)}`;
}

/** `bytes_written 48 MB (usual 0 .. 1.2 MB), 63 % of the score` */
export function reasonText({ feature, value, usualLow, usualHigh, share }: Anomaly["reasons"][number]): string {
  const measure = featureMeasure(feature);
  const usual = formatRange(usualLow, usualHigh, measure);
  return `${featureName(feature)} ${format(value, measure)} (usual ${usual}), ${Math.round(share * 100)} % of the score`;
}

function isWorthALine({ share }: Anomaly["reasons"][number]): boolean {
  return Math.round(share * 100) > 0;
}

const indent = "    ";
const longestSeverity = "critical".length;

function headline(anomaly: Anomaly, palette: Palette): string {
  const { severity, detector, time } = anomaly;
  // Coloured without its padding, which would show as a bar where the colour is that of the background.
  const tag = palette(severity, severity.toUpperCase()) + " ".repeat(longestSeverity - severity.length);
  return [formatTime(time), tag, palette("strong", subject(anomaly)), visible(detector), bound(anomaly)].join("  ");
}

/** The bound that the score crossed: one that is anomalous below the threshold is so because it is negative. */
function bound({ score, threshold }: Anomaly): string {
  return `score ${formatScore(score)} ${score >= threshold ? `>= ${formatScore(threshold)}` : "< 0"}`;
}

function whereabouts({ node, container, process, source }: Anomaly): string {
  const user = process.user === "" ? `uid ${process.uid}` : visible(process.user);
  const parts = [
    node === "" ? "" : `node ${visible(node)}`,
    container === undefined || container.id === "" ? "" : `container ${shortId(container.id)}`,
    `process ${visible(process.comm) || "unknown"} (pid ${process.pid}, ${user})`,
    `record ${visible(source.topic)}/${source.partition}@${source.offset}`,
  ];
  return parts.filter((part) => part !== "").join(", ");
}

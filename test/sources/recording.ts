/** A recording of one real machine: node_exporter's samples, and what was executed and connected to, with labelled incidents. */

import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

const folder = new URL("../fixtures/recordings/a/", import.meta.url);

/** @returns the lines of a file of the recording, without their ends. */
export function recordedLines(file: "prometheus.jsonl.gz" | "tetragon.jsonl.gz"): readonly Buffer[] {
  const text = gunzipSync(readFileSync(new URL(file, folder)));
  const lines: Buffer[] = [];
  for (let from = 0; from < text.length;) {
    const to = text.indexOf("\n", from);
    if (to < 0) throw new Error(`${file} ends within a line`);
    lines.push(text.subarray(from, to));
    from = to + 1;
  }
  return lines;
}

/** When it was recorded, in ms since the epoch. */
export function recordedTime(): { readonly start: number; readonly end: number } {
  const labels: unknown = JSON.parse(readFileSync(new URL("labels.json", folder), "utf8"));
  if (typeof labels !== "object" || labels === null || !("start" in labels) || !("end" in labels)) {
    throw new Error("labels.json says neither start nor end");
  }
  return { start: Number(labels.start) * 1000, end: Number(labels.end) * 1000 };
}

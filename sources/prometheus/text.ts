/**
 * Reads Prometheus' text format, version 0.0.4, as our own scraper gets it from an exporter.
 * https://prometheus.io/docs/instrumenting/exposition_formats
 */

import { Rejection } from "../../topology/rejection.ts";
import type { Sample, Take } from "./sample.ts";
import { parseValue } from "./value-text.ts";

export interface Scrape {
  /** Ms since the epoch: the time of the samples, unless the target stamps them itself. */
  readonly time: number;
  /** What the scraper knows of the target, `node` and `instance` above all. */
  readonly labels: ReadonlyMap<string, string>;
}

/**
 * The labels of the scrape win over those that the target exposes: no target can pass for another node.
 *
 * @returns what `take` keeps of the samples; a rejection where any line is wrong, or the last one is cut off.
 */
export function readText<Kept>(bytes: Buffer, scrape: Scrape, take: Take<Kept>): Kept[] | Rejection {
  const lines = bytes.toString().split("\n");
  if (lines.pop() !== "") return new Rejection("malformed", "the last line does not end");
  const kept: Kept[] = [];
  const sample = new TextSample(scrape);
  for (const [index, line] of lines.entries()) {
    const text = line.trim();
    if (text === "" || text.startsWith("#")) continue;
    if (!sample.read(text)) return new Rejection("malformed", `line ${index + 1} is no sample`);
    const taken = take(sample);
    if (taken !== undefined) kept.push(taken);
  }
  return kept;
}

const metricName = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
/** Longer values are no sample: without a bound, a hostile one would use up the stack that expressions are matched with. */
const label = /[ \t]*([a-zA-Z_][a-zA-Z0-9_]*)[ \t]*=[ \t]*"((?:[^"\\]|\\[\\"n]){0,4096})"[ \t]*(,|(?=\}))/y;
const labelsEnd = /[ \t]*\}/y;
const valueAndTime = /[ \t]*(?<=[ \t}])([^ \t]+)(?:[ \t]+(-?\d{1,15}))?$/y;

class TextSample implements Sample {
  name = "";
  value = 0;
  time = 0;
  readonly isStale = false;

  readonly #scrape: Scrape;
  readonly #labels = new Map<string, string>();

  constructor(scrape: Scrape) {
    this.#scrape = scrape;
  }

  label(name: string): string | undefined {
    if (name === "__name__") return this.name;
    return (this.#scrape.labels.get(name) ?? this.#labels.get(name)) || undefined;
  }

  /** @returns whether the line is a sample; if not, the fields hold anything. */
  read(line: string): boolean {
    const name = matchAt(metricName, line, 0);
    if (name === undefined) return false;
    this.name = name[0];
    const end = this.#readLabels(line, name[0].length);
    const rest = matchAt(valueAndTime, line, end);
    if (rest === undefined) return false;
    const value = parseValue(rest[1]!);
    if (value === undefined) return false;
    this.value = value;
    this.time = rest[2] === undefined ? this.#scrape.time : Number(rest[2]);
    return true;
  }

  /** @returns where the labels end; where they are wrong, so that what comes next is no value. */
  #readLabels(line: string, from: number): number {
    this.#labels.clear();
    const open = line.slice(from).trimStart();
    if (!open.startsWith("{")) return from;
    let at = line.length - open.length + 1;
    for (;;) {
      const end = matchAt(labelsEnd, line, at);
      if (end !== undefined) return at + end[0].length;
      const next = matchAt(label, line, at);
      if (next === undefined) return line.length;
      this.#labels.set(next[1]!, unescaped(next[2]!));
      at += next[0].length;
    }
  }
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}

function unescaped(value: string): string {
  return value.includes("\\") ? value.replaceAll(/\\(.)/g, (_, sign: string) => (sign === "n" ? "\n" : sign)) : value;
}

/** The policy's memory of a node as bytes: most windows were well, and take one. */

import type { ByteReader, ByteWriter } from "../../proto/bytes.ts";
import type { Severity } from "../../topology/detector.ts";
import type { TraceContext } from "../../topology/processor.ts";
import type { HealthEvidence, HealthVerdict } from "../health.ts";
import type { HealthSummary } from "../policy/history.ts";
import type { OpenRequest, Standing } from "../policy/standing.ts";
import { evidenceKinds } from "../window.ts";

const verdicts: readonly HealthVerdict[] = ["healthy", "anomalous", "silent", "learning", "unknown"];
const severities: readonly Severity[] = ["low", "medium", "high", "critical"];

/** What follows: everything, all but what a healthy window has none of, or nothing, since it goes on like the window before. */
const forms = { whole: 0, brief: 1, again: 2 } as const;

/** @param history oldest first. */
export function writeHistory(to: ByteWriter, history: readonly HealthSummary[]): void {
  to.varint(history.length);
  for (const [i, summary] of history.entries()) writeSummary(to, summary, history[i - 1]);
}

/** @returns `undefined` for what no writer writes; where the reader failed, anything. */
export function readHistory(from: ByteReader, node: string): readonly HealthSummary[] | undefined {
  const history: HealthSummary[] = [];
  for (let left = from.count(); left > 0 && !from.failed; left--) {
    const summary = readSummary(from, node, history.at(-1));
    if (summary === undefined) return undefined;
    history.push(summary);
  }
  return history;
}

function writeSummary(to: ByteWriter, summary: HealthSummary, before: HealthSummary | undefined): void {
  const { id, start, end, verdict, score, severity, evidence, indicators, anomalousContainers } = summary;
  const isBrief = isPlain(summary);
  const isAgain =
    isBrief && verdict === before?.verdict && start === before.end && end - start === before.end - before.start;
  to.byte(isAgain ? forms.again : isBrief ? forms.brief : forms.whole);
  if (isAgain) return;
  to.varint(start);
  to.varint(end - start);
  to.byte(verdicts.indexOf(verdict));
  if (isBrief) return;
  to.text(id);
  to.double(score);
  to.byte(severities.indexOf(severity));
  to.varint(evidence.length);
  for (const one of evidence) writeEvidence(to, one);
  writeTexts(to, indicators);
  writeTexts(to, anomalousContainers);
}

/** Nothing speaks against the node, and the id is `node/start`: others end with a letter. */
function isPlain({ id, score, severity, evidence, indicators, anomalousContainers }: HealthSummary): boolean {
  if (score !== 0 || severity !== "low" || evidence.length > 0) return false;
  return indicators.length === 0 && anomalousContainers.length === 0 && /\d$/.test(id);
}

function readSummary(from: ByteReader, node: string, before: HealthSummary | undefined): HealthSummary | undefined {
  const form = from.byte();
  if (form === forms.again) {
    return before && plain(node, before.end, 2 * before.end - before.start, before.verdict);
  }
  const start = from.varint();
  const end = start + from.varint();
  const verdict = verdicts[from.byte()];
  if (verdict === undefined || form === forms.brief) return verdict && plain(node, start, end, verdict);
  const id = from.text();
  const score = from.double();
  const severity = severities[from.byte()];
  const evidence = readList(from, readEvidence);
  const indicators = readList(from, readText);
  const anomalousContainers = readList(from, readText);
  if (severity === undefined || evidence === undefined || !indicators || !anomalousContainers) return undefined;
  return { id, start, end, verdict, score, severity, evidence, indicators, anomalousContainers };
}

function plain(node: string, start: number, end: number, verdict: HealthVerdict): HealthSummary {
  const nothing = { score: 0, severity: "low", evidence: [], indicators: [], anomalousContainers: [] } as const;
  return { id: `${node}/${start}`, start, end, verdict, ...nothing };
}

export function writeStanding(to: ByteWriter, { open, releasedAt, healthySince }: Standing): void {
  to.varint(releasedAt === undefined ? 0 : releasedAt + 1);
  to.varint(healthySince === undefined ? 0 : healthySince + 1);
  to.text(open?.id ?? "");
  if (open === undefined) return;
  to.varint(open.since);
  to.varint(open.askedAt);
  to.byte((open.isCritical ? 1 : 0) | (open.isOrdinary ? 2 : 0));
}

export function readStanding(from: ByteReader): Standing {
  const releasedAt = readOptional(from);
  const healthySince = readOptional(from);
  return { releasedAt, healthySince, open: readOpen(from) };
}

function readList<T>(from: ByteReader, read: (from: ByteReader) => T | undefined): readonly T[] | undefined {
  const list: T[] = [];
  for (let left = from.count(); left > 0 && !from.failed; left--) {
    const item = read(from);
    if (item === undefined) return undefined;
    list.push(item);
  }
  return list;
}

function writeEvidence(to: ByteWriter, { kind, id, source, summary, severity, score, trace }: HealthEvidence): void {
  to.byte(evidenceKinds.indexOf(kind));
  to.text(id);
  to.text(source?.topic ?? "");
  if (source !== undefined) {
    to.varint(source.partition);
    to.varint(source.offset);
  }
  to.text(summary);
  to.byte(severities.indexOf(severity));
  to.double(score);
  to.text(trace?.traceparent ?? "");
  to.text(trace?.tracestate ?? "");
}

function readEvidence(from: ByteReader): HealthEvidence | undefined {
  const kind = evidenceKinds[from.byte()];
  const id = from.text();
  const topic = from.text();
  const source = topic === "" ? undefined : { topic, partition: from.varint(), offset: from.varint() };
  const summary = from.text();
  const severity = severities[from.byte()];
  const score = from.double();
  const trace = traceOf(from.text(), from.text());
  if (kind === undefined || severity === undefined) return undefined;
  return { kind, id, source, summary, severity, score, ...(trace === undefined ? {} : { trace }) };
}

function traceOf(traceparent: string, tracestate: string): TraceContext | undefined {
  if (traceparent === "") return undefined;
  return tracestate === "" ? { traceparent } : { traceparent, tracestate };
}

function readOpen(from: ByteReader): OpenRequest | undefined {
  const id = from.text();
  if (id === "") return undefined;
  const [since, askedAt, asked] = [from.varint(), from.varint(), from.byte()];
  return { id, since, askedAt, isCritical: (asked & 1) !== 0, isOrdinary: (asked & 2) !== 0 };
}

function readOptional(from: ByteReader): number | undefined {
  const value = from.varint();
  return value === 0 ? undefined : value - 1;
}

function writeTexts(to: ByteWriter, texts: readonly string[]): void {
  to.varint(texts.length);
  for (const text of texts) to.text(text);
}

function readText(from: ByteReader): string {
  return from.text();
}

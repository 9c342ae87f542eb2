/** The policy's memory of a node as bytes: most windows were well, and take one. */

import type { ByteReader, ByteWriter } from "../../proto/bytes.ts";
import { severities } from "../../topology/detector.ts";
import type { EventSource } from "../../topology/finding.ts";
import type { TraceContext } from "../../topology/processor.ts";
import type { HealthEvidence, HealthVerdict } from "../health.ts";
import type { HealthSummary } from "../policy/history.ts";
import type { OpenRequest, Standing } from "../policy/standing.ts";
import { evidenceKinds } from "../window.ts";
import { TableReader, TableWriter } from "./table.ts";

const verdicts: readonly HealthVerdict[] = ["healthy", "anomalous", "silent", "learning", "unknown"];

/** What follows: everything, all but what a healthy window has none of, or nothing, since it goes on like the window before. */
const forms = { whole: 0, brief: 1, again: 2 } as const;

/** @param history oldest first. */
export function writeHistory(to: ByteWriter, history: readonly HealthSummary[]): void {
  const table = new TableWriter(to);
  to.varint(history.length);
  for (const [i, summary] of history.entries()) writeSummary(to, table, summary, history[i - 1]);
}

/** @returns `undefined` for what no writer writes; where the reader failed, anything. */
export function readHistory(from: ByteReader, node: string): readonly HealthSummary[] | undefined {
  const history: HealthSummary[] = [];
  const table = new TableReader(from);
  for (let left = from.count(); left > 0 && !from.failed; left--) {
    const summary = readSummary(from, table, node, history.at(-1));
    if (summary === undefined) return undefined;
    history.push(summary);
  }
  return history;
}

function writeSummary(
  to: ByteWriter,
  table: TableWriter,
  summary: HealthSummary,
  before: HealthSummary | undefined,
): void {
  const { id, start, end, verdict, score, severity, evidence, indicators, anomalousContainers } = summary;
  const isBrief = isPlain(summary);
  const isAgain =
    isBrief && verdict === before?.verdict && start === before.end && end - start === before.end - before.start;
  to.byte(isAgain ? forms.again : isBrief ? forms.brief : forms.whole);
  if (isAgain) return;
  to.varint(start - (before?.start ?? 0));
  to.varint(end - start);
  to.byte(verdicts.indexOf(verdict));
  if (isBrief) return;
  writeId(to, table, id, String(start));
  table.number(score);
  to.byte(severities.indexOf(severity));
  to.varint(evidence.length);
  for (const one of evidence) writeEvidence(to, table, one, String(start));
  writeTexts(to, table, indicators);
  writeTexts(to, table, anomalousContainers);
}

/** Nothing speaks against the node, and the id is `node/start`: others end with a letter. */
function isPlain({ id, score, severity, evidence, indicators, anomalousContainers }: HealthSummary): boolean {
  if (score !== 0 || severity !== "low" || evidence.length > 0) return false;
  return indicators.length === 0 && anomalousContainers.length === 0 && /\d$/.test(id);
}

function readSummary(
  from: ByteReader,
  table: TableReader,
  node: string,
  before: HealthSummary | undefined,
): HealthSummary | undefined {
  const form = from.byte();
  if (form === forms.again) {
    return before && plain(node, before.end, 2 * before.end - before.start, before.verdict);
  }
  const start = (before?.start ?? 0) + from.varint();
  const end = start + from.varint();
  const verdict = verdicts[from.byte()];
  if (verdict === undefined || form === forms.brief) return verdict && plain(node, start, end, verdict);
  const id = readId(from, table, String(start));
  const score = table.number();
  const severity = severities[from.byte()];
  const evidence = readList(from, () => readEvidence(from, table, String(start)));
  const indicators = readList(from, () => table.text());
  const anomalousContainers = readList(from, () => table.text());
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

function readList<T>(from: ByteReader, read: () => T | undefined): readonly T[] | undefined {
  const list: T[] = [];
  for (let left = from.count(); left > 0 && !from.failed; left--) {
    const item = read();
    if (item === undefined) return undefined;
    list.push(item);
  }
  return list;
}

/** An id is mostly a text that many share, around one that is written anyway: the window's start, or where the record lies. */
function writeId(to: ByteWriter, table: TableWriter, id: string, known: string): void {
  const at = id.indexOf(known);
  to.byte(at === -1 ? 0 : 1);
  table.text(at === -1 ? id : id.slice(0, at));
  if (at !== -1) table.text(id.slice(at + known.length));
}

function readId(from: ByteReader, table: TableReader, known: string): string {
  return from.byte() === 0 ? table.text() : `${table.text()}${known}${table.text()}`;
}

function writeEvidence(
  to: ByteWriter,
  table: TableWriter,
  { kind, id, source, summary, severity, score, trace }: HealthEvidence,
  start: string,
): void {
  to.byte(evidenceKinds.indexOf(kind));
  table.text(source?.topic ?? "");
  if (source !== undefined) {
    to.varint(source.partition);
    to.varint(source.offset);
  }
  writeId(to, table, id, placeOf(source) ?? start);
  table.text(summary);
  to.byte(severities.indexOf(severity));
  table.number(score);
  table.text(trace?.traceparent ?? "");
  table.text(trace?.tracestate ?? "");
}

function readEvidence(from: ByteReader, table: TableReader, start: string): HealthEvidence | undefined {
  const kind = evidenceKinds[from.byte()];
  const topic = table.text();
  const source = topic === "" ? undefined : { topic, partition: from.varint(), offset: from.varint() };
  const id = readId(from, table, placeOf(source) ?? start);
  const summary = table.text();
  const severity = severities[from.byte()];
  const score = table.number();
  const trace = traceOf(table.text(), table.text());
  if (kind === undefined || severity === undefined) return undefined;
  return { kind, id, source, summary, severity, score, ...(trace === undefined ? {} : { trace }) };
}

function placeOf(source: EventSource | undefined): string | undefined {
  return source && `${source.topic}/${source.partition}/${source.offset}`;
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

function writeTexts(to: ByteWriter, table: TableWriter, list: readonly string[]): void {
  to.varint(list.length);
  for (const text of list) table.text(text);
}

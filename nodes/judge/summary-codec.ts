/** The policy's memory of a node as bytes: most windows were well, and take a dozen. */

import type { ByteReader, ByteWriter } from "../../proto/bytes.ts";
import type { Severity } from "../../topology/detector.ts";
import type { TraceContext } from "../../topology/processor.ts";
import type { HealthEvidence, HealthVerdict } from "../health.ts";
import type { HealthSummary } from "../policy/history.ts";
import type { OpenRequest, Standing } from "../policy/standing.ts";
import { evidenceKinds } from "../window.ts";

const verdicts: readonly HealthVerdict[] = ["healthy", "anomalous", "silent", "learning", "unknown"];
const severities: readonly Severity[] = ["low", "medium", "high", "critical"];

export function writeSummary(to: ByteWriter, summary: HealthSummary, node: string): void {
  const { id, start, end, verdict, score, severity, evidence, indicators, anomalousContainers } = summary;
  const isPlain = id === `${node}/${start}` && score === 0 && severity === "low" && evidence.length === 0;
  const isBrief = isPlain && indicators.length === 0 && anomalousContainers.length === 0;
  to.byte(isBrief ? 1 : 0);
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

/** @returns `undefined` for what no writer writes; where the reader failed, anything. */
export function readSummary(from: ByteReader, node: string): HealthSummary | undefined {
  const isBrief = from.byte() === 1;
  const start = from.varint();
  const end = start + from.varint();
  const verdict = verdicts[from.byte()];
  if (verdict === undefined) return undefined;
  const plain = { id: `${node}/${start}`, start, end, verdict };
  if (isBrief) return { ...plain, score: 0, severity: "low", evidence: [], indicators: [], anomalousContainers: [] };
  const id = from.text();
  const score = from.double();
  const severity = severities[from.byte()];
  const evidence = readList(from, readEvidence);
  const indicators = readList(from, readText);
  const anomalousContainers = readList(from, readText);
  if (severity === undefined || evidence === undefined || !indicators || !anomalousContainers) return undefined;
  return { ...plain, id, score, severity, evidence, indicators, anomalousContainers };
}

export function writeStanding(to: ByteWriter, { open, releasedAt, healthySince }: Standing): void {
  to.varint(releasedAt === undefined ? 0 : releasedAt + 1);
  to.varint(healthySince === undefined ? 0 : healthySince + 1);
  to.text(open?.id ?? "");
  if (open === undefined) return;
  to.varint(open.since);
  to.varint(open.askedAt);
  to.byte(open.isCritical ? 1 : 0);
}

export function readStanding(from: ByteReader): Standing {
  const releasedAt = readOptional(from);
  const healthySince = readOptional(from);
  return { releasedAt, healthySince, open: readOpen(from) };
}

export function readList<T>(from: ByteReader, read: (from: ByteReader) => T | undefined): readonly T[] | undefined {
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
  return { id, since: from.varint(), askedAt: from.varint(), isCritical: from.byte() === 1 };
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

/**
 * The form in which windows travel from the node stage to who judges them.
 *
 * Layout (as in observation-codec.ts; lists begin with a varint count):
 *   version u8 = 1 | node, group text | start, end minus start varint | early u8
 *   features: doubles | missing: a varint, bit i for feature i | sensors: list of (sensor u8 | count, last seen, lost varint
 *   | throttled u8) | indicators: list of text | anomalous containers: list of text | traces: list of (kind u8 | what, actor, id,
 *   topic text | partition, offset varint | summary text | time varint | weight double | traceparent text | (when there is one)
 *   tracestate text) | late varint | (where there are any) scores, see score-codec.ts
 */

import { ByteReader, ByteWriter } from "../proto/bytes.ts";
import { StringCache } from "../proto/string-cache.ts";
import type { TraceContext } from "../topology/processor.ts";
import { type Decoder, Rejection } from "../topology/rejection.ts";
import { nodeFeatures } from "./features.ts";
import { sensors } from "./observation.ts";
import { readScores, writeScores } from "./score-codec.ts";
import { evidenceKinds, type NodeWindow, type SensorReport, type Trace } from "./window.ts";

const version = 1;

const writer = new ByteWriter(4096);

/** @param window of whole, non-negative numbers, but for features and weights. */
export function encodeWindow(window: NodeWindow): Buffer {
  writer.clear();
  writer.byte(version);
  writer.text(window.node);
  writer.text(window.group);
  writer.varint(window.start);
  writer.varint(window.end - window.start);
  writer.byte(window.isEarly ? 1 : 0);
  for (const value of window.features) writer.double(value);
  writer.varint(nodeFeatures.reduce((bits, name, index) => bits + (window.missing.includes(name) ? 2 ** index : 0), 0));
  writer.varint(window.sensors.length);
  for (const report of window.sensors) {
    writer.byte(sensors.indexOf(report.sensor));
    writer.varint(report.count);
    writer.varint(report.lastSeen);
    writer.varint(report.lost);
    writer.byte(report.isThrottled ? 1 : 0);
  }
  writeTexts(window.indicators);
  writeTexts(window.anomalousContainers);
  writer.varint(window.traces.length);
  for (const trace of window.traces) writeTrace(writer, trace);
  writer.varint(window.late);
  if (window.scores !== undefined) writeScores(writer, window.scores);
  return Buffer.from(writer.view());
}

export function windowDecoder(): Decoder<NodeWindow> {
  const texts = new StringCache();
  return {
    name: "node-window",
    decode(bytes) {
      const reader = new ByteReader(bytes);
      const window = reader.byte() === version ? read(reader, texts) : undefined;
      if (window === undefined || reader.failed || reader.remaining > 0) {
        return new Rejection("malformed", "not a window of a node, or of another version of Picket");
      }
      return window;
    },
  };
}

export function writeTrace(
  to: ByteWriter,
  { kind, what, actor, id, source, summary, time, weight, trace }: Trace,
): void {
  to.byte(evidenceKinds.indexOf(kind));
  to.text(what);
  to.text(actor);
  to.text(id);
  to.text(source.topic);
  to.varint(source.partition);
  to.varint(source.offset);
  to.text(summary);
  to.varint(time);
  to.double(weight);
  to.text(trace?.traceparent ?? "");
  if (trace) to.text(trace.tracestate ?? "");
}

/** @returns `undefined` for what no writer writes; where the reader failed, anything. */
export function readTrace(reader: ByteReader, texts: StringCache): Trace | undefined {
  const kind = evidenceKinds[reader.byte()];
  const what = reader.text(texts);
  const actor = reader.text(texts);
  const id = reader.text();
  const source = { topic: reader.text(texts), partition: reader.varint(), offset: reader.varint() };
  const summary = reader.text();
  const time = reader.varint();
  const weight = reader.double();
  const traceparent = reader.text();
  const trace = traceparent === "" ? undefined : contextOf(traceparent, reader.text());
  return kind && { kind, what, actor, id, source, summary, time, weight, trace };
}

function read(reader: ByteReader, texts: StringCache): NodeWindow | undefined {
  const node = reader.text(texts);
  const group = reader.text(texts);
  const start = reader.varint();
  const end = start + reader.varint();
  const isEarly = reader.byte() === 1;
  const features = Float64Array.from(nodeFeatures, () => reader.double());
  const missing = reader.varint();
  const reports = readList(reader, readReport);
  const indicators = readList(reader, () => reader.text(texts));
  const anomalousContainers = readList(reader, () => reader.text(texts));
  const traces = readList(reader, () => readTrace(reader, texts));
  const late = reader.varint();
  const scores = reader.remaining === 0 ? undefined : readScores(reader);
  if (missing >= 2 ** nodeFeatures.length || reports === undefined || traces === undefined) return undefined;
  return {
    node,
    group,
    start,
    end,
    isEarly,
    features,
    missing: nodeFeatures.filter((_, index) => (missing >>> index) % 2 === 1),
    sensors: reports,
    indicators: indicators ?? [],
    anomalousContainers: anomalousContainers ?? [],
    traces,
    late,
    ...(scores === undefined ? {} : { scores }),
  };
}

function readReport(reader: ByteReader): SensorReport | undefined {
  const sensor = sensors[reader.byte()];
  const [count, lastSeen, lost] = [reader.varint(), reader.varint(), reader.varint()];
  const isThrottled = reader.byte() === 1;
  return sensor && { sensor, count, lastSeen, lost, isThrottled };
}

/** @returns `undefined` where one of them is. */
function readList<T>(reader: ByteReader, read: (reader: ByteReader) => T | undefined): readonly T[] | undefined {
  const list: T[] = [];
  for (let left = reader.count(); left > 0 && !reader.failed; left--) {
    const item = read(reader);
    if (item === undefined) return undefined;
    list.push(item);
  }
  return list;
}

function writeTexts(texts: readonly string[]): void {
  writer.varint(texts.length);
  for (const text of texts) writer.text(text);
}

function contextOf(traceparent: string, tracestate: string): TraceContext {
  return tracestate === "" ? { traceparent } : { traceparent, tracestate };
}

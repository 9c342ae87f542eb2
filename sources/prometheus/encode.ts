/** Builds the bytes of Prometheus' formats from plain values, as their own writers do: for simulated fleets and for tests. */

import { Writer } from "protobufjs/minimal.js";
import { rfc3339 } from "../../proto/codecs/timestamp.ts";

export interface PlainSeries {
  /** With `__name__` among them; written in their order, which should be by name. */
  readonly labels: Readonly<Record<string, string>>;
  readonly samples: readonly PlainSample[];
}

export interface PlainSample {
  readonly value: number | "stale";
  /** Ms since the epoch. */
  readonly time: number;
}

/** A line of prometheus-kafka-adapter, whose JSON loses the ms of a time, and which NaN it was. */
export function encodeAdapterSample(labels: Readonly<Record<string, string>>, sample: PlainSample): Buffer {
  const timestamp = rfc3339(Math.floor(sample.time / 1000) * 1000);
  const { __name__: name } = labels;
  return Buffer.from(JSON.stringify({ timestamp, value: valueText(sample.value), name, labels }));
}

/** A prometheus.WriteRequest, not compressed. */
export function encodeRemoteWrite1(series: Iterable<PlainSeries>): Buffer {
  const request = Writer.create();
  for (const { labels, samples } of series) {
    request.uint32(0x0a).fork();
    for (const [name, value] of Object.entries(labels)) {
      request.uint32(0x0a).fork().uint32(0x0a).string(name).uint32(0x12).string(value).ldelim();
    }
    writeSamples(request, samples);
    request.ldelim();
  }
  return toBuffer(request.finish());
}

/** An io.prometheus.write.v2.Request, not compressed. */
export function encodeRemoteWrite2(series: Iterable<PlainSeries>): Buffer {
  const symbols = new Map([["", 0]]);
  const symbolOf = (text: string): number => {
    const known = symbols.get(text) ?? symbols.size;
    symbols.set(text, known);
    return known;
  };
  const body = Writer.create();
  for (const { labels, samples } of series) {
    body.uint32(0x2a).fork().uint32(0x0a).fork();
    for (const [name, value] of Object.entries(labels)) body.uint32(symbolOf(name)).uint32(symbolOf(value));
    body.ldelim();
    writeSamples(body, samples);
    body.ldelim();
  }
  const table = Writer.create();
  for (const symbol of symbols.keys()) table.uint32(0x22).string(symbol);
  return Buffer.concat([table.finish(), body.finish()]);
}

function writeSamples(writer: Writer, samples: readonly PlainSample[]): void {
  for (const { value, time } of samples) {
    writer.uint32(0x12).fork().uint32(0x09);
    if (value === "stale") writer.fixed32(2).fixed32(0x7ff00000);
    else writer.double(value);
    writer.uint32(0x10).int64(time).ldelim();
  }
}

function valueText(value: number | "stale"): string {
  if (value === "stale") return "NaN";
  return Number.isFinite(value) || Number.isNaN(value) ? String(value) : value > 0 ? "+Inf" : "-Inf";
}

function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

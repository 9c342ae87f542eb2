/**
 * Reads what prometheus-kafka-adapter (Telefonica's, serializer "json") writes: one sample a record, its value as text, its
 * time cut to whole seconds.
 */

import { parseRfc3339 } from "../../proto/codecs/timestamp.ts";
import { type Decoder, Rejection } from "../../topology/rejection.ts";
import type { Sample } from "./sample.ts";
import { parseValue } from "./value-text.ts";

/** @param maxBytes longer records are rejected unread. */
export function adapterDecoder(maxBytes: number): Decoder<Sample> {
  return {
    name: "prometheus-kafka-adapter",
    decode(bytes) {
      if (bytes.length === 0) return new Rejection("empty", "no bytes");
      if (bytes.length > maxBytes) {
        return new Rejection("too_large", `${bytes.length} bytes, at most ${maxBytes} are read`);
      }
      return sampleOf(parse(bytes));
    },
  };
}

function sampleOf(record: unknown): Sample | Rejection {
  if (!isObject(record)) return new Rejection("malformed", "not a JSON object");
  const { name, timestamp, value, labels } = record;
  if (typeof name !== "string" || name === "") return new Rejection("malformed", "name is no text");
  const time = typeof timestamp === "string" ? parseRfc3339(timestamp) : undefined;
  if (time === undefined) return new Rejection("malformed", "timestamp is not RFC 3339");
  const number = typeof value === "string" ? parseValue(value) : undefined;
  if (number === undefined) return new Rejection("malformed", "value is no number as text");
  if (!isObject(labels)) return new Rejection("malformed", "labels is not a JSON object");
  return new AdapterSample(name, number, time, labels);
}

class AdapterSample implements Sample {
  readonly name: string;
  readonly value: number;
  readonly time: number;
  readonly #labels: Readonly<Record<string, unknown>>;

  constructor(name: string, value: number, time: number, labels: Readonly<Record<string, unknown>>) {
    this.name = name;
    this.value = value;
    this.time = time;
    this.#labels = labels;
  }

  /** As text all NaN are one, the marker too; exporters hardly ever expose a NaN, Prometheus writes one for each series that ends. */
  get isStale(): boolean {
    return Number.isNaN(this.value);
  }

  label(name: string): string | undefined {
    const value = Object.hasOwn(this.#labels, name) ? this.#labels[name] : undefined;
    return typeof value === "string" && value !== "" ? value : undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}

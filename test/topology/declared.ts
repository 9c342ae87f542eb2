/** What declarations under test are made of: the least of each. */

import type { Detector } from "../../topology/detector.ts";
import type { Processor } from "../../topology/processor.ts";
import type { Decoder } from "../../topology/rejection.ts";
import { type Carrier, deadLetterTopic, input, internal, output } from "../../topology/topics.ts";

export const raw = input("raw");
export const keyed = internal("keyed", { keyedBy: "parity" });
export const single = internal("single", { keyedBy: "nothing", partitions: 1 });
export const numbers = output<number>("numbers", carrier<number>("test.Number"));
export const bytes = output<Buffer>("bytes", carrier<Buffer>("test.Bytes"));
export const texts = output<string>("texts", carrier<string>("test.Text"));
export const dead = deadLetterTopic("dead");

export function number(): Decoder<number> {
  return { name: "number", decode: (bytes) => bytes.length };
}

export function text(): Decoder<string> {
  return { name: "text", decode: (bytes) => bytes.toString() };
}

/** Says nothing of any number. */
export function quiet(name: string, scope: Detector<number>["scope"] = "container"): Detector<number> {
  const open = () => ({ observe: () => undefined, snapshot: () => Uint8Array.of() });
  return {
    name,
    model: "none",
    profile: "quiet",
    version: "1",
    scope,
    reads: "numbers",
    accepts: () => true,
    open,
    restore: open,
  };
}

/** Emits nothing of any number. */
export function idle(name: string): Processor<number, number> {
  const open = () => ({ process: () => {}, wakeAt: Infinity, wake: () => {}, snapshot: () => Uint8Array.of() });
  return { name, version: "1", open, restore: open };
}

function carrier<T>(type: string): Carrier<T> {
  const format = { contentType: "text/plain", encode: (value: T) => Buffer.from(String(value)) };
  return {
    type,
    formats: { json: format, protobuf: format },
    idOf: String,
    timeOf: () => 0,
    factsOf: () => ({
      detector: "",
      severity: "",
      score: 0,
      containerImage: "",
      source: { topic: "", partition: 0, offset: 0 },
    }),
  };
}

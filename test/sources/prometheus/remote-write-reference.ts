/** Remote write as the generated code of its schemas would read it: what our readers are compared with. */

import protobuf from "protobufjs";
import { z } from "zod";
import type { Sample } from "../../../sources/prometheus/sample.ts";
import { keep, type KeptSample } from "./plain.ts";

/** The fields that Picket reads, by the numbers of prometheus/prompb. */
const schema = `
  syntax = "proto3";
  message WriteRequest { repeated TimeSeries timeseries = 1; }
  message TimeSeries { repeated Label labels = 1; repeated Sample samples = 2; }
  message Label { string name = 1; string value = 2; }
  message Sample { double value = 1; int64 timestamp = 2; }
  message Request { repeated string symbols = 4; repeated TimeSeries2 timeseries = 5; }
  message TimeSeries2 { repeated uint32 labels_refs = 1; repeated Sample samples = 2; }
`;
const { root } = protobuf.parse(schema, { keepCase: true });

/** Any double, also NaN and the infinities, which zod's own numbers are not. */
const number = z.custom<number>((value) => typeof value === "number");
const sampleShape = z.object({ value: number, timestamp: z.number() });
const shape = z.object({
  symbols: z.array(z.string()).default([]),
  timeseries: z.array(
    z.object({
      labels: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
      labels_refs: z.array(z.number()).default([]),
      samples: z.array(sampleShape),
    }),
  ),
});

export const labelNames = ["__name__", "node", "cpu", "mode", "a", "b"] as const;

/** What the schema knows of a sample, which is not whether it is stale. */
export function keepAll(sample: Sample): KeptSample {
  return { ...keepLabels(sample), isStale: false };
}

const keepLabels = keep(...labelNames);

/** @returns `undefined` where the bytes are no such message. */
export function referenceSamples(version: 1 | 2, bytes: Uint8Array): readonly KeptSample[] | undefined {
  const message = decode(version === 1 ? "WriteRequest" : "Request", bytes);
  if (message === undefined) return undefined;
  const kept: KeptSample[] = [];
  for (const series of message.timeseries) {
    const labels = version === 1 ? series.labels : labelsOf(series.labels_refs, message.symbols);
    if (labels === undefined) return undefined;
    const label = (name: string) => labels.find((one) => one.name === name)?.value || undefined;
    for (const { value, timestamp } of series.samples) {
      kept.push({
        name: label("__name__") ?? "",
        value,
        time: timestamp,
        isStale: false,
        labels: Object.fromEntries(labelNames.map((name) => [name, label(name)])),
      });
    }
  }
  return kept;
}

function labelsOf(refs: readonly number[], symbols: readonly string[]) {
  if (refs.length % 2 !== 0 || refs.some((ref) => ref >= symbols.length)) return undefined;
  return Array.from({ length: refs.length / 2 }, (_, index) => ({
    name: symbols[refs[2 * index]!]!,
    value: symbols[refs[2 * index + 1]!]!,
  }));
}

function decode(type: string, bytes: Uint8Array): z.infer<typeof shape> | undefined {
  const message = root.lookupType(type);
  try {
    return shape.parse(message.toObject(message.decode(bytes), { longs: Number, arrays: true, defaults: true }));
  } catch (error) {
    if (error instanceof z.ZodError) throw error;
    return undefined;
  }
}

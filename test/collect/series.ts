/** What a record of node metrics holds, read back as a WriteRequest's own schema reads it. */

import protobuf from "protobufjs";
import { z } from "zod";
import type { OutputRecord } from "../../log/port.ts";
import type { PlainSeries } from "../../sources/prometheus/encode.ts";

const { root } = protobuf.parse(`
  syntax = "proto3";
  message WriteRequest { repeated TimeSeries timeseries = 1; }
  message TimeSeries { repeated Label labels = 1; repeated Sample samples = 2; }
  message Label { string name = 1; string value = 2; }
  message Sample { double value = 1; int64 timestamp = 2; }
`);

/** Any double, also NaN and the infinities. */
const number = z.custom<number>((value) => typeof value === "number");
const shape = z.object({
  timeseries: z.array(
    z.object({
      labels: z.array(z.object({ name: z.string(), value: z.string() })),
      samples: z.array(z.object({ value: number, timestamp: z.number() })),
    }),
  ),
});

export function seriesOf({ value }: Pick<OutputRecord, "value">): readonly PlainSeries[] {
  const type = root.lookupType("WriteRequest");
  const message = type.toObject(type.decode(value ?? Buffer.alloc(0)), { longs: Number, arrays: true, defaults: true });
  return shape.parse(message).timeseries.map(({ labels, samples }) => ({
    labels: Object.fromEntries(labels.map((label) => [label.name, label.value])),
    samples: samples.map((sample) => ({ value: sample.value, time: sample.timestamp })),
  }));
}

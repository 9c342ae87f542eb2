/**
 * Reads the records of samples of Prometheus, in either of two forms: prometheus-kafka-adapter's JSON of one sample, which begins
 * with a brace, or a prometheus.WriteRequest, as `picket collect` writes them.
 */

import { nodeMetric, type NodeIdentity, type NodeMetric } from "../../sources/prometheus/node-metric.ts";
import { adapterDecoder } from "../../sources/prometheus/kafka-adapter.ts";
import { remoteWrite1Reader } from "../../sources/prometheus/remote-write-1.ts";
import type { Sample } from "../../sources/prometheus/sample.ts";
import { type Decoder, Rejection } from "../../topology/rejection.ts";
import type { NamedObservation } from "../observation.ts";
import { cleanText, cleanTime } from "./clean.ts";
import type { Observed } from "./observed.ts";

export interface MetricsOptions {
  readonly identity: NodeIdentity;
  /** Longer records are rejected unread. */
  readonly maxBytes: number;
}

/** Samples that no window is made of are passed over. */
export function metricsDecoder({ identity, maxBytes }: MetricsOptions): Decoder<Observed> {
  const adapter = adapterDecoder(maxBytes);
  const remoteWrite = remoteWrite1Reader();
  const take = (sample: Sample): NamedObservation | Rejection | undefined => {
    const metric = nodeMetric(sample, identity);
    return metric === undefined || metric instanceof Rejection ? metric : observationOf(metric);
  };
  return {
    name: "node-metrics",
    decode(bytes) {
      if (bytes[0] === openingBrace || bytes.length === 0 || bytes.length > maxBytes) {
        const sample = adapter.decode(bytes);
        if (sample instanceof Rejection) return sample;
        const observed = take(sample);
        return observed === undefined ? [] : [observed];
      }
      return remoteWrite.read(bytes, take);
    },
  };
}

/** No WriteRequest begins with it: as a tag it would be one of a group. */
const openingBrace = 0x7b;

/** @returns `undefined` for the modes of a CPU but idle, which are what idle leaves. */
function observationOf(metric: NodeMetric): NamedObservation | undefined {
  if (metric.family === "cpu" && metric.mode !== "idle") return undefined;
  return {
    sensor: "metrics",
    kind: "sample",
    node: cleanText(metric.node),
    time: cleanTime(metric.time),
    family: metric.family,
    series: cleanText(seriesOf(metric)),
    value: metric.value,
  };
}

function seriesOf(metric: NodeMetric): string {
  switch (metric.family) {
    case "cpu":
      return `${metric.cpu}/${metric.mode}`;
    case "network_receive":
    case "network_transmit":
      return metric.device;
    case "memory_available":
    case "memory_total":
      return "";
  }
}

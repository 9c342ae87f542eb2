/** The production topology with the golden answers' warm-up, and how tests compare what it writes. */

import type { Harness } from "../kit/harness.ts";
import type { LogRecord } from "../log/port.ts";
import type { Anomaly } from "../proto/codecs/anomaly.ts";
import { anomalyFromJson } from "../proto/codecs/anomaly-json.ts";
import type { Topology } from "../topology/builder.ts";
import { builtInDetectors, type ModelName } from "../topology/detectors/built-in.ts";
import { picket } from "../topology/picket.ts";

export function production(model: ModelName): Topology {
  const warmup = { size: 200, timeMs: Infinity, sizePerContainer: 50 };
  const detectors = builtInDetectors({ model, profile: "river", warmup });
  return picket({ detectors, containerKey: "image", maxEventBytes: 2 ** 20 });
}

export function anomaliesOf(records: readonly LogRecord[]): readonly Anomaly[] {
  return records.map(({ value }) => anomalyFromJson(value!.toString()));
}

/** The values of all anomalies, byte for byte and in order, by detector and container. */
export function bySource(harness: Harness): Readonly<Record<string, readonly string[]>> {
  const sources: Record<string, string[]> = {};
  for (const { value } of harness.readAll("anomalies")) {
    const text = value!.toString();
    const { detector, container } = anomalyFromJson(text);
    const source = detector === "resource-global" ? "global" : `${detector} ${container?.image}`;
    (sources[source] ??= []).push(text);
  }
  return sources;
}

/** Gives `to` the very internal logs that the stages of `from` read: what one uninterrupted process writes from them is the truth. */
export function copyInternalTopics(from: Harness, to: Harness): void {
  for (const topic of ["by-container", "global"]) {
    const name = from.nameOf(topic);
    for (let partition = 0; partition < (from.cluster.partitionCount(name) ?? 0); partition++) {
      for (const record of from.read(topic, partition)) {
        to.cluster.partition({ topic: name, partition }).append({ ...record, topic: name }, 0);
      }
    }
  }
}

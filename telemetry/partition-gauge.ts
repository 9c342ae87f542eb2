/**
 * Last values by partition. The SDK goes on reporting what it once observed, so a partition that is gone reads 0: sums over
 * instances stay right.
 */

import type { Attributes, ObservableResult } from "@opentelemetry/api";
import type { PartitionOfStage } from "./metrics.ts";
import { attributeNames as attribute } from "./names.ts";

interface Gauge {
  value: number;
  readonly attributes: Attributes;
}

export class PartitionGauge {
  readonly #values = new Map<string, Map<string, Gauge>>();

  /** @param more attributes, of which a partition has one value each. */
  set(partition: PartitionOfStage, value: number, more: Attributes = {}): void {
    const key = keyOf(partition);
    const values = this.#values.get(key) ?? new Map<string, Gauge>();
    values.set(JSON.stringify(more), { value, attributes: { ...attributesOf(partition), ...more } });
    this.#values.set(key, values);
  }

  forget(partition: PartitionOfStage): void {
    for (const gauge of this.#values.get(keyOf(partition))?.values() ?? []) gauge.value = 0;
  }

  observe(result: ObservableResult): void {
    for (const values of this.#values.values()) {
      for (const { value, attributes } of values.values()) result.observe(value, attributes);
    }
  }
}

function keyOf({ stage, topic, partition }: PartitionOfStage): string {
  return `${stage} ${topic} ${partition}`;
}

function attributesOf({ stage, topic, partition }: PartitionOfStage): Attributes {
  return { [attribute.stage]: stage, [attribute.topic]: topic, [attribute.partition]: String(partition) };
}

/** A place in Kafka in canonical proto3 JSON: the message Source. */

import { z } from "zod";
import type { Anomaly } from "./anomaly.ts";
import { integer, text } from "./json-values.ts";

export function sourceToJson({ topic, partition, offset }: Anomaly["source"]) {
  return {
    topic: topic || undefined,
    partition: partition || undefined,
    offset: offset === 0 ? undefined : String(offset),
  };
}

export const sourceSchema = z.object({ topic: text, partition: integer, offset: integer });

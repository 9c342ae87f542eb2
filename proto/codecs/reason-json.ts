/** Why a score is what it is, in canonical proto3 JSON: the message Reason, which anomalies and scores of nodes have. */

import { z } from "zod";
import type { Anomaly } from "./anomaly.ts";
import { double, number, text } from "./json-values.ts";

export function reasonToJson({ feature, value, usualLow, usualHigh, share }: Anomaly["reasons"][number]) {
  return {
    feature: feature || undefined,
    value: double(value),
    usual: { low: double(usualLow), high: double(usualHigh) },
    share: double(share),
  };
}

export const reasonSchema = z
  .object({ feature: text, value: number, usual: z.object({ low: number, high: number }), share: number })
  .transform(({ feature, value, usual, share }) => ({
    feature,
    value,
    usualLow: usual.low,
    usualHigh: usual.high,
    share,
  }));

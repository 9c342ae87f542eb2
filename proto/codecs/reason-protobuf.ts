/** Why a score is what it is, as the protobuf message Reason, which anomalies and scores of nodes have. */

import type { picket } from "../generated/messages.js";
import type { Anomaly } from "./anomaly.ts";

type Reason = Anomaly["reasons"][number];

export function reasonToProtobuf({ feature, value, usualLow, usualHigh, share }: Reason) {
  return {
    feature,
    value: unsigned(value),
    usual: { low: unsigned(usualLow), high: unsigned(usualHigh) },
    share: unsigned(share),
  };
}

export function reasonFromProtobuf({ feature, value, usual, share }: picket.v1.Reason.$Properties): Reason {
  return {
    feature: feature ?? "",
    value: value ?? 0,
    usualLow: usual?.low ?? 0,
    usualHigh: usual?.high ?? 0,
    share: share ?? 0,
  };
}

/** -0 as 0, which the JSON form cannot tell apart. */
export function unsigned(value: number): number {
  return value + 0;
}

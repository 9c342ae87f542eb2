/** How the judge reads each feature: on which scale, from which difference on it may count, and what it is evidence of. */

import { type NodeFeature, nodeFeatures } from "../features.ts";
import type { EvidenceKind } from "../window.ts";

export interface FeatureTrait {
  readonly feature: NodeFeature;
  readonly kind: EvidenceKind;
  /** Counts and rates are read as ln(1 + x / unit): they span orders of magnitude, and less than a unit is noise. */
  readonly unit: number | undefined;
  /** On that scale, the smallest deviation that counts as one: a quiet feature makes no small change strange. */
  readonly floor: number;
  /** Whether too little is strange too. That few processes start is not. */
  readonly isTwoSided: boolean;
}

const kilobyte = 1000;

const share = (kind: EvidenceKind, floor: number) => ({ kind, unit: undefined, floor, isTwoSided: false });
const rate = { kind: "node-metrics", unit: 100 * kilobyte, floor: 0.35, isTwoSided: true } as const;
const count = (kind: EvidenceKind, floor: number) => ({ kind, unit: 1, floor, isTwoSided: false });

const traits: Readonly<Record<NodeFeature, Omit<FeatureTrait, "feature">>> = {
  avg_cpu: share("node-metrics", 0.05),
  avg_mem: share("node-metrics", 0.02),
  net_bytes_in: rate,
  net_bytes_out: rate,
  exec_count: count("process-behaviour", 0.35),
  unique_process_count: count("process-behaviour", 0.25),
  exec_from_tmp: count("process-behaviour", 0.4),
  exec_from_dev_shm: count("process-behaviour", 0.4),
  suspicious_port_connections: count("process-behaviour", 0.4),
  container_anomalies_low: count("container-anomaly", 0.7),
  container_anomalies_medium: count("container-anomaly", 0.6),
  container_anomalies_high: count("container-anomaly", 0.5),
  container_anomalies_critical: count("container-anomaly", 0.5),
};

/** In the order of `nodeFeatures`. */
export const featureTraits: readonly FeatureTrait[] = nodeFeatures.map((feature) => traitOf(feature));

function traitOf(feature: NodeFeature): FeatureTrait {
  return { feature, ...traits[feature] };
}

/** Writes the features, on the judge's scales, to `out`; NaN for what is missing, infinite or negative. */
export function toScale(features: Float64Array, out: Float64Array): void {
  for (let i = 0; i < featureTraits.length; i++) out[i] = scaled(featureTraits[i]!, features[i]!);
}

/** A value of the judge's scale in the feature's own unit; at least 0, as all of them are. */
export function fromScale({ unit }: FeatureTrait, value: number): number {
  return Math.max(0, unit === undefined ? value : Math.expm1(value) * unit);
}

function scaled({ unit }: FeatureTrait, value: number): number {
  if (!(value >= 0 && value < Infinity)) return NaN;
  return unit === undefined ? value : Math.log1p(value / unit);
}

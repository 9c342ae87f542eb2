/** From what was measured in a window to its features. */

import { type NodeFeature, nodeFeatures } from "../features.ts";
import type { ProcessSensor } from "../observation.ts";
import type { Amount, OpenWindow } from "./open-window.ts";

export interface Surroundings {
  /** Bytes of memory that the node has; `undefined` where that is not known. */
  readonly memoryTotal: number | undefined;
  /** The sensors whose count of nothing is a zero: they were not quiet for long. */
  readonly processSensors: readonly ProcessSensor[];
}

/** @returns one a feature, in their order; NaN where nothing was measured. */
export function featuresOf(window: OpenWindow, { memoryTotal, processSensors: among }: Surroundings): Float64Array {
  const isCounted = among.length > 0;
  const [low = 0, medium = 0, high = 0, critical = 0] = window.anomalies;
  const values: Readonly<Record<NodeFeature, number>> = {
    avg_cpu: share(1 - perSecond(window.idle)),
    avg_mem: share(1 - perSecond(window.memoryAvailable) / (memoryTotal || NaN)),
    net_bytes_in: perSecond(window.received),
    net_bytes_out: perSecond(window.transmitted),
    exec_count: isCounted ? window.mostOf(({ execs }) => execs, among) : NaN,
    unique_process_count: isCounted ? window.mostOf(({ binaries }) => binaries, among) : NaN,
    exec_from_tmp: isCounted ? window.mostOf(({ fromTmp }) => fromTmp, among) : NaN,
    exec_from_dev_shm: isCounted ? window.mostOf(({ fromDevShm }) => fromDevShm, among) : NaN,
    suspicious_port_connections: isCounted
      ? window.mostOf(({ suspiciousConnections }) => suspiciousConnections, among)
      : NaN,
    container_anomalies_low: low,
    container_anomalies_medium: medium,
    container_anomalies_high: high,
    container_anomalies_critical: critical,
  };
  return Float64Array.from(nodeFeatures, (name) => values[name]);
}

function perSecond({ amount, seconds }: Amount): number {
  return seconds > 0 ? amount / seconds : NaN;
}

/** Times cut to whole seconds make shares that are a little off. NaN stays NaN. */
function share(value: number): number {
  return Math.min(1, Math.max(0, value));
}

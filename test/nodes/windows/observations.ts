/** Observations in short, for the tests of windows. Times are seconds after `base`. */

import type { MetricFamily, NamedObservation, ProcessSensor, Sensor } from "../../../nodes/observation.ts";
import type { Severity } from "../../../topology/detector.ts";
import { base } from "./run.ts";

const node = "worker-1";

export function at(seconds: number): number {
  return base + seconds * 1000;
}

export function sample(
  family: MetricFamily,
  series: string,
  seconds: number,
  value: number | "stale",
): NamedObservation {
  return {
    sensor: "metrics",
    kind: "sample",
    node,
    time: at(seconds),
    family,
    series,
    value: value === "stale" ? undefined : value,
  };
}

interface By {
  readonly sensor?: ProcessSensor;
  readonly uid?: number;
  readonly given?: string;
  readonly image?: string;
}

export function exec(seconds: number, binary: string, { sensor = "tetragon", ...by }: By = {}): NamedObservation {
  return { sensor, kind: "exec", node, time: at(seconds), process: processOf(binary, by) };
}

export function connect(seconds: number, port: number, sensor: ProcessSensor = "tetragon"): NamedObservation {
  return { ...call(seconds, "/usr/bin/nc", `10.0.0.9:${port}`), sensor };
}

/** @param to address and port. */
export function call(seconds: number, binary: string, to: string, by: By = {}): NamedObservation & { kind: "connect" } {
  const [address = "", port] = to.split(/:(?=\d+$)/);
  const process = processOf(binary, { uid: 0, ...by });
  return { sensor: "tetragon", kind: "connect", node, time: at(seconds), process, address, port: Number(port) };
}

export function alive(seconds: number, sensor: Sensor = "tetragon"): NamedObservation {
  return { sensor, kind: "alive", node, time: at(seconds) };
}

export function anomaly(seconds: number, severity: Severity, container: string): NamedObservation {
  return {
    sensor: "containers",
    kind: "anomaly",
    node,
    time: at(seconds),
    id: `resource-per-container/resource/0/${seconds}`,
    detector: "resource-per-container",
    severity,
    score: 0.9,
    container,
    because: "cpu_ns",
  };
}

function processOf(binary: string, { uid = 1000, given = "", image = "etcd:3.4" }: By) {
  return { pid: 7, uid, binary, arguments: given, containerId: "", image };
}

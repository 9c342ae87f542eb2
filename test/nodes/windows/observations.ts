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

export function exec(
  seconds: number,
  binary: string,
  { sensor = "tetragon", uid = 1000 }: { sensor?: ProcessSensor; uid?: number } = {},
): NamedObservation {
  return { sensor, kind: "exec", node, time: at(seconds), process: processOf(binary, uid) };
}

export function connect(seconds: number, port: number, sensor: ProcessSensor = "tetragon"): NamedObservation {
  const process = processOf("/usr/bin/nc", 0);
  return { sensor, kind: "connect", node, time: at(seconds), process, address: "10.0.0.9", port };
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

function processOf(binary: string, uid: number) {
  return { pid: 7, uid, binary, arguments: "", containerId: "", image: "etcd:3.4" };
}

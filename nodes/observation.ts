/** What the sensors of a node say, reduced to what its windows are made of. */

import type { Severity } from "../topology/detector.ts";

/**
 * Independent ways to see a node: `metrics` (Prometheus), `tetragon` and `ebpf` (processes and connections, two sensors of the
 * same thing), `containers` (anomalies that container detectors found).
 */
export const sensors = ["metrics", "tetragon", "ebpf", "containers"] as const;

export type Sensor = (typeof sensors)[number];

/** Those that see processes and connections. */
export const processSensors = ["tetragon", "ebpf"] as const satisfies readonly Sensor[];

export type ProcessSensor = (typeof processSensors)[number];

interface Observed {
  /** Event time in ms since the epoch, by the clock of whoever observed; 0 where it tells none. */
  readonly time: number;
}

export const metricFamilies = [
  "cpu",
  "memory_available",
  "memory_total",
  "network_receive",
  "network_transmit",
] as const;

export type MetricFamily = (typeof metricFamilies)[number];

/** One sample of one series. */
export interface MetricObservation extends Observed {
  readonly sensor: "metrics";
  readonly kind: "sample";
  readonly family: MetricFamily;
  /** Which of the family's series: `0/idle` (CPU and mode), a device, "" for memory. */
  readonly series: string;
  /** Seconds of a CPU, bytes otherwise; `undefined` where the series ends here (a stale marker). */
  readonly value: number | undefined;
}

/** Who did it, as far as the sensor knows; texts are "" where it does not. */
export interface ActingProcess {
  readonly pid: number | undefined;
  /** Effective. */
  readonly uid: number | undefined;
  readonly binary: string;
  readonly arguments: string;
  /** 64 characters, or Docker's first 31; "" for the host. */
  readonly containerId: string;
  readonly image: string;
}

export interface ExecObservation extends Observed {
  readonly sensor: ProcessSensor;
  readonly kind: "exec";
  readonly process: ActingProcess;
}

export interface ConnectObservation extends Observed {
  readonly sensor: ProcessSensor;
  readonly kind: "connect";
  readonly process: ActingProcess;
  readonly address: string;
  readonly port: number;
}

/** The sensor lives, and said something that no feature is made of. */
export interface SignOfLife extends Observed {
  readonly sensor: Sensor;
  readonly kind: "alive";
}

/** The sensor saw more than it wrote. */
export interface LossObservation extends Observed {
  readonly sensor: Sensor;
  readonly kind: "loss";
  /** From `throttle_start` to `throttle_end` counts are too low. */
  readonly loss: "dropped" | "throttle_start" | "throttle_end";
  /** Events, where it is known; else 0. */
  readonly count: number;
}

export interface AnomalyObservation extends Observed {
  readonly sensor: "containers";
  readonly kind: "anomaly";
  /** The anomaly's own. */
  readonly id: string;
  readonly detector: string;
  readonly severity: Severity;
  readonly score: number;
  /** Image, or id, of the container. */
  readonly container: string;
  /** The feature that moved the score most, for people; "" where there is none. */
  readonly because: string;
}

/** What travels under the name of its node. */
export type NodeObservation =
  MetricObservation | ExecObservation | ConnectObservation | SignOfLife | LossObservation | AnomalyObservation;

export interface OfNode {
  readonly node: string;
}

export type NamedObservation = NodeObservation & OfNode;

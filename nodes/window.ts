/** A node over ten seconds (or as configured) of its own time: what the node stage forwards to who judges it among its peers. */

import type { EventSource } from "../topology/finding.ts";
import type { TraceContext } from "../topology/processor.ts";
import type { NodeFeature } from "./features.ts";
import type { ModelScore } from "./model-score.ts";
import type { Sensor } from "./observation.ts";

/**
 * Kinds of evidence that are independent of one another: what metrics show, what processes do, what containers' detectors say,
 * that sensors fell silent. Two of one kind do not confirm each other. Only `model`, what loaded models say, is not: they read the
 * same numbers.
 */
export const evidenceKinds = ["node-metrics", "process-behaviour", "container-anomaly", "silence", "model"] as const;

export type EvidenceKind = (typeof evidenceKinds)[number];

/** One observation worth keeping: a person can look it up in the topic. */
export interface Trace {
  readonly kind: EvidenceKind;
  /** Which rule of the windows noticed it: `exec_from_dev_shm`, `suspicious_port`, `container_anomaly`, ... */
  readonly what: string;
  /** Who did it: image, or else id, of the container; "" for the host. */
  readonly actor: string;
  /** E.g. the anomaly's; made of topic, partition and offset where there is none. */
  readonly id: string;
  readonly source: EventSource;
  /** For people, in one line. */
  readonly summary: string;
  /** Ms since the epoch. */
  readonly time: number;
  /** 0 to 1: which of too many to keep. */
  readonly weight: number;
  /** Of the record that it was seen in. */
  readonly trace: TraceContext | undefined;
}

/** How a sensor did in the window. */
export interface SensorReport {
  readonly sensor: Sensor;
  /** Observations in the window. */
  readonly count: number;
  /** Event time of its newest observation ever, ms; what tells silence. */
  readonly lastSeen: number;
  /** Events that it says it lost in the window. */
  readonly lost: number;
  readonly isThrottled: boolean;
}

export interface NodeWindow {
  readonly node: string;
  /** Like nodes are judged among each other. */
  readonly group: string;
  /** Ms since the epoch, inclusive and exclusive. */
  readonly start: number;
  readonly end: number;
  /**
   * Sent before the window closed, because of `indicators` that may not wait; the whole follows, with the same start. Features
   * are what is known by then.
   */
  readonly isEarly: boolean;
  /** In the order of `nodeFeatures`; NaN where nothing was measured. */
  readonly features: Float64Array;
  /** Of the features, those that are NaN although their sensor is known for this node. */
  readonly missing: readonly NodeFeature[];
  /** Every sensor that this node ever had. */
  readonly sensors: readonly SensorReport[];
  /**
   * What speaks for an attack by itself, as named facts that a policy may call critical: `exec_from_dev_shm_by_root`,
   * `exec_from_tmp`, `suspicious_port_connection`, ...
   */
  readonly indicators: readonly string[];
  /**
   * Images or ids of the different containers in which a detector found something grave: high or critical, and medium where the
   * container's processes had been noticed within the minute before. Sorted, at most 16.
   */
  readonly anomalousContainers: readonly string[];
  /** The weightiest, at most 16. */
  readonly traces: readonly Trace[];
  /** Observations that came after their window had closed, since the window before. */
  readonly late: number;
  /** Of models that were loaded; left out where there is none. */
  readonly scores?: readonly ModelScore[];
}

/** The health of a node as plain values, between the judgement and the bytes on the topic (proto/picket/v1/node_health.proto). */

import type { Anomaly, Severity } from "./anomaly.ts";
import { enumeration } from "./enumeration.ts";

export type Verdict = "healthy" | "anomalous" | "silent" | "learning" | "unknown";

export const verdicts = enumeration<Verdict>("VERDICT", ["healthy", "anomalous", "silent", "learning", "unknown"]);

export interface NodeHealthMessage {
  /** The same for the same window, however often it is computed. */
  readonly id: string;
  readonly node: string;
  readonly group: string;
  /** Whole ms since the epoch, inclusive and exclusive. */
  readonly start: number;
  readonly end: number;
  /** Told before the window was over. */
  readonly isEarly: boolean;
  /** By name; what was not measured is not in it. */
  readonly features: Readonly<Record<string, number>>;
  /** Names of features that were not measured although the node has their sensor. */
  readonly missing: readonly string[];
  readonly sensors: readonly {
    readonly sensor: string;
    /** Observations in the window, up to 2^32 - 1. */
    readonly count: number;
    /** Whole ms since the epoch. */
    readonly lastSeen: number;
    /** Events, up to 2^32 - 1. */
    readonly lost: number;
    readonly isThrottled: boolean;
  }[];
  readonly indicators: readonly string[];
  /** Images or ids. */
  readonly anomalousContainers: readonly string[];
  /** Observations, up to 2^32 - 1. */
  readonly late: number;
  readonly scores: readonly {
    readonly model: string;
    readonly version: string;
    readonly score: number;
    readonly threshold: number;
    readonly isAnomalous: boolean;
    readonly reasons: Anomaly["reasons"];
  }[];
  readonly verdict: Verdict;
  /** 0 to 1. */
  readonly score: number;
  readonly severity: Severity;
  /** The weightiest first. */
  readonly evidence: readonly {
    readonly kind: string;
    readonly id: string;
    /** `undefined` where it is this window. */
    readonly source: Anomaly["source"] | undefined;
    readonly summary: string;
    readonly severity: Severity;
    /** 0 to 1. */
    readonly score: number;
  }[];
}

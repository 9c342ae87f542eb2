/** An anomaly as plain values, between the detectors' verdicts and the bytes on the topic (proto/picket/v1/anomaly.proto). */

import { enumeration } from "./enumeration.ts";

export type Severity = "low" | "medium" | "high" | "critical";

export const severities = enumeration<Severity>("SEVERITY", ["low", "medium", "high", "critical"]);

export interface Anomaly {
  /** The same for the same input record and detector, however often it is processed. */
  readonly id: string;
  readonly detector: string;
  readonly model: string;
  readonly profile: string;
  /** `undefined` for an event of the host itself. */
  readonly container: { readonly image: string; readonly id: string } | undefined;
  readonly node: string;
  readonly score: number;
  readonly threshold: number;
  readonly severity: Severity;
  /** Event time, whole ms since the epoch. */
  readonly time: number;
  readonly process: {
    readonly pid: number;
    readonly ppid: number;
    readonly comm: string;
    readonly user: string;
    readonly uid: number;
    readonly gid: number;
  };
  readonly reasons: readonly {
    readonly feature: string;
    readonly value: number;
    readonly usualLow: number;
    readonly usualHigh: number;
    readonly share: number;
  }[];
  /** The input record. */
  readonly source: { readonly topic: string; readonly partition: number; readonly offset: number };
}

/** What is thought of a node's window: scores, verdict and evidence. The value of the topic `node-health`. */

import type { Severity } from "../topology/detector.ts";
import type { EventSource } from "../topology/finding.ts";
import type { TraceContext } from "../topology/processor.ts";
import type { ModelScore } from "./model-score.ts";
import type { EvidenceKind, NodeWindow } from "./window.ts";

export type { ModelScore } from "./model-score.ts";

/** One thing that speaks against the node in this window; becomes the evidence of a cordon request. */
export interface HealthEvidence {
  readonly kind: EvidenceKind;
  readonly id: string;
  /** Where it lies in Kafka; `undefined` where it is this very window. */
  readonly source: EventSource | undefined;
  readonly summary: string;
  readonly severity: Severity;
  /** 0 to 1. */
  readonly score: number;
  /** Of the record that it was seen in; left out where there is none. It does not travel with the evidence. */
  readonly trace?: TraceContext;
}

/**
 * `learning`: too little is known to judge. `unknown`: the whole pipeline, or the group, is silent, so that the node's silence
 * says nothing.
 */
export type HealthVerdict = "healthy" | "anomalous" | "silent" | "learning" | "unknown";

export interface NodeHealth {
  /**
   * `node/start`, the same whenever it is computed; with `/early` where the window was not closed yet, and `/silent` where none
   * came.
   */
  readonly id: string;
  readonly window: NodeWindow;
  readonly scores: readonly ModelScore[];
  readonly verdict: HealthVerdict;
  /** 0 to 1, of all evidence together. */
  readonly score: number;
  readonly severity: Severity;
  readonly evidence: readonly HealthEvidence[];
}

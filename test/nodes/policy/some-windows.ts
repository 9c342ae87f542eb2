/** Windows of a node as the judge summarises them, for tests of the policy. */

import type { HealthEvidence } from "../../../nodes/health.ts";
import type { HealthSummary } from "../../../nodes/policy/history.ts";
import type { EvidenceKind } from "../../../nodes/window.ts";

export const second = 1000;
export const minute = 60 * second;
export const length = 10 * second;
/** A Monday, at noon. */
export const noon = Date.parse("2026-03-02T12:00:00Z");

export function someEvidence(kind: EvidenceKind, over: Partial<HealthEvidence> = {}): HealthEvidence {
  return {
    kind,
    id: `${kind}/1`,
    source: undefined,
    summary: `seen by ${kind}`,
    severity: "high",
    score: 0.9,
    ...over,
  };
}

/** @param index how many windows after noon it begins. */
export function healthy(index: number, over: Partial<HealthSummary> = {}): HealthSummary {
  const start = noon + index * length;
  return {
    id: `node-1/${start}`,
    start,
    end: start + length,
    verdict: "healthy",
    score: 0,
    severity: "low",
    evidence: [],
    indicators: [],
    anomalousContainers: [],
    ...over,
  };
}

/** Without kinds: two of them. */
export function bad(index: number, over: Partial<HealthSummary> = {}): HealthSummary {
  const evidence = [someEvidence("process-behaviour"), someEvidence("node-metrics")];
  return healthy(index, { verdict: "anomalous", score: 0.9, severity: "high", evidence, ...over });
}

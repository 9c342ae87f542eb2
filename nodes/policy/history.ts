/** What the policy remembers of a node: its newest windows, each reduced to what rules ask of it. */

import type { Severity } from "../../topology/detector.ts";
import type { HealthEvidence, HealthVerdict, NodeHealth } from "../health.ts";

export interface HealthSummary {
  /** Of the NodeHealth. */
  readonly id: string;
  /** Ms since the epoch by the node's clock, inclusive and exclusive. */
  readonly start: number;
  readonly end: number;
  readonly verdict: HealthVerdict;
  /** 0 to 1. */
  readonly score: number;
  readonly severity: Severity;
  /** Of each kind the worst; the weightiest first. */
  readonly evidence: readonly HealthEvidence[];
  readonly indicators: readonly string[];
  readonly anomalousContainers: readonly string[];
}

/** So many windows are remembered at most. */
export const historyLength = 30;

export function summaryOf(health: NodeHealth): HealthSummary {
  return reduced({ ...health.window, ...health });
}

/** @param judged may hold more than a summary does. */
export function reduced({ evidence, ...judged }: HealthSummary): HealthSummary {
  const { id, start, end, verdict, score, severity, indicators, anomalousContainers } = judged;
  const worst = worstOfEachKind(evidence);
  return { id, start, end, verdict, score, severity, evidence: worst, indicators, anomalousContainers };
}

/**
 * Oldest first; a window that was told early is replaced by the whole one. What led to older ones is told by `node-health`, and
 * remembered without its words.
 */
export function withNewest(history: readonly HealthSummary[], newest: HealthSummary): readonly HealthSummary[] {
  const before = history.filter(({ start }) => start < newest.start).slice(1 - historyLength);
  const older = before.slice(0, -wordedWindows).map(withoutWords);
  return [...older, ...before.slice(-wordedWindows), newest];
}

/** So many windows before the newest are remembered word by word: texts are most of what a node under attack takes. */
const wordedWindows = 3;

function withoutWords(window: HealthSummary): HealthSummary {
  if (window.evidence.every(({ summary }) => summary === "")) return window;
  const evidence = window.evidence.map(({ kind, id, source, severity, score }) => {
    return { kind, id, source, summary: "", severity, score };
  });
  return { ...window, evidence };
}

const ranks: Readonly<Record<Severity, number>> = { low: 0, medium: 1, high: 2, critical: 3 };

export function isAtLeast(severity: Severity, least: Severity): boolean {
  return ranks[severity] >= ranks[least];
}

/** The weightier first. */
export function byWeight(
  one: Pick<HealthEvidence, "severity" | "score">,
  other: Pick<HealthEvidence, "severity" | "score">,
): number {
  return ranks[other.severity] - ranks[one.severity] || other.score - one.score;
}

function worstOfEachKind(evidence: readonly HealthEvidence[]): readonly HealthEvidence[] {
  const kinds = new Set<string>();
  return evidence.toSorted(byWeight).filter(({ kind }) => !kinds.has(kind) && kinds.add(kind));
}

/** One window of one node, scored: what the models say of it, and what speaks against the node. */

import type { Severity } from "../../topology/detector.ts";
import type { HealthEvidence, HealthVerdict, ModelScore, NodeHealth } from "../health.ts";
import { byWeight, isAtLeast } from "../policy/history.ts";
import type { NodeWindow } from "../window.ts";
import { featureEvidence, forestEvidence, lossEvidence, silenceEvidence } from "./evidence.ts";
import { featureTraits, toScale } from "./feature-traits.ts";
import type { Group } from "./group.ts";
import { forestScore } from "./group-forest.ts";
import { strangenessOf } from "./strangeness.ts";
import { type Noticed, noticed } from "./trace-evidence.ts";
import type { WatchedNode } from "./watched-node.ts";

const size = featureTraits.length;
/** Of the node's own past. */
const besideFacts = 3;

export interface Assessment {
  readonly health: NodeHealth;
  /** The features on the judge's scales. */
  readonly x: Float64Array;
  /** What the forest reads. */
  readonly relative: Float64Array;
  readonly facts: Noticed;
  /** Nothing but a comparison with peers speaks against the node. */
  readonly isRelative: boolean;
}

/** @param id of the health. */
export function assess(id: string, window: NodeWindow, node: WatchedNode, group: Group): Assessment {
  const { peers, forest, customs } = group;
  const x = new Float64Array(size);
  const deviations = new Float64Array(size);
  toScale(window.features, x);
  node.past.deviations(x, deviations);
  if (!window.isEarly) peers.put(node.row, deviations, window.start);
  const { strengths, relative, scores } = strangenessOf(window.features, deviations, node.past, peers);
  const byForest = forestScore(forest, relative, window.features, node.past);
  const allScores = byForest === undefined ? scores : [...scores, byForest];
  const isSettling = node.isSettling(window);
  const facts = noticed(window, deviations, node.actors, customs);
  const byFacts = [...facts.evidence, ...silenceOf(id, node)];
  const heeded = facts.evidence.some(isGraveDeed) ? raised(strengths, deviations) : strengths;
  const byNumbers = isSettling ? [] : numbersAgainst(id, window, heeded, node, byForest);
  const found = [...byNumbers, ...byFacts];
  const evidence = found.length === 0 ? found : [...found, ...lossEvidence(id, window)].sort(byWeight);
  return {
    health: {
      id,
      window: { ...window, indicators: facts.indicators },
      scores: allScores,
      verdict: verdictOf(evidence, node, isSettling ? [] : allScores),
      score: together(evidence),
      severity: evidence[0]?.severity ?? leastSeverity,
      evidence,
    },
    x,
    relative,
    facts,
    isRelative: byNumbers.length > 0 && byFacts.length === 0,
  };
}

function isGraveDeed({ kind, severity }: HealthEvidence): boolean {
  return kind === "process-behaviour" && isAtLeast(severity, "high");
}

/**
 * Beside a fact a lesser deviation of metrics is no chance: `besideFacts` spreads are as much as the threshold.
 *
 * @returns as strengths are.
 */
function raised(strengths: Float64Array, deviations: Float64Array): Float64Array {
  return strengths.map((strength, i) =>
    featureTraits[i]!.kind === "node-metrics" && deviations[i]! >= besideFacts ? Math.max(strength, 1) : strength,
  );
}

const leastSeverity: Severity = "low";

function numbersAgainst(
  id: string,
  window: NodeWindow,
  strengths: Float64Array,
  { past }: WatchedNode,
  byForest: ModelScore | undefined,
): readonly HealthEvidence[] {
  const byFeatures = featureEvidence(id, window, strengths, past);
  return byForest === undefined
    ? byFeatures
    : [...byFeatures, ...forestEvidence(id, window, strengths, past, byForest)];
}

function silenceOf(id: string, { watches }: WatchedNode): readonly HealthEvidence[] {
  const blamed = [...watches].filter(([, watch]) => watch.standing === "blamed").map(([sensor]) => sensor);
  const talking = [...watches.values()].some((watch) => watch.isRegular && watch.standing === "talking");
  return silenceEvidence(id, blamed, talking);
}

function verdictOf(
  evidence: readonly HealthEvidence[],
  { watches }: WatchedNode,
  scores: readonly ModelScore[],
): HealthVerdict {
  if (evidence.some(({ kind }) => kind !== "silence")) return "anomalous";
  if (evidence.length > 0) return "silent";
  const regular = [...watches.values()].filter((watch) => watch.isRegular);
  if (regular.length > 0 && regular.every((watch) => watch.standing === "excused")) return "unknown";
  return scores.length === 0 ? "learning" : "healthy";
}

/** As if kinds of evidence were independent witnesses: 1 less the chance that all of them err. */
function together(evidence: readonly HealthEvidence[]): number {
  const best = new Map<string, number>();
  for (const { kind, score } of evidence) best.set(kind, Math.max(best.get(kind) ?? 0, score));
  return 1 - [...best.values()].reduce((error, score) => error * (1 - score), 1);
}

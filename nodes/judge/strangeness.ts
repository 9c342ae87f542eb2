/** How strange a window is: beside what the node's peers do at the same time where there are enough, else beside its own past. */

import type { ModelScore } from "../health.ts";
import { featureTraits } from "./feature-traits.ts";
import type { OwnPast } from "./own-past.ts";
import type { PeerRows } from "./peer-rows.ts";
import { reasonsOf } from "./reasons.ts";

const size = featureTraits.length;
/**
 * Robust z-scores from which on a feature is anomalous. Peers' are the smaller ones: their spread is that of ordinary deviations,
 * about 1, and the floor of 1, so 3 among peers are 6 of a node's own.
 */
const peersThreshold = 3;
const ownPastThreshold = 6;
/** What differs from the peers is not strange unless it also differs so much from the node's own past. */
const leastDeviation = 4;

export interface Strangeness {
  /** Each feature's z-score in the direction that counts, divided by its threshold; NaN where nothing is known. */
  readonly strengths: Float64Array;
  /** Spreads from what is usual for the node and its peers now: what the forest reads. */
  readonly relative: Float64Array;
  readonly scores: readonly ModelScore[];
}

/** @param deviations of the window from the node's own past. */
export function strangenessOf(
  features: Float64Array,
  deviations: Float64Array,
  past: OwnPast,
  peers: PeerRows,
): Strangeness {
  const among = peers.scores(deviations);
  const relative = among.map((score, i) => (Number.isNaN(score) ? deviations[i]! : score));
  const [byPeers, byPast] = [new Float64Array(size).fill(NaN), new Float64Array(size).fill(NaN)];
  for (let i = 0; i < size; i++) {
    if (Number.isNaN(among[i])) byPast[i] = directed(i, deviations[i]!) / ownPastThreshold;
    else byPeers[i] = differs(i, deviations[i]!) ? directed(i, among[i]!) / peersThreshold : 0;
  }
  const scores = [
    modelScore("peers", byPeers, peersThreshold, features, past),
    modelScore("own-past", byPast, ownPastThreshold, features, past),
  ];
  return {
    strengths: byPeers.map((strength, i) => (Number.isNaN(strength) ? byPast[i]! : strength)),
    relative,
    scores: scores.filter((score) => score !== undefined),
  };
}

function differs(feature: number, deviation: number): boolean {
  return directed(feature, deviation) >= leastDeviation;
}

function directed(feature: number, score: number): number {
  return featureTraits[feature]!.isTwoSided ? Math.abs(score) : score;
}

function modelScore(
  model: string,
  strengths: Float64Array,
  threshold: number,
  features: Float64Array,
  past: OwnPast,
): ModelScore | undefined {
  const greatest = strengths.reduce((most, one) => (one > most ? one : most), -Infinity);
  if (greatest === -Infinity) return undefined;
  const isAnomalous = greatest >= 1;
  const reasons = isAnomalous
    ? reasonsOf(
        strengths.map((one) => (one >= 0.5 ? one : 0)),
        features,
        past,
      )
    : [];
  return { model, version: "1", score: Math.max(0, greatest) * threshold, threshold, isAnomalous, reasons };
}

/** From what the judge thinks of a node to what subscribers read. */

import { measuredFeatures } from "../nodes/features.ts";
import type { NodeHealth } from "../nodes/health.ts";
import type { NodeHealthMessage } from "../proto/codecs/node-health.ts";

/** Counts on the wire end here. */
const mostCounted = 2 ** 32 - 1;

export function nodeHealthMessage({
  id,
  window,
  scores,
  verdict,
  score,
  severity,
  evidence,
}: NodeHealth): NodeHealthMessage {
  const { node, group, start, end, isEarly, features, missing, sensors, indicators, anomalousContainers, late } =
    window;
  return {
    id,
    node,
    group,
    start,
    end,
    isEarly,
    features: measuredFeatures(features),
    missing,
    sensors: sensors.map(({ sensor, count, lastSeen, lost, isThrottled }) => {
      return { sensor, count: bounded(count), lastSeen, lost: bounded(lost), isThrottled };
    }),
    indicators,
    anomalousContainers,
    late: bounded(late),
    scores,
    verdict,
    score,
    severity,
    evidence: evidence.map((one) => {
      return {
        kind: one.kind,
        id: one.id,
        source: one.source,
        summary: one.summary,
        severity: one.severity,
        score: one.score,
      };
    }),
  };
}

function bounded(count: number): number {
  return Math.min(count, mostCounted);
}

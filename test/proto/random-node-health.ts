/** Random health of nodes with all that makes an encoding hard: defaults, odd text, numbers at their limits. */

import type { NodeHealthMessage } from "../../proto/codecs/node-health.ts";
import type { Random } from "../../simulate/random.ts";
import { randomAnomaly } from "./random-anomaly.ts";

export function randomNodeHealth(random: Random): NodeHealthMessage {
  const anomaly = () => randomAnomaly(random);
  const text = () => anomaly().node;
  const double = () => anomaly().score;
  const time = () => anomaly().time;
  const count = () => random.pick([0, 1, 2 ** 32 - 1, random.integer(0, 2 ** 32 - 1)]);
  const some = <T>(make: () => T) => Array.from({ length: random.integer(0, 3) }, make);
  return {
    id: text(),
    node: text(),
    group: text(),
    start: time(),
    end: time(),
    isEarly: random.chance(0.5),
    features: Object.fromEntries(some(() => [random.pick(["avg_cpu", "exec_count", "", "other 🦊"]), double()])),
    missing: some(text),
    sensors: some(() => ({
      sensor: text(),
      count: count(),
      lastSeen: time(),
      lost: count(),
      isThrottled: random.chance(0.5),
    })),
    indicators: some(text),
    anomalousContainers: some(text),
    late: count(),
    scores: some(() => ({
      model: text(),
      version: text(),
      score: double(),
      threshold: double(),
      isAnomalous: random.chance(0.5),
      reasons: anomaly().reasons,
    })),
    verdict: random.pick(["healthy", "anomalous", "silent", "learning", "unknown"]),
    score: double(),
    severity: anomaly().severity,
    evidence: some(() => ({
      kind: text(),
      id: text(),
      source: random.chance(0.5) ? undefined : anomaly().source,
      summary: text(),
      severity: anomaly().severity,
      score: double(),
    })),
  };
}

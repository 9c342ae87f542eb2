/** The health of a node as the message that travels: what windows keep for themselves, such as traces, stays behind. */

import type { NodeHealthMessage } from "../proto/codecs/node-health.ts";
import { nodeFeatures } from "./features.ts";
import type { HealthEvidence, NodeHealth } from "./health.ts";
import type { NodeWindow, SensorReport } from "./window.ts";

export function healthMessage({
  id,
  window,
  scores,
  verdict,
  score,
  severity,
  evidence,
}: NodeHealth): NodeHealthMessage {
  return {
    id,
    node: window.node,
    group: window.group,
    start: window.start,
    end: window.end,
    isEarly: window.isEarly,
    features: measured(window),
    missing: window.missing,
    sensors: window.sensors.map(sensorOf),
    indicators: window.indicators,
    anomalousContainers: window.anomalousContainers,
    late: count(window.late),
    scores,
    verdict,
    score,
    severity,
    evidence: evidence.map(evidenceOf),
  };
}

function measured({ features }: NodeWindow): Readonly<Record<string, number>> {
  const entries = nodeFeatures.map((name, i) => [name, features[i]!] as const);
  return Object.fromEntries(entries.filter(([, value]) => !Number.isNaN(value)));
}

function sensorOf({
  sensor,
  count: seen,
  lastSeen,
  lost,
  isThrottled,
}: SensorReport): NodeHealthMessage["sensors"][number] {
  return { sensor, count: count(seen), lastSeen, lost: count(lost), isThrottled };
}

/** Without its trace, which is in the headers of what it came from. */
function evidenceOf({
  kind,
  id,
  source,
  summary,
  severity,
  score,
}: HealthEvidence): NodeHealthMessage["evidence"][number] {
  return { kind, id, source, summary, severity, score };
}

/** The message counts to 2^32 - 1, which is more than a window holds, unless a sensor lies. */
function count(value: number): number {
  return Math.min(value, 2 ** 32 - 1);
}

/** Node health as protobuf bytes; fields come in the schema's order, so equal ones make equal bytes. */

import { PicketError } from "../../errors/picket-error.ts";
import { picket } from "../generated/messages.js";
import { severities } from "./anomaly.ts";
import { type NodeHealthMessage, verdicts } from "./node-health.ts";
import { reasonFromProtobuf, reasonToProtobuf, unsigned } from "./reason-protobuf.ts";
import { fromTimestamp, toTimestamp } from "./timestamp.ts";

export function nodeHealthToProtobuf(health: NodeHealthMessage): Buffer {
  const bytes = picket.v1.NodeHealth.encode({
    ...health,
    start: toTimestamp(health.start),
    end: toTimestamp(health.end),
    features: Object.fromEntries(Object.entries(health.features).map(([name, value]) => [name, unsigned(value)])),
    missing: [...health.missing],
    sensors: health.sensors.map(sensorToProtobuf),
    indicators: [...health.indicators],
    anomalousContainers: [...health.anomalousContainers],
    scores: health.scores.map(scoreToProtobuf),
    verdict: verdicts.numberOf(health.verdict),
    score: unsigned(health.score),
    severity: severities.numberOf(health.severity),
    evidence: health.evidence.map(evidenceToProtobuf),
  }).finish();
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** @throws PicketError `MESSAGE_INVALID` */
export function nodeHealthFromProtobuf(bytes: Uint8Array): NodeHealthMessage {
  const message = decode(bytes);
  const verdict = verdicts.fromNumber(message.verdict);
  const severity = severities.fromNumber(message.severity);
  const { start, end } = message;
  if (verdict === undefined || severity === undefined || !start || !end) {
    throw new PicketError("MESSAGE_INVALID", "This is not a node's health: it lacks its verdict, severity or times.");
  }
  return {
    id: message.id,
    node: message.node,
    group: message.group,
    start: timeOf(start),
    end: timeOf(end),
    isEarly: message.isEarly,
    features: { ...message.features },
    missing: message.missing,
    sensors: message.sensors.map(sensorFromProtobuf),
    indicators: message.indicators,
    anomalousContainers: message.anomalousContainers,
    late: message.late,
    scores: message.scores.map(scoreFromProtobuf),
    verdict,
    score: message.score,
    severity,
    evidence: message.evidence.map(evidenceFromProtobuf),
  };
}

type Sensor = NodeHealthMessage["sensors"][number];
type Score = NodeHealthMessage["scores"][number];
type Evidence = NodeHealthMessage["evidence"][number];

function sensorToProtobuf({ sensor, count, lastSeen, lost, isThrottled }: Sensor) {
  return { sensor, count, lastSeen: toTimestamp(lastSeen), lost, isThrottled };
}

function scoreToProtobuf({ model, version, score, threshold, isAnomalous, reasons }: Score) {
  return {
    model,
    version,
    score: unsigned(score),
    threshold: unsigned(threshold),
    isAnomalous,
    reasons: reasons.map(reasonToProtobuf),
  };
}

function evidenceToProtobuf({ kind, id, source, summary, severity, score }: Evidence) {
  return {
    kind,
    id,
    source: source ?? null,
    summary,
    severity: severities.numberOf(severity),
    score: unsigned(score),
  };
}

function sensorFromProtobuf(sensor: picket.v1.SensorState.$Properties): Sensor {
  return {
    sensor: sensor.sensor ?? "",
    count: sensor.count ?? 0,
    lastSeen: timeOf(sensor.lastSeen ?? {}),
    lost: sensor.lost ?? 0,
    isThrottled: sensor.isThrottled ?? false,
  };
}

function scoreFromProtobuf(score: picket.v1.ModelScore.$Properties): Score {
  return {
    model: score.model ?? "",
    version: score.version ?? "",
    score: score.score ?? 0,
    threshold: score.threshold ?? 0,
    isAnomalous: score.isAnomalous ?? false,
    reasons: (score.reasons ?? []).map(reasonFromProtobuf),
  };
}

function evidenceFromProtobuf(evidence: picket.v1.HealthEvidence.$Properties): Evidence {
  const { source } = evidence;
  const severity = severities.fromNumber(evidence.severity ?? 0);
  if (severity === undefined) throw new PicketError("MESSAGE_INVALID", "A node's evidence lacks its severity.");
  return {
    kind: evidence.kind ?? "",
    id: evidence.id ?? "",
    source: source
      ? { topic: source.topic ?? "", partition: source.partition ?? 0, offset: Number(source.offset ?? 0) }
      : undefined,
    summary: evidence.summary ?? "",
    severity,
    score: evidence.score ?? 0,
  };
}

function timeOf({ seconds, nanos }: { readonly seconds?: unknown; readonly nanos?: number | null }): number {
  return fromTimestamp(Number(seconds ?? 0), nanos ?? 0);
}

function decode(bytes: Uint8Array) {
  try {
    return picket.v1.NodeHealth.decode(bytes);
  } catch (error) {
    const message = `This is not a node's health in protobuf: ${String(error)}`;
    throw new PicketError("MESSAGE_INVALID", message, { cause: error });
  }
}

/**
 * Node health in canonical proto3 JSON (https://protobuf.dev/programming-guides/json): defaults left out, enums by name.
 * Fields come in the schema's order and features in that of the message, without white space, so equal ones make equal bytes.
 */

import { z } from "zod";
import { PicketError } from "../../errors/picket-error.ts";
import { severities } from "./anomaly.ts";
import { double, integer, list, number, text, time } from "./json-values.ts";
import { type NodeHealthMessage, verdicts } from "./node-health.ts";
import { reasonSchema, reasonToJson } from "./reason-json.ts";
import { sourceSchema, sourceToJson } from "./source-json.ts";
import { rfc3339 } from "./timestamp.ts";

export function nodeHealthToJson(health: NodeHealthMessage): string {
  // JSON.stringify keeps the order of properties and leaves out those that are undefined.
  return JSON.stringify({
    id: health.id || undefined,
    node: health.node || undefined,
    group: health.group || undefined,
    start: rfc3339(health.start),
    end: rfc3339(health.end),
    isEarly: health.isEarly || undefined,
    features: featuresToJson(health.features),
    missing: filled(health.missing),
    sensors: filled(health.sensors.map(sensorToJson)),
    indicators: filled(health.indicators),
    anomalousContainers: filled(health.anomalousContainers),
    late: health.late || undefined,
    scores: filled(health.scores.map(scoreToJson)),
    verdict: verdicts.jsonOf(health.verdict),
    score: double(health.score),
    severity: severities.jsonOf(health.severity),
    evidence: filled(health.evidence.map(evidenceToJson)),
  });
}

/**
 * Reads any JSON that the mapping allows: fields in any order, unknown ones passed over, numbers as strings.
 *
 * @throws PicketError `MESSAGE_INVALID`
 */
export function nodeHealthFromJson(json: string): NodeHealthMessage {
  try {
    return healthSchema.parse(JSON.parse(json));
  } catch (error) {
    const problem = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new PicketError("MESSAGE_INVALID", `This is not a node's health in JSON: ${problem}`, { cause: error });
  }
}

function filled<T>(items: readonly T[]): readonly T[] | undefined {
  return items.length === 0 ? undefined : items;
}

/** Entries of a map are written whatever their value. */
function featuresToJson(
  features: NodeHealthMessage["features"],
): Readonly<Record<string, number | string>> | undefined {
  const written: Record<string, number | string> = {};
  for (const [name, value] of Object.entries(features)) written[name] = double(value) ?? 0;
  return Object.keys(written).length === 0 ? undefined : written;
}

function sensorToJson({ sensor, count, lastSeen, lost, isThrottled }: NodeHealthMessage["sensors"][number]) {
  return {
    sensor: sensor || undefined,
    count: count || undefined,
    lastSeen: rfc3339(lastSeen),
    lost: lost || undefined,
    isThrottled: isThrottled || undefined,
  };
}

function scoreToJson({ model, version, score, threshold, isAnomalous, reasons }: NodeHealthMessage["scores"][number]) {
  return {
    model: model || undefined,
    version: version || undefined,
    score: double(score),
    threshold: double(threshold),
    isAnomalous: isAnomalous || undefined,
    reasons: filled(reasons.map(reasonToJson)),
  };
}

function evidenceToJson({ kind, id, source, summary, severity, score }: NodeHealthMessage["evidence"][number]) {
  return {
    kind: kind || undefined,
    id: id || undefined,
    source: source && sourceToJson(source),
    summary: summary || undefined,
    severity: severities.jsonOf(severity),
    score: double(score),
  };
}

const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);

const healthSchema = z.object({
  id: text,
  node: text,
  group: text,
  start: time,
  end: time,
  isEarly: flag,
  features: z
    .record(z.string(), number)
    .nullish()
    .transform((value) => value ?? {}),
  missing: list(z.string()),
  sensors: list(z.object({ sensor: text, count: integer, lastSeen: time, lost: integer, isThrottled: flag })),
  indicators: list(z.string()),
  anomalousContainers: list(z.string()),
  late: integer,
  scores: list(
    z.object({
      model: text,
      version: text,
      score: number,
      threshold: number,
      isAnomalous: flag,
      reasons: list(reasonSchema),
    }),
  ),
  verdict: verdicts.schema,
  score: number,
  severity: severities.schema,
  evidence: list(
    z
      .object({
        kind: text,
        id: text,
        source: sourceSchema.nullish(),
        summary: text,
        severity: severities.schema,
        score: number,
      })
      .transform(({ source, ...rest }) => ({ ...rest, source: source ?? undefined })),
  ),
});

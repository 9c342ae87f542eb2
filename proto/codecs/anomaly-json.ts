/**
 * Anomalies in canonical proto3 JSON (https://protobuf.dev/programming-guides/json): defaults left out, 64-bit integers as
 * strings, enums by name. Fields come in the schema's order without white space, so equal anomalies make equal bytes.
 */

import { z } from "zod";
import { PicketError } from "../../errors/picket-error.ts";
import { type Anomaly, severities } from "./anomaly.ts";
import { double, integer, list, number, text, time } from "./json-values.ts";
import { reasonSchema, reasonToJson } from "./reason-json.ts";
import { sourceSchema, sourceToJson } from "./source-json.ts";
import { rfc3339 } from "./timestamp.ts";

export function anomalyToJson(anomaly: Anomaly): string {
  const { container, process, source } = anomaly;
  // JSON.stringify keeps the order of properties and leaves out those that are undefined.
  return JSON.stringify({
    id: anomaly.id || undefined,
    detector: anomaly.detector || undefined,
    model: anomaly.model || undefined,
    profile: anomaly.profile || undefined,
    container: container && { image: container.image || undefined, id: container.id || undefined },
    node: anomaly.node || undefined,
    score: double(anomaly.score),
    threshold: double(anomaly.threshold),
    severity: severities.jsonOf(anomaly.severity),
    time: rfc3339(anomaly.time),
    process: {
      pid: process.pid || undefined,
      ppid: process.ppid || undefined,
      comm: process.comm || undefined,
      user: process.user || undefined,
      uid: process.uid || undefined,
      gid: process.gid || undefined,
    },
    reasons: anomaly.reasons.length === 0 ? undefined : anomaly.reasons.map(reasonToJson),
    source: sourceToJson(source),
  });
}

/**
 * Reads any JSON that the mapping allows: fields in any order, unknown ones passed over, numbers as strings.
 *
 * @throws PicketError `MESSAGE_INVALID`
 */
export function anomalyFromJson(json: string): Anomaly {
  try {
    const { container, ...rest } = anomalySchema.parse(JSON.parse(json));
    return { ...rest, container: container ?? undefined };
  } catch (error) {
    const problem = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new PicketError("MESSAGE_INVALID", `This is not an anomaly in JSON: ${problem}`, { cause: error });
  }
}

const anomalySchema = z.object({
  id: text,
  detector: text,
  model: text,
  profile: text,
  container: z.object({ image: text, id: text }).nullish(),
  node: text,
  score: number,
  threshold: number,
  severity: severities.schema,
  time,
  process: z.object({ pid: integer, ppid: integer, comm: text, user: text, uid: integer, gid: integer }),
  reasons: list(reasonSchema),
  source: sourceSchema,
});

/**
 * Anomalies in canonical proto3 JSON (https://protobuf.dev/programming-guides/json): defaults left out, 64-bit integers as
 * strings, enums by name. Fields come in the schema's order without white space, so equal anomalies make equal bytes.
 */

import { z } from "zod";
import { PicketError } from "../../errors/picket-error.ts";
import { type Anomaly, severities } from "./anomaly.ts";
import { parseRfc3339, rfc3339 } from "./timestamp.ts";

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
    severity: severityNames[anomaly.severity],
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
    source: {
      topic: source.topic || undefined,
      partition: source.partition || undefined,
      offset: source.offset === 0 ? undefined : String(source.offset),
    },
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

const severityNames = {
  low: "SEVERITY_LOW",
  medium: "SEVERITY_MEDIUM",
  high: "SEVERITY_HIGH",
  critical: "SEVERITY_CRITICAL",
} as const satisfies Record<Anomaly["severity"], string>;

function reasonToJson({ feature, value, usualLow, usualHigh, share }: Anomaly["reasons"][number]) {
  return {
    feature: feature || undefined,
    value: double(value),
    usual: { low: double(usualLow), high: double(usualHigh) },
    share: double(share),
  };
}

/** JSON has no NaN and no infinity; the mapping writes their names. */
function double(value: number): number | string | undefined {
  if (value === 0) return undefined;
  return Number.isFinite(value) ? value : String(value);
}

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? "");

const number = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^(?:NaN|-?Infinity|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)$/)
      .transform(Number),
  ])
  .nullish()
  .transform((value) => value ?? 0);

const integer = number.pipe(z.int());

const severity = z.union([
  ...severities.map((name) => z.literal(severityNames[name]).transform(() => name)),
  ...severities.map((name, index) => z.literal(index + 1).transform(() => name)),
]);

const anomalySchema = z.object({
  id: text,
  detector: text,
  model: text,
  profile: text,
  container: z.object({ image: text, id: text }).nullish(),
  node: text,
  score: number,
  threshold: number,
  severity,
  time: z.string().transform((value, context) => {
    const time = parseRfc3339(value);
    if (time === undefined) context.addIssue("not an RFC 3339 time");
    return time ?? 0;
  }),
  process: z.object({ pid: integer, ppid: integer, comm: text, user: text, uid: integer, gid: integer }),
  reasons: z
    .array(
      z
        .object({ feature: text, value: number, usual: z.object({ low: number, high: number }), share: number })
        .transform(({ feature, value, usual, share }) => ({
          feature,
          value,
          usualLow: usual.low,
          usualHigh: usual.high,
          share,
        })),
    )
    .nullish()
    .transform((value) => value ?? []),
  source: z.object({ topic: text, partition: integer, offset: integer }),
});

/** Anomalies as protobuf bytes; fields come in the schema's order, so equal anomalies make equal bytes. */

import { PicketError } from "../../errors/picket-error.ts";
import { picket } from "../generated/messages.js";
import { type Anomaly, severities } from "./anomaly.ts";
import { reasonFromProtobuf, reasonToProtobuf, unsigned } from "./reason-protobuf.ts";
import { fromTimestamp, toTimestamp } from "./timestamp.ts";

export function anomalyToProtobuf(anomaly: Anomaly): Buffer {
  const bytes = picket.v1.Anomaly.encode({
    ...anomaly,
    container: anomaly.container ?? null,
    score: unsigned(anomaly.score),
    threshold: unsigned(anomaly.threshold),
    severity: severities.numberOf(anomaly.severity),
    time: toTimestamp(anomaly.time),
    reasons: anomaly.reasons.map(reasonToProtobuf),
  }).finish();
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** @throws PicketError `MESSAGE_INVALID` */
export function anomalyFromProtobuf(bytes: Uint8Array): Anomaly {
  const message = decode(bytes);
  const severity = severities.fromNumber(message.severity);
  const { container, process, source, time } = message;
  if (severity === undefined || !process || !source || !time) {
    throw new PicketError("MESSAGE_INVALID", "This is not an anomaly: it lacks its severity, time, process or source.");
  }
  return {
    id: message.id,
    detector: message.detector,
    model: message.model,
    profile: message.profile,
    container: container ? { image: container.image ?? "", id: container.id ?? "" } : undefined,
    node: message.node,
    score: message.score,
    threshold: message.threshold,
    severity,
    time: fromTimestamp(Number(time.seconds ?? 0), time.nanos ?? 0),
    process: {
      pid: process.pid ?? 0,
      ppid: process.ppid ?? 0,
      comm: process.comm ?? "",
      user: process.user ?? "",
      uid: process.uid ?? 0,
      gid: process.gid ?? 0,
    },
    reasons: message.reasons.map(reasonFromProtobuf),
    source: { topic: source.topic ?? "", partition: source.partition ?? 0, offset: Number(source.offset ?? 0) },
  };
}

function decode(bytes: Uint8Array) {
  try {
    return picket.v1.Anomaly.decode(bytes);
  } catch (error) {
    throw new PicketError("MESSAGE_INVALID", `This is not an anomaly in protobuf: ${String(error)}`, { cause: error });
  }
}

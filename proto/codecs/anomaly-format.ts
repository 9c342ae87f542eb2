/** The two forms that anomalies take on their topic, each with its content type, to be chosen by the settings. */

import type { Anomaly } from "./anomaly.ts";
import { anomalyFromJson, anomalyToJson } from "./anomaly-json.ts";
import { anomalyFromProtobuf, anomalyToProtobuf } from "./anomaly-protobuf.ts";

export interface AnomalyFormat {
  readonly contentType: string;
  encode(anomaly: Anomaly): Buffer;
  /** @throws PicketError `MESSAGE_INVALID` */
  decode(bytes: Buffer): Anomaly;
}

/** The `ce_type` of an anomaly: the full name of its message. */
export const anomalyEventType = "picket.v1.Anomaly";

export const anomalyFormats = {
  json: {
    contentType: "application/json",
    encode: (anomaly) => Buffer.from(anomalyToJson(anomaly)),
    decode: (bytes) => anomalyFromJson(bytes.toString()),
  },
  protobuf: {
    contentType: "application/protobuf",
    encode: anomalyToProtobuf,
    decode: anomalyFromProtobuf,
  },
} as const satisfies Record<string, AnomalyFormat>;

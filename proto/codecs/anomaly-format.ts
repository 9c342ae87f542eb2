/** The forms that anomalies take on their topic. */

import { anomalyFromJson, anomalyToJson } from "./anomaly-json.ts";
import { anomalyFromProtobuf, anomalyToProtobuf } from "./anomaly-protobuf.ts";
import { messageFormats } from "./message-format.ts";

/** The `ce_type` of an anomaly: the full name of its message. */
export const anomalyEventType = "picket.v1.Anomaly";

export const anomalyFormats = messageFormats(
  { encode: anomalyToJson, decode: anomalyFromJson },
  { encode: anomalyToProtobuf, decode: anomalyFromProtobuf },
);

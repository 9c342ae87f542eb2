/** Shows anomalies, in whichever form they were written. */

import { anomalyFormats } from "../../proto/codecs/anomaly-format.ts";
import { anomalyToJson } from "../../proto/codecs/anomaly-json.ts";
import type { Anomaly } from "../../proto/codecs/anomaly.ts";
import { hasCode } from "../../errors/picket-error.ts";
import { anomalyText } from "../terminal/anomaly.ts";
import { rawView } from "./raw-view.ts";
import { recordJson } from "./view.ts";
import type { TopicRecord, View } from "./view.ts";

/** What is no anomaly shows as any other record would. */
export const anomalyView: View = {
  text(record, palette) {
    const anomaly = readAnomaly(record);
    return anomaly === undefined ? rawView.text(record, palette) : anomalyText(anomaly, palette);
  },
  json(record) {
    const anomaly = isProtobuf(record) ? readAnomaly(record) : undefined;
    if (anomaly === undefined) return rawView.json(record);
    const value: unknown = JSON.parse(anomalyToJson(anomaly));
    return [{ ...recordJson(record), value }];
  },
};

/** `undefined` where the record holds none. */
export function readAnomaly(record: TopicRecord): Anomaly | undefined {
  if (record.value === null) return undefined;
  try {
    return anomalyFormats[isProtobuf(record) ? "protobuf" : "json"].decode(record.value);
  } catch (error) {
    if (hasCode(error, "MESSAGE_INVALID")) return undefined;
    throw error;
  }
}

function isProtobuf({ headers }: TopicRecord): boolean {
  return headers.some(
    ([name, value]) => name === "content-type" && value.toString() === anomalyFormats.protobuf.contentType,
  );
}

/** Shows anomalies, in whichever form they were written. */

import { anomalyFormats } from "../../proto/codecs/anomaly-format.ts";
import type { Anomaly } from "../../proto/codecs/anomaly.ts";
import { anomalyText } from "../terminal/anomaly.ts";
import { messageView, readMessage } from "./message-view.ts";
import type { TopicRecord, View } from "./view.ts";

export const anomalyView: View = messageView(anomalyFormats, anomalyText);

/** `undefined` where the record holds none. */
export function readAnomaly(record: TopicRecord): Anomaly | undefined {
  return readMessage(record, anomalyFormats);
}

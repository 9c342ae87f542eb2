/** Alerts: a line on standard output for each anomaly, once its transaction has committed. */

import { anomalyLine } from "../console/terminal/anomaly.ts";
import type { Palette } from "../console/terminal/palette.ts";
import { anomalyEventType, anomalyFormats } from "../proto/codecs/anomaly-format.ts";
import type { Anomaly } from "../proto/codecs/anomaly.ts";
import type { Produced } from "../runtime/outbox.ts";

export interface AlertOptions {
  readonly format: "text" | "json";
  readonly palette: Palette;
  readonly write: (lines: string) => void;
}

/** JSON alerts are what the topic carries as JSON, whatever the settings write there. */
export function alertWriter({ format, palette, write }: AlertOptions): (produced: readonly Produced[]) => void {
  const line = format === "json" ? jsonLine : (anomaly: Anomaly) => anomalyLine(anomaly, palette);
  return (produced) => {
    const lines = produced.filter(isAnomaly).map(({ value }) => `${line(value)}\n`);
    if (lines.length > 0) write(lines.join(""));
  };
}

function jsonLine(anomaly: Anomaly): string {
  return anomalyFormats.json.encode(anomaly).toString();
}

/** What a topic carries under the type of anomalies is anomalies. */
function isAnomaly(produced: Produced): produced is Produced & { readonly value: Anomaly } {
  return produced.topic.carries.type === anomalyEventType;
}

/** Alerts: a line on standard output for each anomaly, once its transaction has committed. */

import { anomalyLine } from "../console/terminal/anomaly.ts";
import type { Palette } from "../console/terminal/palette.ts";
import { anomalyEventType } from "../proto/codecs/anomaly-format.ts";
import { anomalyFromJson } from "../proto/codecs/anomaly-json.ts";
import type { Produced } from "../runtime/outbox.ts";

export interface AlertOptions {
  readonly format: "text" | "json";
  readonly palette: Palette;
  readonly write: (lines: string) => void;
}

/** JSON alerts are what the topic carries as JSON, whatever the settings write there. */
export function alertWriter({ format, palette, write }: AlertOptions): (produced: readonly Produced[]) => void {
  return (produced) => {
    const lines = produced
      .filter(({ topic }) => topic.carries.type === anomalyEventType)
      .map(({ topic, value }) => topic.carries.formats.json.encode(value).toString())
      .map((json) => `${format === "json" ? json : anomalyLine(anomalyFromJson(json), palette)}\n`);
    if (lines.length > 0) write(lines.join(""));
  };
}

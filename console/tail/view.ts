/** How `picket tail` shows the records of a topic: as text for people, as JSON for programs. */

import { isUtf8 } from "node:buffer";
import type { LogRecord } from "../../log/port.ts";
import type { Palette } from "../terminal/palette.ts";

export interface TopicRecord extends LogRecord {
  readonly topic: string;
  readonly partition: number;
}

export interface View {
  /** Without a last newline. */
  text(record: TopicRecord, palette: Palette): string;
  /** An object for each line; a record that holds many events gives many. */
  json(record: TopicRecord): readonly object[];
}

/** What every line of JSON tells of its record. Where a header comes twice the last one shows. */
export function recordJson({ partition, offset, timestamp, key, headers }: TopicRecord): object {
  return {
    partition,
    offset,
    timestamp,
    key: key === null ? null : readable(key),
    headers: Object.fromEntries(headers.map(([name, value]) => [name, readable(value)])),
  };
}

/** As text where it is UTF-8, else in base64. */
function readable(bytes: Buffer): string {
  return isUtf8(bytes) ? bytes.toString() : bytes.toString("base64");
}

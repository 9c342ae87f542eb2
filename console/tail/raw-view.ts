/** Shows records of which nothing is known: JSON as what it says, anything else by its first bytes. */

import { isUtf8 } from "node:buffer";
import { hexStart } from "../terminal/hex.ts";
import { formatTime, whole } from "../terminal/units.ts";
import { visible } from "../terminal/visible.ts";
import { recordJson } from "./view.ts";
import type { View } from "./view.ts";

export const rawView: View = {
  text({ topic, partition, offset, timestamp, key, value }, palette) {
    const place = `${visible(topic)}/${partition}@${offset}`;
    const label = key === null ? "" : `  ${palette("strong", visible(key.toString()))}`;
    return `${formatTime(timestamp)}  ${place}${label}  ${contents(value)}`;
  },
  json(record) {
    return [{ ...recordJson(record), value: valueJson(record.value) }];
  },
};

function contents(value: Buffer | null): string {
  if (value === null) return "no value";
  if (looksLikeJson(value) && isUtf8(value)) return visible(value.toString());
  return `${whole(value.length)} bytes${hexStart(value)}`;
}

function valueJson(value: Buffer | null): unknown {
  if (value === null) return null;
  if (!looksLikeJson(value)) return value.toString("base64");
  try {
    return JSON.parse(value.toString());
  } catch {
    return value.toString("base64");
  }
}

/** An object; a protobuf message could begin with this byte too, but then it does not parse. */
function looksLikeJson(value: Buffer): boolean {
  return value[0] === "{".charCodeAt(0);
}

/** Shows what travels through an internal topic: the events in its frames, one by one. */

import { readFrame } from "../../runtime/frame.ts";
import type { Frame } from "../../runtime/frame.ts";
import { Rejection } from "../../topology/rejection.ts";
import { whole } from "../terminal/progress.ts";
import { formatTime } from "../terminal/units.ts";
import { visible } from "../terminal/visible.ts";
import { rawView } from "./raw-view.ts";
import type { TopicRecord, View } from "./view.ts";

/** What is no frame shows as any other record would. */
export const frameView: View = {
  text(record, palette) {
    const frame = frameOf(record);
    if (frame === undefined) return rawView.text(record, palette);
    return frame.events
      .map(({ key, time, offset, bytes }, index) => {
        const place = `${visible(record.topic)}/${record.partition}@${record.offset}#${index}`;
        const source = `${visible(frame.topic)}/${frame.partition}@${offset}`;
        const name = palette("strong", visible(key));
        return `${formatTime(time)}  ${place}  ${name}  from ${source}, ${whole(bytes.length)} bytes`;
      })
      .join("\n");
  },
  json(record) {
    const frame = frameOf(record);
    if (frame === undefined) return rawView.json(record);
    return frame.events.map(({ key, time, offset, trace, bytes }, index) => ({
      partition: record.partition,
      offset: record.offset,
      index,
      key,
      timestamp: time,
      source: { topic: frame.topic, partition: frame.partition, offset },
      traceparent: trace?.traceparent,
      tracestate: trace?.tracestate,
      bytes: bytes.toString("base64"),
    }));
  },
};

function frameOf({ value }: TopicRecord): Frame | undefined {
  if (value === null) return undefined;
  const frame = readFrame(value);
  return frame instanceof Rejection ? undefined : frame;
}

/** Shows what travels through an internal topic: the events in its frames, one by one, and the ticks that tell the time. */

import { readFrame } from "../../runtime/frame.ts";
import type { Frame } from "../../runtime/frame.ts";
import { isTick, readTick } from "../../runtime/tick.ts";
import { Rejection } from "../../topology/rejection.ts";
import { formatTime } from "../terminal/units.ts";
import { visible } from "../terminal/visible.ts";
import { type EventView, opaqueEvents } from "./event-view.ts";
import { rawView } from "./raw-view.ts";
import type { TopicRecord, View } from "./view.ts";

/** What is neither frame nor tick shows as any other record would. */
export function frameView(events: EventView = opaqueEvents): View {
  return {
    text(record, palette) {
      const tick = tickOf(record);
      if (tick !== undefined) return `${formatTime(tick)}  ${placeOf(record)}  ${palette("quiet", "tick")}`;
      const frame = frameOf(record);
      if (frame === undefined) return rawView.text(record, palette);
      return frame.events
        .map(({ key, time, offset, bytes }, index) => {
          const place = `${placeOf(record)}#${index}`;
          const source = `${visible(frame.topic)}/${frame.partition}@${offset}`;
          const name = palette("strong", visible(key));
          return `${formatTime(time)}  ${place}  ${name}  from ${source}, ${events.text(bytes)}`;
        })
        .join("\n");
    },
    json(record) {
      const tick = tickOf(record);
      if (tick !== undefined) return [{ partition: record.partition, offset: record.offset, tick }];
      const frame = frameOf(record);
      if (frame === undefined) return rawView.json(record);
      return frame.events.map(({ key, time, offset, trace, bytes }, index) => {
        const told = {
          partition: record.partition,
          offset: record.offset,
          index,
          key,
          timestamp: time,
          source: { topic: frame.topic, partition: frame.partition, offset },
          traceparent: trace?.traceparent,
          tracestate: trace?.tracestate,
        };
        return Object.assign(told, events.json(bytes));
      });
    },
  };
}

function frameOf({ value }: TopicRecord): Frame | undefined {
  if (value === null) return undefined;
  const frame = readFrame(value);
  return frame instanceof Rejection ? undefined : frame;
}

/** Ms since the epoch; `undefined` where it is no tick. */
function tickOf({ value }: TopicRecord): number | undefined {
  if (value === null || !isTick(value)) return undefined;
  const tick = readTick(value);
  return tick instanceof Rejection ? undefined : tick.time;
}

function placeOf({ topic, partition, offset }: TopicRecord): string {
  return `${visible(topic)}/${partition}@${offset}`;
}

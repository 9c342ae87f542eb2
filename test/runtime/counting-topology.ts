/**
 * A topology of processors for tests: words are counted per key and ten seconds, and those windows once more per group. A
 * word is `key:number:time`; a record holds many.
 */

import type { Harness } from "../../kit/harness.ts";
import { readFrame } from "../../runtime/frame.ts";
import { isTick } from "../../runtime/tick.ts";
import { topology } from "../../topology/builder.ts";
import { Rejection } from "../../topology/rejection.ts";
import { type Carrier, deadLetterTopic, input, internal, output } from "../../topology/topics.ts";
import { windowCounter, type WindowCount } from "./window-counter.ts";

const format = { contentType: "application/json", encode: (value: unknown) => Buffer.from(JSON.stringify(value)) };
const carrier: Carrier<WindowCount> = {
  type: "test.WindowCount",
  formats: { json: format, protobuf: format },
  idOf: ({ key, opened }) => `${key}/${opened}`,
  timeOf: ({ opened }) => opened,
  factsOf: ({ key, count }) => ({
    detector: "counting",
    severity: "low",
    score: count,
    containerImage: key,
    source: { topic: "", partition: 0, offset: 0 },
  }),
};

const words = input("words");
export const byKey = internal("by-key", { keyedBy: "key" });
const byGroup = internal("by-group", { keyedBy: "group" });
export const counts = output("counts", carrier);
export const dead = deadLetterTopic("dead");
export const text = () => ({ name: "text", decode: String });

export const counting = topology("counting")
  .stage("ingest", (stage) =>
    stage
      .consume(words)
      .decode("text", text)
      .otherwise(dead)
      .split("words", (line) => line.split(" "))
      .timestampBy("its time", (word) => Number(word.split(":")[2]))
      .keyBy("its key", (word) => word.split(":")[0])
      .forwardAs(byKey, "word", (word) => Buffer.from(word)),
  )
  .stage("count", (stage) => {
    const windows = stage.consume(byKey).decode("word", text).otherwise(dead).process(windowCounter);
    return [
      windows.produce(counts),
      windows.keyBy("group", ({ key }) => key.slice(0, 1)).forwardAs(byGroup, "window", format.encode),
    ];
  })
  .stage("total", (stage) =>
    stage
      .consume(byGroup)
      .decode("window", text)
      .otherwise(dead)
      .process(windowCounter)
      .produce(output("totals", carrier)),
  );

/** What came out of a topic, in order, by the key that it is about. */
export function byKeyOf(harness: Harness, topic: "counts" | "totals"): Readonly<Record<string, readonly string[]>> {
  const lines = harness.readAll(topic).map(({ value }) => value!.toString());
  return grouped(lines.map((line) => ({ key: JSON.parse(line).key, line })));
}

/** The events of an internal topic with all that belongs to them, in order, by the window's key. */
export function windowsOf(harness: Harness): Readonly<Record<string, readonly string[]>> {
  const events = harness.readAll("by-group").flatMap(({ value }) => {
    if (isTick(value!)) return [];
    const frame = readFrame(value!);
    if (frame instanceof Rejection) throw new TypeError(frame.detail);
    const { topic, partition } = frame;
    return frame.events.map(({ bytes, time, offset }) => {
      const source = `${topic}/${partition}@${offset}`;
      return { key: JSON.parse(bytes.toString()).key, line: `${bytes.toString()} ${time} ${source}` };
    });
  });
  return grouped(events);
}

function grouped(
  lines: readonly { readonly key: string; readonly line: string }[],
): Readonly<Record<string, readonly string[]>> {
  const byKeys = Map.groupBy(lines, ({ key }) => key);
  return Object.fromEntries([...byKeys].map(([key, own]) => [key, own.map(({ line }) => line)]));
}

/** What the compiler refuses, and what it accepts. The checks are made by `tsc`; running this only shows that it is read. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { StageStart, Stream } from "../../topology/builder.ts";
import { Rejection } from "../../topology/rejection.ts";
import { dead, idle, keyed, number, numbers, quiet, raw, single, text, texts } from "./declared.ts";

test("a topology that compiles is one that fits", () => {
  assert.deepEqual(
    [accepted, refused].map((declare) => declare.length),
    [1, 1],
  );
});

function accepted(stage: StageStart) {
  const values = stage.consume(raw).decode("number", number).otherwise(dead);
  const keyedOnes: Stream<number, "keyed"> = values.keyBy("parity", (n) => (n % 2 === 0 ? "even" : undefined), "odd");
  const read: Stream<Buffer, "keyed"> = stage.consume(keyed);
  return [
    values.map("half", (n) => n / 2).produce(numbers),
    values.map("text", String).produce(texts),
    keyedOnes.forward(keyed),
    keyedOnes
      .detect(quiet("a"))
      .map("event", ({ event }) => event)
      .produce(numbers),
    read.decode("text", text).forward(single),
    values
      .map("list", (n) => [n, new Rejection("malformed", "")])
      .split("each")
      .produce(numbers),
    values.split("digits", (n) => String(n)).produce(texts),
    keyedOnes.process(idle("a")).produce(numbers),
    keyedOnes.forwardAs(keyed, "text", (n) => Buffer.from(String(n))),
  ];
}

function refused(stage: StageStart) {
  const bytes = stage.consume(raw);
  const values = bytes.decode("number", number);
  const keyedTexts = bytes.decode("text", text).keyBy("first", (value) => value[0]);

  // @ts-expect-error -- a step gets the type that the step before it made: a number has no length
  values.map("length", (value) => value.length);
  // @ts-expect-error
  values.filter("long", (value) => value.length > 1);
  // @ts-expect-error
  values.timestampBy("length", (value) => value.length);
  // @ts-expect-error -- a key is a text
  values.keyBy("itself", (value) => value);
  // @ts-expect-error -- what was decoded is not decoded again
  values.decode("again", number);
  // @ts-expect-error -- a detector of numbers does not judge texts
  keyedTexts.detect(quiet("numbers"));
  // @ts-expect-error -- without a key there is no state to judge by
  values.detect(quiet("unkeyed"));
  // @ts-expect-error -- without a key nobody knows the partition
  values.forward(keyed);
  // @ts-expect-error -- a topic carries its own type only
  values.produce(texts);
  // @ts-expect-error
  keyedTexts.produce(numbers);
  const findings = values.keyBy("any", () => "key").detect(quiet("a"));
  // @ts-expect-error -- a number is no list
  values.split("each");
  // @ts-expect-error -- nor made into one by this
  values.split("each", (n) => n);
  // @ts-expect-error -- what is made of the list is what goes on
  values.split("digits", (n) => String(n)).produce(numbers);
  // @ts-expect-error -- a processor of numbers does not take texts
  keyedTexts.process(idle("numbers"));
  // @ts-expect-error -- without a key there is no state to hand it to
  values.process(idle("unkeyed"));
  const processed = values.keyBy("any", () => "key").process(idle("a"));
  // @ts-expect-error -- what goes on is what the processor emits
  processed.produce(texts);
  // @ts-expect-error -- without a key nobody knows the partition
  values.forwardAs(keyed, "text", () => Buffer.of());
  // @ts-expect-error -- bytes are what travels
  keyedTexts.forwardAs(keyed, "text", (value) => value);
  // @ts-expect-error -- findings are no events
  findings.produce(numbers);
  // @ts-expect-error -- an output is not read
  stage.consume(numbers);
  // @ts-expect-error -- an internal topic is read alone
  stage.consume(keyed, raw);
  // @ts-expect-error -- nor forwarded to
  keyedTexts.forward(texts);
  // @ts-expect-error -- dead letters go to a topic of dead letters
  values.otherwise(raw);
  return bytes;
}

/** The hand-written readers against the generated decoder, on random messages and on messages that something happened to. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../../simulate/random.ts";
import { eventDecoder } from "../../../sources/ebpf/decoder.ts";
import { eventScanner } from "../../../sources/ebpf/scanner.ts";
import { mutate, randomMessage } from "./random-message.ts";
import { answerOf, type Answer, referenceAnswer, referenceRoute, routeAnswerOf } from "./reference.ts";

const seed = process.env["PICKET_TEST_SEED"] ?? "seven oaks";
const rounds = 12_000;

test(`random messages read as the generated decoder reads them (PICKET_TEST_SEED="${seed}")`, (context) => {
  const random = new Random(seed);
  const seen = new Map<string, number>();
  const check = checker();
  for (let round = 0; round < rounds; round++) count(seen, check(randomMessage(random)));
  context.diagnostic(JSON.stringify(Object.fromEntries(seen)));
  // A generator that makes only rubbish, or never any, would show nothing.
  for (const kind of ["resource", "syscalls", "other"]) assert.ok((seen.get(kind) ?? 0) > rounds / 20, kind);
  for (const reason of ["malformed", "number_invalid", "vector_malformed"])
    assert.ok((seen.get(reason) ?? 0) > 50, reason);
});

test(`mutated messages never throw, and read as the generated decoder reads them (PICKET_TEST_SEED="${seed}")`, (context) => {
  const random = new Random(`${seed}, mutated`);
  const seen = new Map<string, number>();
  const check = checker();
  let other = randomMessage(random);
  for (let round = 0; round < rounds; round++) {
    const message = randomMessage(random);
    count(seen, check(mutate(random, message, other)));
    other = message;
  }
  context.diagnostic(JSON.stringify(Object.fromEntries(seen)));
  assert.ok((seen.get("malformed") ?? 0) > rounds / 5);
  assert.ok((seen.get("malformed") ?? 0) < rounds);
});

/** One decoder and one scanner for all messages: what one message leaves behind must not show in the next. */
function checker(): (message: Buffer) => Answer {
  const decoder = eventDecoder();
  const scanner = eventScanner(1024 * 1024);
  return (message) => {
    const hint = `seed "${seed}", bytes ${message.toString("hex")}`;
    const bytes = surrounded(message);
    const expected = referenceAnswer(message);
    const answer = answerOf(decoder.decode(bytes));
    assert.deepEqual(answer, expected, hint);
    const route = referenceRoute(message);
    const scanned = routeAnswerOf(scanner.decode(bytes));
    if (route !== undefined) assert.deepEqual(scanned, route, hint);
    return answer;
  };
}

/** A view into bytes that would complete what is cut off, so that reading beyond the end shows in the answer. */
function surrounded(message: Buffer): Buffer {
  const room = Buffer.alloc(message.length + 32, 0x01);
  room.set(message, 16);
  return room.subarray(16, 16 + message.length);
}

function count(seen: Map<string, number>, answer: Answer): void {
  const name = "rejected" in answer ? answer.rejected : answer.kind;
  seen.set(name, (seen.get(name) ?? 0) + 1);
}

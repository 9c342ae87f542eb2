/** Lines that something happened to, in any envelope: events of sound types or a reason, never an exception. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../../simulate/random.ts";
import { tetragonDecoder } from "../../../sources/tetragon/decoder.ts";
import type { TetragonEvent } from "../../../sources/tetragon/event.ts";
import { Rejection } from "../../../topology/rejection.ts";
import { mutate } from "../ebpf/random-message.ts";
import { lines, randomEnvelope } from "./lines.ts";

const seed = process.env["PICKET_TEST_SEED"] ?? "sweet chestnut";
const rounds = 10_000;
const kinds = Object.values(lines).map((line) => JSON.stringify(line));

test(`${rounds} lines, or their envelopes, mutated (PICKET_TEST_SEED="${seed}")`, () => {
  const random = new Random(seed);
  const decoder = tetragonDecoder(1024 * 1024);
  const seen = new Map<string, number>();
  let other: Buffer = Buffer.from(kinds[0]!);
  for (let round = 0; round < rounds; round++) {
    const line = Buffer.from(kinds[random.integer(0, kinds.length - 1)]!);
    const wrap = randomEnvelope(random);
    const mutateLine = random.chance(0.5);
    const whole = Buffer.from(wrap((mutateLine ? mutate(random, line, other) : line).toString()));
    const bytes = mutateLine ? whole : mutate(random, whole, other);
    other = whole;
    const hint = `seed "${seed}": ${bytes.toString()}`;
    const found = decoder.decode(bytes);
    for (const one of found instanceof Rejection ? [found] : found) {
      const name = one instanceof Rejection ? one.reason : one.kind;
      seen.set(name, (seen.get(name) ?? 0) + 1);
      if (!(one instanceof Rejection)) checkTypes(one, hint);
    }
  }
  for (const name of ["exec", "exit", "kprobe", "throttle", "dropped", "other", "malformed", "number_invalid"]) {
    assert.ok((seen.get(name) ?? 0) >= 5, `${name}: ${JSON.stringify([...seen])}`);
  }
  const known = new Set([...Object.keys(lines), "other", "malformed", "number_invalid", "node_missing", "empty"]);
  for (const name of seen.keys()) assert.ok(known.has(name), name);
});

function checkTypes(event: TetragonEvent, hint: string): void {
  assert.ok(event.node !== "" && Number.isInteger(event.time), hint);
  if (event.kind === "dropped") assert.ok(Number.isInteger(event.count) && event.count >= 0, hint);
  if (!("process" in event)) return;
  for (const [field, value] of Object.entries(event.process)) {
    const isNumber = field === "pid" || field === "uid";
    assert.ok(typeof value === (isNumber ? "number" : "string") || (isNumber && value === undefined), hint);
  }
  if (event.kind === "kprobe" && event.peer !== undefined) {
    assert.ok(typeof event.peer.address === "string" && Number.isInteger(event.peer.port), hint);
  }
}

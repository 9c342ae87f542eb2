/** Ten thousand ways to change a signed request: none is accepted, none ends the process, and the reader of them never throws. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Malformed, readRequest } from "../../../enforcer/request.ts";
import { verifyRequest } from "../../../enforcer/signing/verify.ts";
import type { Header, OutputRecord } from "../../../log/port.ts";
import { checkCordonRequest } from "../../../proto/codecs/cordon-request.ts";
import { Random } from "../../../simulate/random.ts";
import { randomRequest } from "../../proto/random-request.ts";
import { now, request, rulesWith, signedRecord, unsignedRecord } from "./fixture.ts";

const seed = process.env["PICKET_TEST_SEED"] ?? "seven oaks";
const rounds = 10_000;

/** What a signature holds for, and therefore must not be changed. */
const covered = new Set(["content-type", "picket-key-id", "picket-signature"]);

test(`of ${rounds} changes to a signed request none is accepted (PICKET_TEST_SEED="${seed}")`, () => {
  const random = new Random(seed);
  const rules = rulesWith();
  const signed = [signedRecord(request, "json"), signedRecord(request, "protobuf")] as const;
  const codes = new Map<string, number>();
  for (let round = 0; round < rounds; round++) {
    const original = random.pick(signed);
    const changed = mutated(original, random);
    const verification = verifyRequest(changed, rules, now);
    if (isSame(changed, original)) {
      assert.equal(verification.verdict, "accepted", `seed "${seed}", round ${round}`);
    } else {
      assert.ok(verification.verdict === "refused", `seed "${seed}", round ${round}`);
      codes.set(verification.code, (codes.get(verification.code) ?? 0) + 1);
    }
  }
  const refused = [...codes.values()].reduce((sum, count) => sum + count, 0);
  assert.ok(refused > rounds * 0.9, `only ${refused} changes changed anything`);
  for (const code of ["bad_signature", "unknown_key", "malformed"]) assert.ok(codes.has(code), code);
});

test(`whatever bytes come unsigned, what is read is right (PICKET_TEST_SEED="${seed}")`, () => {
  const random = new Random(`${seed}, unsigned`);
  const requests = 2000;
  let read = 0;
  for (let round = 0; round < requests; round++) {
    const record = mutated(unsignedRecord(randomRequest(random), random.pick(["json", "protobuf"])), random);
    const answer = readRequest(record);
    if (answer instanceof Malformed) {
      assert.match(answer.problem, /^[^\p{Cc}]{10,1000}$/u, `seed "${seed}", round ${round}`);
    } else {
      read += 1;
      assert.equal(checkCordonRequest(answer), answer, `seed "${seed}", round ${round}`);
      assert.equal(String(record.key), answer.node);
    }
  }
  assert.ok(read > requests / 10 && read < requests, `${read} were read`);
});

function mutated(record: OutputRecord, random: Random): OutputRecord {
  let changed = record;
  for (let change = random.integer(1, 3); change > 0; change--) changed = mutatedOnce(changed, random);
  return changed;
}

function mutatedOnce(record: OutputRecord, random: Random): OutputRecord {
  const { topic, key, value, headers } = record;
  const kind = random.integer(0, 9);
  if (kind < 5) return { ...record, value: value && mutatedBytes(value, random) };
  if (kind < 8) return { ...record, headers: mutatedHeaders(headers, random) };
  if (kind === 8) return { ...record, key: random.chance(0.3) ? null : key && mutatedBytes(key, random) };
  return { ...record, topic: mutatedBytes(Buffer.from(topic), random).toString("latin1") };
}

function mutatedHeaders(headers: readonly Header[], random: Random): readonly Header[] {
  const index = random.pick([
    headers.length - 1,
    headers.length - 2,
    headers.length - 3,
    random.integer(0, headers.length - 1),
  ]);
  const header = headers[index] ?? assert.fail();
  const [name, bytes] = header;
  const change = random.integer(0, 4);
  if (change === 0) return headers.toSpliced(index, 1);
  if (change === 1) return headers.toSpliced(index, 0, header);
  if (change === 2)
    return headers.toSpliced(index, 1, [mutatedBytes(Buffer.from(name), random).toString("latin1"), bytes]);
  return headers.toSpliced(index, 1, [name, mutatedBytes(bytes, random)]);
}

/** One bit, one byte, a cut, an insertion, a repetition, or pieces swapped. */
function mutatedBytes(bytes: Buffer, random: Random): Buffer {
  const at = random.integer(0, Math.max(0, bytes.length - 1));
  const until = random.integer(at, bytes.length);
  const [head, middle, tail] = [bytes.subarray(0, at), bytes.subarray(at, until), bytes.subarray(until)];
  const noise = Buffer.from(Array.from({ length: random.integer(1, 8) }, () => random.integer(0, 255)));
  const flipped = Buffer.from(bytes);
  if (flipped.length > 0) flipped[at] = (flipped[at] ?? 0) ^ (1 << random.integer(0, 7));
  return Buffer.concat(
    random.pick([
      [flipped],
      [flipped],
      [head, tail],
      [head],
      [head, noise, middle, tail],
      [head, noise, tail],
      [head, middle, middle, tail],
      [tail, middle, head],
    ]),
  );
}

/** Same in all that is covered; what headers nobody relies on say does not matter. */
function isSame(one: OutputRecord, other: OutputRecord): boolean {
  const facts = ({ topic, key, value, headers }: OutputRecord) =>
    JSON.stringify([
      topic,
      key?.toString("hex") ?? null,
      value?.toString("hex") ?? null,
      headers.flatMap(([name, bytes]) => (covered.has(name) ? [`${name} ${bytes.toString("hex")}`] : [])).toSorted(),
    ]);
  return facts(one) === facts(other);
}

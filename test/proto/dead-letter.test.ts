/** Dead letters: what goes in comes back, long values are cut and say so, other headers do not matter. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { PicketError } from "../../errors/picket-error.ts";
import type { Header } from "../../log/port.ts";
import { decodeDeadLetter, encodeDeadLetter, longestDetail } from "../../proto/codecs/dead-letter.ts";

const letter = {
  reason: "number_invalid",
  detail: "cpu_ns is NaN, größer",
  source: { topic: "resource", partition: 3, offset: Number.MAX_SAFE_INTEGER },
  timestamp: 1_767_225_600_123,
  value: Buffer.from([0, 255, 128, 10]),
};

test("a dead letter is the bytes of the record, and headers", () => {
  const { value, headers } = encodeDeadLetter(letter, 4);
  assert.equal(value, letter.value);
  assert.deepEqual(
    headers.map(([name, bytes]) => [name, bytes.toString()]),
    [
      ["picket-reason", "number_invalid"],
      ["picket-detail", "cpu_ns is NaN, größer"],
      ["picket-source-topic", "resource"],
      ["picket-source-partition", "3"],
      ["picket-source-offset", "9007199254740991"],
      ["picket-source-timestamp", "1767225600123"],
    ],
  );
});

test("it comes back, whatever other headers stand between", () => {
  const { value, headers } = encodeDeadLetter(letter, 1000);
  const others: Header[] = [
    ["traceparent", Buffer.from("00-x")],
    ...headers.toReversed(),
    ["picket-new", Buffer.of(1)],
  ];
  assert.deepEqual(decodeDeadLetter({ value, headers: others }), { ...letter, originalBytes: undefined });
});

test("a long value is cut, and headers say so", () => {
  const record = encodeDeadLetter(letter, 3);
  assert.deepEqual(record.value, letter.value.subarray(0, 3));
  assert.deepEqual(
    record.headers.slice(-2).map(([name, bytes]) => [name, bytes.toString()]),
    [
      ["picket-truncated", "true"],
      ["picket-original-bytes", "4"],
    ],
  );
  assert.equal(decodeDeadLetter(record).originalBytes, 4);
});

test("a tombstone stays one, a long detail is cut, a timestamp may be -1", () => {
  const record = encodeDeadLetter({ ...letter, value: null, detail: "x".repeat(5000), timestamp: -1 }, 1000);
  const back = decodeDeadLetter(record);
  assert.deepEqual([back.value, back.detail.length, back.timestamp], [null, longestDetail, -1]);
});

test("what lacks a header, or has a number that is none, is refused", () => {
  const { value, headers } = encodeDeadLetter(letter, 3);
  const refused = (bad: readonly Header[]) =>
    assert.throws(
      () => decodeDeadLetter({ value, headers: bad }),
      (error) => error instanceof PicketError && error.code === "MESSAGE_INVALID",
    );
  for (const missing of headers) {
    // Without this header the value counts as whole, which is no mistake.
    if (missing[0] !== "picket-truncated") refused(headers.filter((header) => header !== missing));
  }
  for (const text of ["", "three", "1.5", "0x1", "12345678901234567890"]) {
    refused(headers.map(([name, bytes]) => [name, name === "picket-source-offset" ? Buffer.from(text) : bytes]));
  }
});

/** Bytes of forms of our own: what was written is read, what is broken is refused, and nothing throws. */

import assert from "node:assert/strict";
import { describe, it, test } from "node:test";
import { ByteReader, ByteWriter } from "../../proto/bytes.ts";
import { Random } from "../../simulate/random.ts";
import { StringCache } from "../../proto/string-cache.ts";

/** Around every power of two, where encodings change their length. */
const numbers = Array.from({ length: 54 }, (_, bit) => 2 ** bit)
  .flatMap((power) => [power - 1, power, power + 1])
  .filter((number) => Number.isSafeInteger(number));

describe("bytes", () => {
  it("bring every number back that they took, of either sign", () => {
    const writer = new ByteWriter(1);
    const signed = numbers.flatMap((number) => (number < 2 ** 52 ? [number, -number] : []));
    for (const number of numbers) writer.varint(number);
    for (const number of signed) writer.zigzag(number);
    const reader = new ByteReader(writer.view());
    assert.deepEqual(
      numbers.map(() => reader.varint()),
      numbers,
    );
    // The sign of zero is no matter here.
    for (const number of signed) assert.equal(reader.zigzag() + 0, number + 0);
    assert.deepEqual([reader.failed, reader.remaining], [false, 0]);
  });

  it("bring texts and bytes back, and grow as needed", () => {
    const texts = ["", "a", "zoë 雪 🦊", "x".repeat(5000)];
    const writer = new ByteWriter(1);
    for (const text of texts) {
      writer.text(text);
      writer.byte(255);
      writer.varint(Buffer.byteLength(text));
      writer.bytes(Buffer.from(text));
    }
    const reader = new ByteReader(writer.view());
    for (const text of texts) {
      assert.equal(reader.text(), text);
      assert.equal(reader.byte(), 255);
      assert.equal(reader.bytes(reader.varint()).toString(), text);
    }
    assert.deepEqual([reader.failed, reader.remaining], [false, 0]);
  });

  it("start anew after clear", () => {
    const writer = new ByteWriter(8);
    writer.text("before");
    writer.clear();
    writer.byte(7);
    assert.deepEqual([...writer.view()], [7]);
    assert.equal(writer.length, 1);
  });

  it("fail for good, without throwing, where they end too early or a number is too large", () => {
    const failing: readonly [read: (reader: ByteReader) => unknown, bytes: readonly number[]][] = [
      [(reader) => reader.byte(), []],
      [(reader) => reader.varint(), [0x80]],
      [(reader) => reader.varint(), Array(8).fill(0xff)],
      [(reader) => reader.varint(), Array(20).fill(0x80)],
      [(reader) => reader.text(), [3, 65, 66]],
      [(reader) => reader.bytes(4), [1, 2, 3]],
      [(reader) => reader.count(), [3, 0, 0]],
    ];
    for (const [read, bytes] of failing) {
      const reader = new ByteReader(Buffer.from(bytes));
      read(reader);
      assert.ok(reader.failed, bytes.join(" "));
      assert.deepEqual([reader.byte(), reader.varint(), reader.text(), reader.bytes(1).length], [0, 0, "", 0]);
    }
  });

  it("never throw, whatever they hold", (t) => {
    const seed = "bytes";
    t.diagnostic(`seed ${seed}`);
    const random = new Random(seed);
    for (let round = 0; round < 10_000; round++) {
      const bytes = Buffer.from(Array.from({ length: random.integer(0, 30) }, () => random.integer(0, 255)));
      const reader = new ByteReader(bytes);
      while (!reader.failed && reader.remaining > 0) {
        const value = random.pick([
          () => reader.byte(),
          () => reader.varint(),
          () => reader.zigzag(),
          () => reader.count(),
          () => reader.text(),
          () => reader.bytes(reader.count()),
        ])();
        if (typeof value === "number") assert.ok(Number.isSafeInteger(value));
      }
    }
  });
});

test("doubles come back bit by bit, and every NaN is written as one", () => {
  const numbers = [0, -0, 1 / 3, -1e308, Number.MIN_VALUE, Infinity, -Infinity];
  const writer = new ByteWriter(1);
  for (const number of numbers) writer.double(number);
  const negativeNaN = Buffer.from("000000000000f8ff", "hex").readDoubleLE();
  writer.double(NaN);
  writer.double(negativeNaN);
  const written = Buffer.from(writer.view());
  assert.deepEqual(written.subarray(-16, -8), written.subarray(-8));
  const reader = new ByteReader(written);
  for (const number of numbers) assert.ok(Object.is(reader.double(), number), String(number));
  assert.ok(Number.isNaN(reader.double()) && Number.isNaN(reader.double()) && !reader.failed);
  assert.ok(Number.isNaN(reader.double()) && reader.failed);
});

test("texts that repeat are read as they were by way of a cache", () => {
  const texts = ["", "a", "zoë 雪 🦊", "a", "x".repeat(5000)];
  const writer = new ByteWriter(1);
  for (const text of texts) writer.text(text);
  const reader = new ByteReader(writer.view());
  const cache = new StringCache();
  for (const text of texts) assert.equal(reader.text(cache), text);
  assert.deepEqual([reader.failed, reader.remaining, reader.text(cache)], [false, 0, ""]);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { ByteReader, ByteWriter } from "../../proto/bytes.ts";
import { StringCache } from "../../sources/ebpf/string-cache.ts";

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

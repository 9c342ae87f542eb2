/** What a read_committed reader makes of a broker's raw answer: aborted transactions, markers, cuts, compression. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { compressionsAlgorithms, crc32c } from "@platformatic/kafka";
import { readCommitted } from "../../log/kafka/fetch.ts";
import { encodeBatch } from "../../log/kafka/record-batch.ts";
import type { OutputRecord } from "../../log/port.ts";
import { valueOf } from "./contract.ts";

const now = 1_700_000_000_000;
const abortMarker = Buffer.from([0, 0, 0, 0]);
const commitMarker = Buffer.from([0, 0, 0, 1]);

function record(value: string, key: Buffer | null = null): OutputRecord {
  return { topic: "t", key, value: Buffer.from(value), headers: [] };
}

/** A batch as the broker stores it, at `offset`. */
function batch(offset: number, producerId: number, values: readonly string[], transactional = true): Buffer {
  const records = values.map((value) => record(value));
  return placed(offset, producerId, records, transactional);
}

function placed(offset: number, producerId: number, records: readonly OutputRecord[], transactional: boolean): Buffer {
  const writer = { producerId: BigInt(producerId), producerEpoch: 0, sequence: 0, transactional };
  const bytes = encodeBatch(records, writer, now);
  bytes.writeBigInt64BE(BigInt(offset), 0);
  return bytes;
}

function marker(offset: number, producerId: number, key: Buffer): Buffer {
  const bytes = placed(offset, producerId, [record("", key)], true);
  bytes.writeInt16BE(bytes.readInt16BE(21) | 0x20, 21);
  return bytes;
}

function read(batches: readonly Buffer[], aborted: readonly (readonly [number, number])[] = [], offset = 0) {
  const answer = {
    batches: Buffer.concat(batches),
    aborted: aborted.map(([producerId, firstOffset]) => ({ producerId, firstOffset })),
  };
  const { records, nextOffset } = readCommitted(answer, offset);
  return { values: records.map((found) => `${found.offset}:${valueOf(found)}`), nextOffset };
}

test("a committed transaction is read, its marker is passed", () => {
  assert.deepEqual(read([batch(0, 7, ["a", "b"]), marker(2, 7, commitMarker)]), {
    values: ["0:a", "1:b"],
    nextOffset: 3,
  });
});

test("each of several aborted transactions of one producer is dropped, what it committed between is not", () => {
  const batches = [
    batch(0, 7, ["x"]),
    marker(1, 7, abortMarker),
    batch(2, 7, ["a"]),
    marker(3, 7, commitMarker),
    batch(4, 7, ["y"]),
    batch(5, 8, ["b"]),
    marker(6, 7, abortMarker),
    batch(7, 7, ["c"]),
    marker(8, 8, commitMarker),
    marker(9, 7, commitMarker),
  ];
  const expected = { values: ["2:a", "5:b", "7:c"], nextOffset: 10 };
  const aborted = [
    [7, 0],
    [7, 4],
  ] as const;
  assert.deepEqual(read(batches, aborted), expected);
  assert.deepEqual(read(batches, [...aborted].reverse()), expected);
});

test("an aborted transaction whose marker lies beyond the answer is dropped", () => {
  assert.deepEqual(read([batch(0, 7, ["x", "y"]), batch(2, 8, ["a"])], [[7, 0]]), { values: ["2:a"], nextOffset: 3 });
});

test("an aborted transaction that began before the answer is dropped until its marker", () => {
  const batches = [batch(10, 7, ["x"]), marker(11, 7, abortMarker), batch(12, 7, ["a"])];
  assert.deepEqual(read(batches, [[7, 3]], 10), { values: ["12:a"], nextOffset: 13 });
});

test("an abort marker of a transaction that wrote nothing here is passed", () => {
  assert.deepEqual(read([marker(0, 7, abortMarker), batch(1, 7, ["a"])]), { values: ["1:a"], nextOffset: 2 });
});

test("batches without a transaction are read, whoever aborts", () => {
  assert.deepEqual(read([batch(0, 7, ["a"], false)], [[7, 0]]), { values: ["0:a"], nextOffset: 1 });
});

test("records before the asked offset are dropped, a batch cut short is left for the next answer", () => {
  const cut = batch(3, 7, ["d", "e"], false);
  for (const length of [1, 16, 60, 61, cut.length - 1]) {
    assert.deepEqual(read([batch(0, 7, ["a", "b", "c"], false), cut.subarray(0, length)], [], 1), {
      values: ["1:b", "2:c"],
      nextOffset: 3,
    });
  }
});

test("an answer of markers only moves on", () => {
  assert.deepEqual(read([marker(5, 7, commitMarker), marker(6, 8, abortMarker)], [], 5), { values: [], nextOffset: 7 });
});

test("times, keys and headers come back as written, however far apart the times", () => {
  const records: OutputRecord[] = [
    { topic: "t", key: Buffer.from("k"), value: null, headers: [["ä", Buffer.from("1")]], timestamp: now },
    { topic: "t", key: null, value: Buffer.from("v"), headers: [], timestamp: 0 },
    {
      topic: "t",
      key: Buffer.alloc(0),
      value: Buffer.alloc(300),
      headers: [["", Buffer.alloc(0)]],
      timestamp: 2 * now,
    },
    { topic: "t", key: null, value: null, headers: [] },
  ];
  const { records: found } = readCommitted({ batches: placed(0, 1, records, false), aborted: [] }, 0);
  assert.deepEqual(
    found.map(({ timestamp }) => timestamp),
    [now, 0, 2 * now, now],
  );
  for (const [index, { key, value, headers }] of records.entries()) {
    const { key: foundKey, value: foundValue, headers: foundHeaders } = found[index] ?? assert.fail();
    assert.deepEqual({ key: foundKey, value: foundValue, headers: foundHeaders }, { key, value, headers });
  }
});

for (const [name, { compressSync, bitmask }] of Object.entries(compressionsAlgorithms)) {
  test(`a batch compressed by ${name} is read`, () => {
    const plain = batch(4, 7, ["a".repeat(500), "b"], false);
    const compressed = Buffer.concat([plain.subarray(0, 61), compressSync(plain.subarray(61))]);
    compressed.writeInt32BE(compressed.length - 12, 8);
    compressed.writeInt16BE(compressed.readInt16BE(21) | bitmask, 21);
    const { values, nextOffset } = read([compressed, batch(6, 7, ["c"], false)], [], 4);
    assert.deepEqual(values, [`4:${"a".repeat(500)}`, "5:b", "6:c"]);
    assert.equal(nextOffset, 7);
  });
}

test("records before magic 2 are refused by name", () => {
  const old = batch(0, 7, ["a"], false);
  old[16] = 1;
  assert.throws(() => read([old]), { code: "LOG_UNSUPPORTED" });
});

/** @param body the records, compressed. */
function compressedBatch(offset: number, bitmask: number, body: Buffer, count = 1): Buffer {
  const plain = batch(offset, 7, Array.from({ length: count }, String), false);
  const bytes = Buffer.concat([plain.subarray(0, 61), body]);
  bytes.writeInt32BE(bytes.length - 12, 8);
  bytes.writeInt16BE(bytes.readInt16BE(21) | bitmask, 21);
  return bytes;
}

/** A snappy block that says it is four gigabytes long, and then says nothing. */
const boastfulBlock = Buffer.from([0xff, 0xff, 0xff, 0xff, 0x0f, 0x00]);

for (const [what, bitmask, body] of [
  ["gzip that becomes 70 MB", 1, compressionsAlgorithms.gzip.compressSync(Buffer.alloc(70 * 2 ** 20))],
  ["zstd that becomes 70 MB", 4, compressionsAlgorithms.zstd.compressSync(Buffer.alloc(70 * 2 ** 20))],
  ["snappy that says it becomes 4 GB", 2, boastfulBlock],
  ["lz4 that becomes 70 MB", 3, compressionsAlgorithms.lz4.compressSync(Buffer.alloc(70 * 2 ** 20))],
  ["what is no gzip", 1, Buffer.from("no gzip")],
  ["what is no lz4", 3, Buffer.from("no lz4 frame at all")],
  [
    "snappy whose copies lead out of the block",
    2,
    Buffer.from("f403106865926c6ffe0500fe0500fe05c4fea600fe0500", "hex"),
  ],
  ["half a snappy frame", 2, Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00, 0, 0, 0, 1, 0, 0, 0, 1, 9])],
] as const) {
  test(`${what} is one record that nobody can read, and holds nobody up`, () => {
    const hostile = compressedBatch(5, bitmask, body, 3);
    const answer = {
      batches: Buffer.concat([batch(4, 7, ["a"], false), hostile, batch(8, 7, ["b"], false)]),
      aborted: [],
    };
    const { records, nextOffset } = readCommitted(answer, 0);
    assert.deepEqual(
      records.map(({ offset }) => offset),
      [4, 7, 8],
    );
    assert.deepEqual(records[1]!.value, body);
    assert.equal(nextOffset, 9);
    // The library's checksums share their memory with its decompressors.
    assert.equal(crc32c(Buffer.from("123456789")), 0xe3069283);
  });
}

test("an answer whose batches become large is read in parts", () => {
  const large = compressionsAlgorithms.gzip.compressSync(batch(0, 7, ["x".repeat(40 * 2 ** 20)], false).subarray(61));
  const batches = Buffer.concat([0, 1, 2, 3].map((offset) => compressedBatch(offset, 1, large)));
  const first = readCommitted({ batches, aborted: [] }, 0);
  assert.deepEqual([first.records.length, first.nextOffset], [2, 2]);
  const second = readCommitted({ batches, aborted: [] }, 2);
  assert.deepEqual([second.records.length, second.nextOffset], [2, 4]);
});

/** What a read_committed reader makes of a broker's raw answer: aborted transactions, markers, cuts, compression. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { compressionsAlgorithms } from "@platformatic/kafka";
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

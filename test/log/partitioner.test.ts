/** Keys go to the partitions that Kafka's Java clients choose. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { createPartitioner, murmur2 } from "../../log/partitioner.ts";

test("murmur2 hashes as Kafka's Utils.murmur2 (the vectors of its UtilsTest)", () => {
  const vectors: readonly [string, number][] = [
    ["21", -973932308],
    ["foobar", -790332482],
    ["a-little-bit-long-string", -985981536],
    ["a-little-bit-longer-string", -1486304829],
    ["lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971],
    ["abc", 479470107],
  ];
  for (const [text, hash] of vectors) assert.equal(murmur2(Buffer.from(text)), hash, text);
});

test("a named partition wins over the key, the key over the turn", () => {
  const partition = createPartitioner();
  const record = { topic: "t", key: Buffer.from("foobar"), value: null, headers: [] };
  assert.equal(partition({ ...record, partition: 5 }, 7), 5);
  assert.equal(partition(record, 7), (-790332482 & 0x7fffffff) % 7);
  const turns = [0, 1, 2, 3].map(() => partition({ ...record, key: null }, 3));
  assert.deepEqual(turns, [0, 1, 2, 0]);
  assert.equal(partition({ ...record, topic: "other", key: null }, 3), 0);
});

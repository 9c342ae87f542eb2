/** Which partition a record goes to: the one it names, else by its key as Kafka's Java clients choose, else in turns. */

import type { OutputRecord } from "./port.ts";

export type Partitioner = (record: OutputRecord, partitionCount: number) => number;

/** One per writer: records without key or partition go round the partitions, each topic by itself. */
export function createPartitioner(): Partitioner {
  const turns = new Map<string, number>();
  return (record, partitionCount) => {
    if (record.partition !== undefined) return record.partition;
    if (record.key !== null) return (murmur2(record.key) & 0x7fffffff) % partitionCount;
    const turn = turns.get(record.topic) ?? 0;
    turns.set(record.topic, (turn + 1) % partitionCount);
    return turn % partitionCount;
  };
}

/**
 * MurmurHash2 with Kafka's seed, as a signed 32-bit number (Kafka: org.apache.kafka.common.utils.Utils.murmur2). The
 * client library's own computes in BigInt, too slow for a key an event.
 */
export function murmur2(data: Uint8Array): number {
  const m = 0x5bd1e995;
  const length = data.length;
  const whole = length & ~3;
  let hash = 0x9747b28c ^ length;
  for (let i = 0; i < whole; i += 4) {
    let k = byte(data, i) | (byte(data, i + 1) << 8) | (byte(data, i + 2) << 16) | (byte(data, i + 3) << 24);
    k = Math.imul(k, m);
    k ^= k >>> 24;
    k = Math.imul(k, m);
    hash = Math.imul(hash, m) ^ k;
  }
  if (length > whole) {
    for (let i = length - 1; i >= whole; i -= 1) hash ^= byte(data, i) << (8 * (i - whole));
    hash = Math.imul(hash, m);
  }
  hash ^= hash >>> 13;
  hash = Math.imul(hash, m);
  return hash ^ (hash >>> 15);
}

function byte(data: Uint8Array, index: number): number {
  return data[index] ?? 0;
}

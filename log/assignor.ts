/**
 * Who reads which partition: every topic spread evenly over the members that subscribe to it, each member keeping as much
 * as it can of what it had.
 */

import type { TopicPartition } from "./port.ts";

export interface Subscriber {
  readonly memberId: string;
  readonly topics: readonly string[];
  /** What it held before, and in which generation: where two claim a partition, the later generation has it. */
  readonly owned: readonly TopicPartition[];
  readonly generation: number;
}

/**
 * Deterministic for the same input, whatever the order of `subscribers`. Topics are balanced one by one, so partition 3 of
 * one topic says nothing of partition 3 of another.
 *
 * @returns the partitions of each member, by member id; topics in name order, partitions ascending.
 */
export function assignPartitions(
  subscribers: readonly Subscriber[],
  partitionCounts: ReadonlyMap<string, number>,
): Map<string, TopicPartition[]> {
  const assigned = new Map<string, TopicPartition[]>(subscribers.map(({ memberId }) => [memberId, []]));
  for (const [topic, count] of [...partitionCounts].sort(byFirst)) {
    const members = subscribers.filter((subscriber) => subscriber.topics.includes(topic));
    for (const [memberId, partitions] of assignTopic(topic, count, members, assigned)) {
      const list = assigned.get(memberId) ?? [];
      list.push(...partitions.sort((a, b) => a - b).map((partition) => ({ topic, partition })));
    }
  }
  return assigned;
}

function assignTopic(
  topic: string,
  count: number,
  members: readonly Subscriber[],
  assigned: ReadonlyMap<string, readonly TopicPartition[]>,
): Map<string, number[]> {
  if (members.length === 0) return new Map();
  const claims = [...members].sort((a, b) => b.generation - a.generation || byFirst([a.memberId, 0], [b.memberId, 0]));
  const free = new Set(Array.from({ length: count }, (_, partition) => partition));
  const share = Math.floor(count / members.length);
  const shares = new Map<string, number[]>(claims.map(({ memberId }) => [memberId, []]));

  const keep = (limit: number, larger: number) => {
    let extras = larger;
    for (const { memberId, owned } of claims) {
      const mine = shares.get(memberId) ?? [];
      for (const { topic: name, partition } of owned) {
        if (name !== topic || !free.has(partition) || mine.length >= limit || extras === 0) continue;
        mine.push(partition);
        free.delete(partition);
        if (mine.length > share) extras -= 1;
      }
    }
  };
  keep(share, Number.POSITIVE_INFINITY);
  keep(share + 1, count % members.length);

  const load = (memberId: string) => assigned.get(memberId)?.length ?? 0;
  for (const partition of free) {
    const [, next] = [...shares].sort(
      ([a, left], [b, right]) => left.length - right.length || load(a) - load(b) || byFirst([a, 0], [b, 0]),
    )[0] ?? ["", []];
    next.push(partition);
  }
  return shares;
}

function byFirst(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return a[0] < b[0] ? -1 : Number(a[0] > b[0]);
}

/** Partitions are spread evenly, each to one member, and move no more than they must. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { assignPartitions, type Subscriber } from "../../log/assignor.ts";
import { partitionName } from "../../log/partition-name.ts";
import type { TopicPartition } from "../../log/port.ts";

function subscriber(memberId: string, owned: readonly TopicPartition[] = [], generation = 1): Subscriber {
  return { memberId, topics: ["a", "b"], owned, generation };
}

function rejoin(assigned: ReadonlyMap<string, readonly TopicPartition[]>, without = ""): Subscriber[] {
  return [...assigned].filter(([id]) => id !== without).map(([id, owned]) => subscriber(id, owned));
}

function shared(left: readonly TopicPartition[] = [], right: readonly TopicPartition[] = []): number {
  const names = new Set(left.map(partitionName));
  return right.filter((partition) => names.has(partitionName(partition))).length;
}

test("every partition has one owner, every topic is even, whatever the number of members", () => {
  for (let members = 1; members <= 9; members += 1) {
    const counts = new Map([
      ["a", 8],
      ["b", 5],
    ]);
    const assigned = assignPartitions(
      Array.from({ length: members }, (_, i) => subscriber(`m${i}`)),
      counts,
    );
    const all = [...assigned.values()].flat();
    assert.equal(new Set(all.map(partitionName)).size, 13);
    assert.equal(all.length, 13);
    for (const [topic, count] of counts) {
      for (const partitions of assigned.values()) {
        const share = partitions.filter((partition) => partition.topic === topic).length;
        assert.ok(share === Math.floor(count / members) || share === Math.ceil(count / members), `${members} members`);
      }
    }
  }
});

test("what one topic leaves uneven, the next one evens out", () => {
  const assigned = assignPartitions(
    [subscriber("m0"), subscriber("m1")],
    new Map([
      ["a", 1],
      ["b", 1],
    ]),
  );
  assert.deepEqual(
    [...assigned.values()].map((partitions) => partitions.length),
    [1, 1],
  );
});

test("members keep what they had when one comes and when one goes", () => {
  const counts = new Map([["a", 12]]);
  const two = assignPartitions([subscriber("m1"), subscriber("m2")], counts);
  const three = assignPartitions([...rejoin(two), subscriber("m0")], counts);
  for (const id of ["m1", "m2"]) assert.equal(shared(two.get(id), three.get(id)), 4);
  const back = assignPartitions(rejoin(three, "m0"), counts);
  for (const id of ["m1", "m2"]) assert.equal(shared(three.get(id), back.get(id)), 4);
});

test("of two that claim a partition, the one of the later generation keeps it", () => {
  const owned = [{ topic: "a", partition: 0 }];
  const assigned = assignPartitions([subscriber("m1", owned, 3), subscriber("m2", owned, 4)], new Map([["a", 2]]));
  assert.deepEqual(assigned.get("m2"), owned);
});

test("a member gets nothing of a topic that it does not subscribe to", () => {
  const assigned = assignPartitions(
    [{ ...subscriber("m1"), topics: ["a"] }, subscriber("m2")],
    new Map([
      ["a", 2],
      ["b", 2],
    ]),
  );
  assert.ok(assigned.get("m1")?.every(({ topic }) => topic === "a"));
  assert.equal(assigned.get("m2")?.filter(({ topic }) => topic === "b").length, 2);
});

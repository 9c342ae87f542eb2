/** What every implementation of the Log port must do. Each test runs on topics, groups and ids of its own. */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { hasCode } from "../../errors/picket-error.ts";
import type {
  Assignment,
  FetchedPartition,
  GroupMember,
  Log,
  LogReader,
  LogRecord,
  OutputRecord,
  Position,
} from "../../log/port.ts";

export interface LogUnderTest {
  /** A log as one more process would hold it. */
  connect(): Promise<Log>;
  stop(): Promise<void>;
}

export function testLogContract(name: string, open: () => Promise<LogUnderTest>): void {
  describe(`${name} log`, () => {
    let underTest: LogUnderTest;
    let log: Log;
    let serial = 0;

    before(async () => {
      underTest = await open();
      log = await underTest.connect();
      await log.ready(() => {}, new AbortController().signal);
    });
    after(async () => {
      await log.close();
      await underTest.stop();
    });

    const unique = (base: string): string => `${base}-${(serial += 1)}`;
    const topicOf = async (partitions: number, config: Record<string, string> = {}): Promise<string> => {
      const topic = unique("topic");
      await log.createTopics([{ name: topic, partitions, replication: 1, config }]);
      return topic;
    };

    test("tells the partitions of a topic, and which topics are missing", async () => {
      const [topic, missing] = [await topicOf(3), unique("missing")];
      assert.deepEqual(await log.partitionCounts([missing, topic]), [undefined, 3]);
      await log.createTopics([{ name: topic, partitions: 3, replication: 1, config: {} }]);
      assert.deepEqual(await log.partitionCounts([topic]), [3]);
    });

    test("reads what was written: keys, values, tombstones, headers, times", async () => {
      const topic = await topicOf(1);
      const writer = await log.writer();
      const records: OutputRecord[] = [
        { topic, partition: 0, key: Buffer.from("k"), value: Buffer.from("v"), headers: [], timestamp: 1000 },
        { topic, partition: 0, key: Buffer.from("gone"), value: null, headers: [], timestamp: 999 },
        {
          topic,
          partition: 0,
          key: null,
          value: Buffer.alloc(0),
          headers: [
            ["traceparent", Buffer.from("00-1")],
            ["twice", Buffer.from([0, 255])],
            ["twice", Buffer.alloc(0)],
          ],
          timestamp: 1_700_000_000_000,
        },
      ];
      await writer.write(records);
      const reader = await log.reader();
      const read = await readAll(reader, topic, 0);
      assert.deepEqual(read.map(plain), records.map(plain));
      assert.deepEqual(
        read.map(({ offset }) => offset),
        [0, 1, 2],
      );
      assert.deepEqual(await reader.startOffsets([{ topic, partition: 0 }]), [0]);
      assert.deepEqual(await reader.endOffsets([{ topic, partition: 0 }]), [3]);
      await Promise.all([writer.close(), reader.close()]);
    });

    test("stamps records that bring no time, and spreads those without a key", async () => {
      const topic = await topicOf(4);
      const writer = await log.writer();
      await writer.write(Array.from({ length: 8 }, (_, i) => ({ topic, key: null, value: text(i), headers: [] })));
      const reader = await log.reader();
      const partitions = await Promise.all([0, 1, 2, 3].map((partition) => readAll(reader, topic, partition)));
      assert.deepEqual(
        partitions.map((records) => records.length),
        [2, 2, 2, 2],
      );
      assert.ok(partitions.flat().every(({ timestamp }) => timestamp > 1_600_000_000_000));
      await Promise.all([writer.close(), reader.close()]);
    });

    test("reads on from any offset, a little at a time, several partitions in one call", async () => {
      const topic = await topicOf(2);
      const writer = await log.writer();
      await writer.write(Array.from({ length: 400 }, (_, i) => output(topic, i % 2, `${i}:${"x".repeat(100)}`)));
      const reader = await log.reader();
      const seen: string[][] = [[], []];
      let positions: Position[] = [0, 1].map((partition) => ({ topic, partition, offset: 0 }));
      while (seen.flat().length < 400) {
        const fetched = await reader.fetch(positions, { maxBytes: 2000, maxWaitMs: 1000 });
        for (const { partition, records } of fetched) seen[partition]?.push(...records.map(indexOf));
        positions = advance(positions, fetched);
      }
      for (const parity of [0, 1]) {
        assert.deepEqual(
          seen[parity],
          Array.from({ length: 200 }, (_, i) => String(2 * i + parity)),
        );
      }
      assert.deepEqual((await readAll(reader, topic, 1, { offset: 150 })).map(indexOf).slice(0, 2), ["301", "303"]);
      await Promise.all([writer.close(), reader.close()]);
    });

    test("waits for new data, and no longer than asked", async () => {
      const topic = await topicOf(1);
      const [reader, writer] = [await log.reader(), await log.writer()];
      const position = { topic, partition: 0, offset: 0 };
      const [idle] = await reader.fetch([position], { maxBytes: 1e6, maxWaitMs: 20 });
      assert.deepEqual(idle?.records ?? [], []);
      const waiting = reader.fetch([position], { maxBytes: 1e6, maxWaitMs: 30_000 });
      await writer.write([output(topic, 0, "late")]);
      const [fetched] = await waiting;
      assert.deepEqual(fetched?.records.map(valueOf), ["late"]);
      assert.equal(fetched?.nextOffset, 1);
      assert.equal(fetched?.endOffset, 1);
      await Promise.all([writer.close(), reader.close()]);
    });

    test("says when a position is out of range or a topic unknown", async () => {
      const topic = await topicOf(1);
      const [reader, writer] = [await log.reader(), await log.writer()];
      await writer.write([output(topic, 0, "one")]);
      await assert.rejects(
        reader.fetch([{ topic, partition: 0, offset: 17 }], { maxBytes: 1e6, maxWaitMs: 10 }),
        (error) => {
          assert.ok(hasCode(error, "LOG_OFFSET_OUT_OF_RANGE"), String(error));
          assert.deepEqual(error.context, { topic, partition: 0, offset: 17, startOffset: 0, endOffset: 1 });
          return true;
        },
      );
      const unknown = unique("unknown");
      await assert.rejects(
        reader.fetch([{ topic: unknown, partition: 0, offset: 0 }], { maxBytes: 1e6, maxWaitMs: 10 }),
        (error) => hasCode(error, "LOG_TOPIC_UNKNOWN"),
      );
      await assert.rejects(writer.write([output(unknown, 0, "x")]), (error) => hasCode(error, "LOG_TOPIC_UNKNOWN"));
      await Promise.all([writer.close(), reader.close()]);
    });

    test("commits outputs and offsets as one, over several partitions and topics", async () => {
      const [input, first, second] = [await topicOf(2), await topicOf(2), await topicOf(1)];
      const { member, owner } = await joinAlone(log, unique("group"), [input]);
      const producer = await log.producer(unique("tx"));
      await producer.transact(
        [output(first, 0, "a"), output(second, 0, "b"), output(first, 1, "c"), output(first, 0, "d")],
        [{ topic: input, partition: 1, offset: 42 }],
        owner,
      );
      const reader = await log.reader();
      assert.deepEqual((await readAll(reader, first, 0, { atLeast: 2 })).map(valueOf), ["a", "d"]);
      assert.deepEqual((await readAll(reader, first, 1, { atLeast: 1 })).map(valueOf), ["c"]);
      assert.deepEqual((await readAll(reader, second, 0, { atLeast: 1 })).map(valueOf), ["b"]);
      const both = [0, 1].map((partition) => ({ topic: input, partition }));
      assert.deepEqual(await member.committed(both), [undefined, 42]);
      assert.deepEqual(await member.committed([both[1] ?? assert.fail()]), [42]);
      assert.deepEqual(await member.committed([...both].reverse()), [42, undefined]);

      await producer.transact([], [{ topic: input, partition: 0, offset: 7 }], owner);
      assert.deepEqual(await member.committed(both), [7, 42]);
      await Promise.all([member.close(), producer.close(), reader.close()]);
    });

    test("one producer commits many transactions in a row, each visible when it resolves", async () => {
      const [input, topic] = [await topicOf(1), await topicOf(1)];
      const { member, owner } = await joinAlone(log, unique("group"), [input]);
      const [producer, reader] = [await log.producer(unique("tx")), await log.reader()];
      for (let i = 0; i < 30; i += 1) {
        await producer.transact([output(topic, 0, String(i))], [{ topic: input, partition: 0, offset: i + 1 }], owner);
        assert.deepEqual(await member.committed([{ topic: input, partition: 0 }]), [i + 1]);
      }
      const values = (await readAll(reader, topic, 0, { atLeast: 30 })).map(valueOf);
      assert.deepEqual(
        values,
        Array.from({ length: 30 }, (_, i) => String(i)),
      );
      await Promise.all([member.close(), producer.close(), reader.close()]);
    });

    test("refuses a zombie's commit, writes nothing of it, and the producer goes on", async () => {
      const [input, topic] = [await topicOf(2), await topicOf(1)];
      const groupId = unique("group");
      const { member, owner: old } = await joinAlone(log, groupId, [input]);
      const second = await log.join({ groupId, topics: [input] });
      const owner = await until(member, (assignment) => assignment !== old && assignment.partitions.length === 1);
      await until(second, (assignment) => assignment.partitions.length === 1);

      const producer = await log.producer(unique("tx"));
      for (let i = 0; i < 3; i += 1) {
        await assert.rejects(
          producer.transact([output(topic, 0, "zombie")], [{ topic: input, partition: 0, offset: 99 }], old),
          (error) => hasCode(error, "TRANSACTION_ABORTED"),
        );
      }
      assert.deepEqual(await member.committed([{ topic: input, partition: 0 }]), [undefined]);
      await producer.transact([output(topic, 0, "alive")], [{ topic: input, partition: 0, offset: 1 }], owner);
      assert.deepEqual(await member.committed([{ topic: input, partition: 0 }]), [1]);
      const reader = await log.reader();
      assert.deepEqual((await readAll(reader, topic, 0, { atLeast: 1 })).map(valueOf), ["alive"]);
      await Promise.all([member.close(), second.close(), producer.close(), reader.close()]);
    });

    test("never shows an aborted transaction, however small the answers", async () => {
      const [input, topic] = [await topicOf(1), await topicOf(1)];
      const { member, owner } = await joinAlone(log, unique("group"), [input]);
      const stale: Assignment = { ...owner, generation: owner.generation - 1 };
      const [good, bad] = [await log.producer(unique("tx")), await log.producer(unique("tx"))];
      const expected: string[] = [];
      const filler = "y".repeat(300);
      for (let round = 0; round < 6; round += 1) {
        const aborted = Array.from({ length: 20 }, (_, i) => output(topic, 0, `aborted ${round}.${i}:${filler}`));
        const kept = Array.from({ length: 3 }, (_, i) => output(topic, 0, `kept ${round}.${i}:${filler}`));
        const both = [
          assert.rejects(bad.transact(aborted, [{ topic: input, partition: 0, offset: 5 }], stale), (error) =>
            hasCode(error, "TRANSACTION_ABORTED"),
          ),
          good.transact(kept, [{ topic: input, partition: 0, offset: round }], owner),
        ];
        expected.push(...kept.map((record) => indexOf(record)));
        await Promise.all(both);
        if (round % 2 === 0) continue;
        // The same producer commits in between, so its id alone does not tell what is aborted.
        await bad.transact([output(topic, 0, `late ${round}`)], [], owner);
        expected.push(`late ${round}`);
      }
      const reader = await log.reader();
      for (const maxBytes of [1, 500, 4000, 1e6]) {
        const read = await readAll(reader, topic, 0, { maxBytes, atLeast: expected.length });
        assert.deepEqual(read.map(indexOf), expected, `maxBytes ${maxBytes}`);
      }
      const [end = assert.fail()] = await reader.endOffsets([{ topic, partition: 0 }]);
      for (let offset = 0; offset < end; offset += 1) {
        const read = await readAll(reader, topic, 0, { offset, maxBytes: 1 });
        assert.ok(read.every((record) => record.offset >= offset));
        assert.deepEqual(read.map(indexOf), expected.slice(expected.length - read.length), `from ${offset}`);
      }
      await Promise.all([member.close(), good.close(), bad.close(), reader.close()]);
    });

    test("a second producer under the same transactional id fences the first", async () => {
      const [input, topic] = [await topicOf(1), await topicOf(1)];
      const { member, owner } = await joinAlone(log, unique("group"), [input]);
      const transactionalId = unique("tx");
      const first = await log.producer(transactionalId);
      await first.transact([output(topic, 0, "first")], [{ topic: input, partition: 0, offset: 1 }], owner);
      const second = await log.producer(transactionalId);
      await assert.rejects(
        first.transact([output(topic, 0, "lost")], [{ topic: input, partition: 0, offset: 2 }], owner),
        (error) => hasCode(error, "PRODUCER_FENCED"),
      );
      await second.transact([output(topic, 0, "second")], [{ topic: input, partition: 0, offset: 3 }], owner);
      const reader = await log.reader();
      assert.deepEqual((await readAll(reader, topic, 0, { atLeast: 2 })).map(valueOf), ["first", "second"]);
      assert.deepEqual(await member.committed([{ topic: input, partition: 0 }]), [3]);
      await Promise.all([member.close(), first.close(), second.close(), reader.close()]);
    });

    test("takes 900 KB records and several megabytes in one transaction, refuses one too large", async () => {
      const [input, topic] = [await topicOf(1), await topicOf(2)];
      const { member, owner } = await joinAlone(log, unique("group"), [input]);
      const [producer, reader] = [await log.producer(unique("tx")), await log.reader()];
      const large = Array.from({ length: 7 }, (_, i) => output(topic, i % 2, `${i}:${"z".repeat(900_000)}`));
      const small = Array.from({ length: 10_000 }, (_, i) => output(topic, i % 2, `${i + 7}:${"z".repeat(250)}`));
      await producer.transact([...large, ...small], [{ topic: input, partition: 0, offset: 1 }], owner);
      for (const parity of [0, 1]) {
        const sent = [...large, ...small].filter(({ partition }) => partition === parity).map(indexOf);
        assert.deepEqual((await readAll(reader, topic, parity, { atLeast: sent.length })).map(indexOf), sent);
      }
      await assert.rejects(
        producer.transact(
          [output(topic, 0, "z".repeat(3_000_000))],
          [{ topic: input, partition: 0, offset: 2 }],
          owner,
        ),
        (error) => hasCode(error, "RECORD_TOO_LARGE") && error.context["topic"] === topic,
      );
      await producer.transact([output(topic, 0, "after")], [{ topic: input, partition: 0, offset: 3 }], owner);
      const again = await readAll(reader, topic, 0, { atLeast: 5005 });
      assert.equal(again.map(indexOf).at(-1), "after");
      assert.deepEqual(await member.committed([{ topic: input, partition: 0 }]), [3]);
      await Promise.all([member.close(), producer.close(), reader.close()]);
    });

    test("two members share the partitions; when one leaves, the other has them all", async () => {
      const topic = await topicOf(4);
      const groupId = unique("group");
      const { member: first, owner: alone } = await joinAlone(log, groupId, [topic]);
      assert.deepEqual(numbers(alone), [0, 1, 2, 3]);
      assert.ok(Object.isFrozen(alone));
      const other = await underTest.connect();
      const second = await other.join({ groupId, topics: [topic] });
      const mine = await until(first, ({ partitions }) => partitions.length === 2);
      const theirs = await until(second, ({ partitions }) => partitions.length === 2);
      assert.equal(mine.generation, theirs.generation);
      assert.ok(mine.generation > alone.generation);
      assert.deepEqual(
        [...numbers(mine), ...numbers(theirs)].sort((a, b) => a - b),
        [0, 1, 2, 3],
      );
      await second.close();
      const again = await until(first, ({ partitions }) => partitions.length === 4);
      assert.deepEqual(numbers(again), [0, 1, 2, 3]);
      await other.close();
      await first.close();
    });

    test("a member with the instance id of another takes its place, and the other is told", async () => {
      const topic = await topicOf(2);
      const options = { groupId: unique("group"), topics: [topic], instanceId: "instance-1" };
      const other = await underTest.connect();
      const first = await other.join(options);
      await until(first, ({ partitions }) => partitions.length === 2);
      const second = await log.join(options);
      await until(second, ({ partitions }) => partitions.length === 2);
      const untilFenced = async () => {
        for (;;) await first.assignmentChanged(first.assignment, 60_000);
      };
      await assert.rejects(untilFenced, (error) => hasCode(error, "PRODUCER_FENCED"));
      await assert.rejects(first.committed([{ topic, partition: 0 }]), (error) => hasCode(error, "PRODUCER_FENCED"));
      assert.equal(first.assignment, undefined);
      await second.close();
      await other.close();
    });
  });
}

/** Joins a group of one and waits for its assignment. */
async function joinAlone(
  log: Log,
  groupId: string,
  topics: readonly string[],
): Promise<{ member: GroupMember; owner: Assignment }> {
  const member = await log.join({ groupId, topics });
  return { member, owner: await until(member, ({ partitions }) => partitions.length > 0) };
}

/** Waits until the member's assignment is one that is wanted. */
export async function until(member: GroupMember, isWanted: (assignment: Assignment) => boolean): Promise<Assignment> {
  for (;;) {
    const { assignment } = member;
    if (assignment !== undefined && isWanted(assignment)) return assignment;
    await member.assignmentChanged(assignment, 60_000);
  }
}

interface Reading {
  readonly offset?: number;
  readonly maxBytes?: number;
  /** Kafka acknowledges a transaction a moment before readers can see it: so many records must come in any case. */
  readonly atLeast?: number;
}

/** Everything committed from `offset` to the present end, in answers of about `maxBytes`. */
export async function readAll(
  reader: LogReader,
  topic: string,
  partition: number,
  { offset = 0, maxBytes = 1e6, atLeast = 0 }: Reading = {},
): Promise<LogRecord[]> {
  const [end = 0] = await reader.endOffsets([{ topic, partition }]);
  const records: LogRecord[] = [];
  let positions: readonly Position[] = [{ topic, partition, offset }];
  while ((positions[0]?.offset ?? end) < end || records.length < atLeast) {
    const fetched = await reader.fetch(positions, { maxBytes, maxWaitMs: 1000 });
    for (const part of fetched) records.push(...part.records);
    positions = advance(positions, fetched);
  }
  return records;
}

export function output(topic: string, partition: number, value: string): OutputRecord {
  return { topic, partition, key: null, value: Buffer.from(value), headers: [] };
}

export function valueOf({ value }: Pick<LogRecord, "value">): string {
  return value?.toString() ?? "";
}

function indexOf(record: Pick<LogRecord, "value">): string {
  return valueOf(record).split(":")[0] ?? "";
}

function advance(positions: readonly Position[], fetched: readonly FetchedPartition[]): Position[] {
  return positions.map(({ topic, partition, offset }) => {
    const found = fetched.find((part) => part.topic === topic && part.partition === partition);
    return { topic, partition, offset: found?.nextOffset ?? offset };
  });
}

function plain({ key, value, headers, timestamp }: LogRecord | OutputRecord) {
  return {
    key: key?.toString("hex"),
    value: value?.toString("hex"),
    headers: headers.map(([name, bytes]) => [name, bytes.toString("hex")]),
    timestamp,
  };
}

function numbers({ partitions }: Assignment): number[] {
  return partitions.map(({ partition }) => partition);
}

function text(value: number): Buffer {
  return Buffer.from(String(value));
}

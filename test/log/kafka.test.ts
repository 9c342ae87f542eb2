/** The Kafka log on a real broker: the contract of every log, and what only a broker can do to a client. */

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { after, describe, test } from "node:test";
import { hasCode } from "../../errors/picket-error.ts";
import { kafkaLog } from "../../log/kafka/log.ts";
import type { KafkaOptions } from "../../log/kafka/options.ts";
import type { Assignment, GroupMember, Position, TransactionalProducer } from "../../log/port.ts";
import { systemClock } from "../../runtime/clock.ts";
import { kafkaBroker } from "../services/kafka.ts";
import { output, readAll, testLogContract, until, valueOf } from "./contract.ts";

const broker = await kafkaBroker();
const options = (brokers: readonly string[], more: Partial<KafkaOptions> = {}): KafkaOptions => ({
  clientId: "picket-test",
  brokers,
  sessionTimeoutMs: 3000,
  now: () => systemClock.now(),
  ...more,
});
const connect = () => kafkaLog(options([broker?.address ?? assert.fail()]));
const never = new AbortController().signal;

describe("on a real broker", { skip: broker === undefined }, () => {
  after(() => broker?.dispose());

  testLogContract("kafka", async () => ({ connect: async () => connect(), stop: async () => {} }));

  test("topics that the cluster refuses are all named, and none is created", async () => {
    const log = connect();
    const spec = { partitions: 1, replication: 1, config: {} };
    const wrong = [
      { ...spec, name: "wrong-replication", replication: 3 },
      { ...spec, name: "wrong-setting", config: { "no.such.setting": "1" } },
      { ...spec, name: "right" },
    ];
    await assert.rejects(log.createTopics(wrong), (error) => {
      assert.ok(hasCode(error, "LOG_TOPIC_INVALID"), String(error));
      assert.match(error.message, /wrong-replication.*wrong-setting/);
      return true;
    });
    assert.deepEqual(
      await log.partitionCounts(["wrong-replication", "wrong-setting", "right"]),
      Array(3).fill(undefined),
    );
    await log.close();
  });

  test("a member that comes back under its instance id sees topics that appear, though it is not told that it leads", async () => {
    const [former, log] = [connect(), connect()];
    const group = { groupId: "late-topics", topics: ["late"], instanceId: "instance-1" };
    const first = await former.join(group);
    await until(first, ({ partitions }) => partitions.length === 0);
    await former.close();
    const second = await log.join(group);
    await until(second, ({ partitions }) => partitions.length === 0);
    await log.createTopics([{ name: "late", partitions: 2, replication: 1, config: {} }]);
    await until(second, ({ partitions }) => partitions.length === 2);
    await log.close();
  });

  test("a topic's settings are the ones asked for: a record above its limit is named, a smaller one passes", async () => {
    const log = connect();
    const config = { "max.message.bytes": "2000" };
    await log.createTopics([{ name: "narrow", partitions: 1, replication: 1, config }]);
    const writer = await log.writer();
    await writer.write([output("narrow", 0, "x".repeat(1000))]);
    await assert.rejects(writer.write([output("narrow", 0, "x".repeat(3000))]), (error) => {
      assert.ok(hasCode(error, "RECORD_TOO_LARGE"), String(error));
      assert.match(error.message, /narrow/);
      return true;
    });
    await writer.write([output("narrow", 0, "after")]);
    assert.equal((await readAll(await log.reader(), "narrow", 0)).length, 2);
    await log.close();
  });

  test(
    "SASL: wrong credentials are called so, right ones work",
    { skip: broker?.saslAddress === undefined },
    async () => {
      const brokers = [broker?.saslAddress ?? assert.fail()];
      const login = (password: string) =>
        kafkaLog(options(brokers, { sasl: { mechanism: "PLAIN", username: "picket", password } }));
      const [wrong, right] = [login("wrong"), login("secret")];
      await assert.rejects(
        wrong.ready(() => assert.fail("waiting heals nothing"), never),
        (error) => hasCode(error, "LOG_AUTHENTICATION"),
      );
      await right.ready(() => {}, never);
      await right.createTopics([{ name: "with-sasl", partitions: 1, replication: 1, config: {} }]);
      await Promise.all([wrong.close(), right.close()]);
    },
  );

  test("closing ends a long poll at once", async () => {
    const log = connect();
    await log.createTopics([{ name: "silent", partitions: 1, replication: 1, config: {} }]);
    const reader = await log.reader();
    const position = { topic: "silent", partition: 0, offset: 0 };
    await reader.fetch([position], { maxBytes: 1e6, maxWaitMs: 1 });
    // As long as a test may take: were the poll waited for, this test would time out.
    const poll = assert.rejects(reader.fetch([position], { maxBytes: 1e6, maxWaitMs: 290_000 }), (error) =>
      hasCode(error, "LOG_UNAVAILABLE"),
    );
    await systemClock.sleep(50);
    await reader.close();
    await poll;
    await log.close();
  });

  test("members come and go under load, and every record is processed once", async () => {
    const { input, copies, feed, expected } = await prepare("rebalanced", 4, 3000);
    const logs = [connect(), connect()] as const;
    const ends = [new AbortController(), new AbortController()] as const;
    const start = async (which: 0 | 1) => {
      const member = await logs[which].join({ groupId: "rebalanced", topics: [input] });
      const producer = await logs[which].producer(`rebalanced-${which}`);
      return { member, done: pump(member, producer, copies, ends[which].signal) };
    };
    await feed(0, 1000);
    const first = await start(0);
    await reach(copies, 4, 500);
    const feeding = feed(1000, 2000);
    const second = await start(1);
    await until(second.member, ({ partitions }) => partitions.length === 2);
    await feeding;
    await reach(copies, 4, 1500);
    const feedingMore = feed(2000, 3000);
    ends[0].abort();
    await first.done;
    await feedingMore;
    assert.deepEqual(await reach(copies, 4, 3000), expected);
    assert.equal(second.member.assignment?.partitions.length, 4);
    ends[1].abort();
    await second.done;
    await Promise.all(logs.map((log) => log.close()));
  });

  for (const how of ["kill", "stop"] as const) {
    test(
      `a broker that is gone (${how}) and back costs nothing and repeats nothing`,
      { skip: !broker?.own },
      async () => {
        const name = `outage-${how}`;
        const { input, copies, feed, expected } = await prepare(name, 2, 2000);
        await feed(0, 2000);
        const log = connect();
        const ending = new AbortController();
        const member = await log.join({ groupId: name, topics: [input] });
        const running = pump(member, await log.producer(name), copies, ending.signal);
        await reach(copies, 2, 200);
        await broker?.[how]();
        // Longer than the session time-out: the member is thrown out, too.
        await systemClock.sleep(4000);
        await broker?.restart();
        assert.deepEqual(await reach(copies, 2, 2000), expected);
        ending.abort();
        await running;
        await log.close();
      },
    );
  }

  test("a producer without its broker is closed all the same", { skip: !broker?.own }, async () => {
    const log = connect();
    await log.createTopics([{ name: "cut-off", partitions: 1, replication: 1, config: {} }]);
    const member = await log.join({ groupId: "cut-off", topics: ["cut-off"] });
    const owner = await until(member, () => true);
    const producer = await log.producer("cut-off");
    await broker?.kill();
    const lost = assert.rejects(producer.transact([output("cut-off", 0, "x")], [], owner));
    await systemClock.sleep(200);
    await log.close();
    await lost;
    await broker?.restart();
  });
});

test("waits for an absent cluster, says so, and stops waiting when told", async () => {
  const log = kafkaLog(options(["127.0.0.1:1"]));
  const stop = new AbortController();
  const problems: Error[] = [];
  await assert.rejects(
    log.ready((problem) => {
      problems.push(problem);
      if (problems.length === 2) stop.abort(new Error("enough"));
    }, stop.signal),
    /enough/,
  );
  assert.ok(problems.every((problem) => hasCode(problem, "LOG_UNAVAILABLE")));
  await log.close();
});

test("a broker that lacks what exactly-once needs is called too old", async () => {
  const server = createServer((socket) => {
    socket.on("data", (request) => {
      // An ApiVersions answer that offers nothing: size, correlation id, no error, no APIs, no throttling, no tags.
      const answer = Buffer.alloc(4 + 12);
      answer.writeInt32BE(12, 0);
      answer.writeInt32BE(Buffer.from(request).readInt32BE(8), 4);
      answer[10] = 1;
      socket.write(answer);
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const bound = server.address();
  const log = kafkaLog(options([`127.0.0.1:${typeof bound === "object" ? bound?.port : ""}`]));
  await assert.rejects(
    log.ready((problem) => assert.fail(problem), never),
    (error) => hasCode(error, "LOG_UNSUPPORTED") && /AddOffsetsToTxn/.test(error.message),
  );
  await log.close();
  server.close();
});

/** Two topics, the first one to be fed; `expected` is what an exact copy holds, by partition. */
async function prepare(name: string, partitions: number, total: number) {
  const log = connect();
  const [input, copies] = [`${name}-in`, `${name}-out`];
  const spec = { partitions, replication: 1, config: {} };
  await log.createTopics([
    { ...spec, name: input },
    { ...spec, name: copies },
  ]);
  await log.close();
  const values = Array.from({ length: total }, (_, i) => String(i));
  // In small batches: a batch is what a fetch brings at least, so they make for many transactions.
  const feed = async (from: number, to: number) => {
    const log = connect();
    const writer = await log.writer();
    for (let i = from; i < to; i += 10) {
      const some = values.slice(i, Math.min(i + 10, to));
      await writer.write(some.map((value, j) => output(input, (i + j) % partitions, value)));
    }
    await log.close();
  };
  const expected = Array.from({ length: partitions }, (_, p) => values.filter((_, i) => i % partitions === p));
  return { input, copies, feed, expected };
}

/** Waits until a read_committed reader sees `count` records of a topic, then answers what it sees, by partition. */
async function reach(topic: string, partitions: number, count: number): Promise<string[][]> {
  const log = connect();
  const reader = await log.reader();
  const seen = Array.from({ length: partitions }, (): string[] => []);
  let positions: Position[] = seen.map((_, partition) => ({ topic, partition, offset: 0 }));
  while (seen.flat().length < count) {
    const fetched = await reader.fetch(positions, { maxBytes: 1e6, maxWaitMs: 500 }).catch((error: unknown) => {
      assert.ok(hasCode(error, "LOG_UNAVAILABLE"), String(error));
      return [];
    });
    for (const { partition, records } of fetched) seen[partition]?.push(...records.map(valueOf));
    positions = positions.map((at) => fetched.find((part) => part.partition === at.partition) ?? at).map(toPosition);
  }
  await log.close();
  return seen;
}

/** Copies what a member reads, exactly once, partition by partition, in small transactions: a runtime in miniature. */
async function pump(
  member: GroupMember,
  producer: TransactionalProducer,
  copies: string,
  signal: AbortSignal,
): Promise<void> {
  let owner: Assignment | undefined;
  let positions: Position[] = [];
  while (!signal.aborted) {
    try {
      if (owner === undefined || member.assignment !== owner) {
        owner = member.assignment;
        if (owner === undefined) {
          await member.assignmentChanged(undefined, 200);
          continue;
        }
        const committed = await member.committed(owner.partitions);
        positions = owner.partitions.map((partition, i) => ({ ...partition, offset: committed[i] ?? 0 }));
      }
      const fetched = await member.fetch(positions, { maxBytes: 200, maxWaitMs: 100 });
      const outputs = fetched.flatMap(({ partition, records }) =>
        records.map((record) => output(copies, partition, valueOf(record))),
      );
      if (outputs.length === 0) continue;
      const next = positions.map((at) => fetched.find((part) => part.partition === at.partition) ?? at).map(toPosition);
      await producer.transact(outputs, next, owner);
      positions = next;
    } catch (error) {
      assert.ok(hasCode(error, "TRANSACTION_ABORTED", "LOG_UNAVAILABLE"), String(error));
      owner = undefined;
    }
  }
  await Promise.all([member.close(), producer.close()]);
}

function toPosition(at: Position | { topic: string; partition: number; nextOffset: number }): Position {
  const { topic, partition } = at;
  return { topic, partition, offset: "nextOffset" in at ? at.nextOffset : at.offset };
}

/** The embedded log: the contract of every log, and the controls of the test kit. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { hasCode } from "../../errors/picket-error.ts";
import { MemoryCluster } from "../../log/memory/cluster.ts";
import { output, readAll, testLogContract, until, valueOf } from "./contract.ts";

const now = () => 1_700_000_000_000;

testLogContract("memory", async () => {
  const cluster = new MemoryCluster({ now });
  return { connect: async () => cluster.connect(), stop: async () => {} };
});

async function scene() {
  const cluster = new MemoryCluster({ now });
  const log = cluster.connect();
  const spec = { partitions: 2, replication: 1, config: {} };
  await log.createTopics([
    { name: "in", ...spec },
    { name: "out", ...spec },
  ]);
  const member = await log.join({ groupId: "group", topics: ["in"] });
  const owner = await until(member, () => true);
  return { cluster, log, member, owner, producer: await log.producer("tx"), reader: await log.reader() };
}

for (const [fault, effect] of [
  ["before", []],
  ["after", ["x"]],
] as const) {
  test(`a transaction that fails ${fault} its effect leaves ${effect.length === 0 ? "nothing" : "everything"}`, async () => {
    const { cluster, member, owner, producer, reader } = await scene();
    cluster.failNextTransaction(fault);
    const offsets = [{ topic: "in", partition: 0, offset: 1 }];
    await assert.rejects(producer.transact([output("out", 0, "x")], offsets, owner), (error) =>
      hasCode(error, "TRANSACTION_ABORTED"),
    );
    assert.deepEqual((await readAll(reader, "out", 0)).map(valueOf), effect);
    assert.deepEqual(await member.committed([{ topic: "in", partition: 0 }]), [effect.length === 0 ? undefined : 1]);
    await producer.transact([output("out", 0, "y")], offsets, owner);
    assert.deepEqual((await readAll(reader, "out", 0)).map(valueOf), [...effect, "y"]);
  });
}

test("a fault waits for the transactional id that it names", async () => {
  const { cluster, log, owner, producer } = await scene();
  const other = await log.producer("other");
  cluster.failNextTransaction("before", "other");
  await producer.transact([output("out", 0, "x")], [], owner);
  await assert.rejects(other.transact([], [], owner), (error) => hasCode(error, "TRANSACTION_ABORTED"));
});

test("a kicked member joins again under another id, and its old assignment commits nothing", async () => {
  const { cluster, member, owner, producer } = await scene();
  cluster.kick(owner);
  assert.equal(member.assignment, undefined);
  const next = await until(member, () => true);
  assert.notEqual(next.memberId, owner.memberId);
  assert.ok(next.generation > owner.generation);
  await assert.rejects(producer.transact([], [], owner), (error) => hasCode(error, "TRANSACTION_ABORTED"));
  await producer.transact([], [], next);
});

test("a crashed process loses its partitions to the others, and nothing it still does counts", async () => {
  const { cluster, log, member, owner, producer, reader } = await scene();
  const survivor = cluster.connect();
  const heir = await survivor.join({ groupId: "group", topics: ["in"] });
  await until(heir, ({ partitions }) => partitions.length === 1);
  const open = assert.rejects(
    reader.fetch([{ topic: "in", partition: 0, offset: 0 }], { maxBytes: 1, maxWaitMs: 60_000 }),
    (error) => hasCode(error, "LOG_UNAVAILABLE"),
  );
  const late = assert.rejects(producer.transact([output("out", 0, "late")], [], owner), (error) =>
    hasCode(error, "LOG_UNAVAILABLE"),
  );
  cluster.crash(log);
  await Promise.all([open, late]);
  await until(heir, ({ partitions }) => partitions.length === 2);
  assert.equal(member.assignment, undefined);
  assert.deepEqual(await readAll(await survivor.reader(), "out", 0), []);
  await assert.rejects(log.reader(), (error) => hasCode(error, "LOG_UNAVAILABLE"));
});

test("a truncated partition starts later, and positions before that are out of range", async () => {
  const { cluster, log, reader } = await scene();
  const writer = await log.writer();
  await writer.write(["a", "b", "c"].map((value) => output("in", 0, value)));
  cluster.truncate({ topic: "in", partition: 0 }, 2);
  assert.deepEqual(await reader.startOffsets([{ topic: "in", partition: 0 }]), [2]);
  assert.deepEqual((await readAll(reader, "in", 0, { offset: 2 })).map(valueOf), ["c"]);
  await assert.rejects(readAll(reader, "in", 0, { offset: 1 }), (error) => hasCode(error, "LOG_OFFSET_OUT_OF_RANGE"));
});

test("retention keeps the last records of a partition", async () => {
  const log = new MemoryCluster({ now, retainRecords: 10 }).connect();
  await log.createTopics([{ name: "in", partitions: 1, replication: 1, config: {} }]);
  const [writer, reader] = [await log.writer(), await log.reader()];
  for (let i = 0; i < 35; i += 1) await writer.write([output("in", 0, String(i))]);
  assert.deepEqual(await reader.startOffsets([{ topic: "in", partition: 0 }]), [25]);
  const kept = (await readAll(reader, "in", 0, { offset: 25 })).map(valueOf);
  assert.deepEqual(
    kept,
    Array.from({ length: 10 }, (_, i) => String(25 + i)),
  );
});

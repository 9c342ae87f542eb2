/** How fast the Kafka log reads and commits, on the broker that KAFKA_BROKER names or one of our own; see docs/performance.md. */

import { kafkaLog } from "../log/kafka/log.ts";
import type { Log, OutputRecord, Position } from "../log/port.ts";
import { systemClock } from "../runtime/clock.ts";
import { kafkaBroker } from "../test/services/kafka.ts";

const partitions = 4;
const recordCount = 1_000_000;
const recordBytes = 300;
const transactionCount = 40;
const transactionRecords = 10_000;

const broker = await kafkaBroker();
if (broker === undefined) process.exit(1);
const log = kafkaLog({ clientId: "bench", brokers: [broker.address], now: () => systemClock.now() });
try {
  const suffix = systemClock.now();
  const [input, copies] = [`bench-in-${suffix}`, `bench-out-${suffix}`];
  const spec = { partitions, replication: 1, config: {} };
  await log.createTopics([
    { ...spec, name: input },
    { ...spec, name: copies },
  ]);
  const commits = await prepareCommits(log, input, copies);
  const figures = [
    await timed("write, idempotent", recordCount, () => fill(log, input)),
    await timed("fetch", recordCount, () => drain(log, input)),
    await timed(`transact, ${transactionRecords} records each`, transactionCount * transactionRecords, commits),
  ];
  console.table(figures);
  console.log(JSON.stringify(figures));
} finally {
  await log.close();
  await broker.dispose();
}

async function timed(name: string, records: number, work: () => Promise<void>) {
  const start = systemClock.elapsed();
  await work();
  const seconds = (systemClock.elapsed() - start) / 1000;
  return { name, records, seconds: Number(seconds.toFixed(2)), recordsPerSecond: Math.round(records / seconds) };
}

async function fill(log: Log, topic: string): Promise<void> {
  const writer = await log.writer();
  for (let i = 0; i < recordCount; i += transactionRecords) await writer.write(someRecords(topic));
  await writer.close();
}

async function drain(log: Log, topic: string): Promise<void> {
  const reader = await log.reader();
  let positions: Position[] = Array.from({ length: partitions }, (_, partition) => ({ topic, partition, offset: 0 }));
  for (let left = recordCount; left > 0;) {
    const fetched = await reader.fetch(positions, { maxBytes: 8 * 1024 * 1024, maxWaitMs: 500 });
    for (const { records } of fetched) left -= records.length;
    positions = positions.map(({ partition, offset }) => {
      const part = fetched.find((candidate) => candidate.partition === partition);
      return { topic, partition, offset: part?.nextOffset ?? offset };
    });
  }
  await reader.close();
}

async function prepareCommits(log: Log, input: string, copies: string): Promise<() => Promise<void>> {
  const member = await log.join({ groupId: copies, topics: [input] });
  await member.assignmentChanged(undefined, 30_000);
  const owner = member.assignment;
  if (owner === undefined) throw new Error("The group did not form.");
  const producer = await log.producer(copies);
  const outputs = someRecords(copies);
  return async () => {
    for (let i = 1; i <= transactionCount; i += 1) {
      await producer.transact(outputs, [{ topic: input, partition: 0, offset: i }], owner);
    }
  };
}

function someRecords(topic: string): OutputRecord[] {
  const value = Buffer.alloc(recordBytes, "x");
  return Array.from({ length: transactionRecords }, (_, i) => ({
    topic,
    partition: i % partitions,
    key: null,
    value,
    headers: [],
  }));
}

/** What a test does to a real broker's topics: makes them, fills them, reads them to their end, asks what is committed. */

import { Admin, FetchIsolationLevels, ListOffsetTimestamps } from "@platformatic/kafka";
import { hasCode } from "../../errors/picket-error.ts";
import { kafkaLog } from "../../log/kafka/log.ts";
import type { Log, LogReader, LogRecord, OutputRecord, Position, TopicPartition } from "../../log/port.ts";
import { systemClock } from "../../runtime/clock.ts";
import { isTick } from "../../runtime/tick.ts";

export interface ReadRecord extends LogRecord {
  readonly partition: number;
}

/** Records in one request; small ones, so that a fetch brings a part of them and a stage makes many transactions. */
const recordsPerWrite = 100;

export class KafkaTopics {
  readonly #log: Log;
  readonly #reader: Promise<LogReader>;
  readonly #admin: Admin;

  constructor(address: string) {
    this.#log = kafkaLog({ clientId: "test", brokers: [address], now: () => systemClock.now() });
    this.#reader = this.#log.reader();
    this.#admin = new Admin({ clientId: "test", bootstrapBrokers: [address], retries: 20 });
  }

  async create(partitions: number, ...names: readonly string[]): Promise<void> {
    await this.#log.createTopics(names.map((name) => ({ name, partitions, replication: 1, config: {} })));
  }

  async delete(name: string): Promise<void> {
    await this.#admin.deleteTopics({ topics: [name] });
  }

  /** @param partition - without it, in turn over all of them. */
  async write(topic: string, values: readonly Buffer[], partition?: number): Promise<void> {
    const count = await this.#partitionCount(topic);
    const records = values.map((value, index): OutputRecord => ({
      topic,
      partition: partition ?? index % count,
      key: null,
      value,
      headers: [],
    }));
    await this.append(records);
  }

  /** Asks again for as long as the broker is away: on a busy machine its restart takes longer than a log waits for it. */
  async #partitionCount(topic: string): Promise<number> {
    for (;;) {
      try {
        const [count = 1] = await this.#log.partitionCounts([topic]);
        return count;
      } catch (error) {
        if (!hasCode(error, "LOG_UNAVAILABLE")) throw error;
      }
    }
  }

  async append(records: readonly OutputRecord[]): Promise<void> {
    const [first] = records;
    if (first !== undefined) await this.#partitionCount(first.topic);
    const writer = await this.#log.writer();
    for (let i = 0; i < records.length; i += recordsPerWrite) await writer.write(records.slice(i, i + recordsPerWrite));
    await writer.close();
  }

  /** What a read_committed reader sees of a topic, up to its present end, in partition and offset order. */
  async read(topic: string): Promise<readonly ReadRecord[]> {
    const partitions = await this.#partitionsOf(topic);
    const reader = await this.#reader;
    return readFrom(reader, partitions, await reader.startOffsets(partitions));
  }

  /**
   * Waits until the stage has processed and committed all that its topics hold. What a killed writer has left open hides what
   * comes after it until its transaction has timed out, so that is waited for first.
   */
  async settled(groupId: string, ...topics: readonly string[]): Promise<void> {
    for (const topic of topics) {
      while ((await this.#isUndecided(topic)) || (await this.#unprocessed(groupId, topic)))
        await systemClock.sleep(100);
    }
  }

  /** What a group has processed of a topic. */
  async processed(groupId: string, topic: string): Promise<readonly ReadRecord[]> {
    const offsets = await this.#committed(groupId, topic);
    return (await this.read(topic)).filter(({ partition, offset }) => offset < (offsets.get(partition) ?? 0));
  }

  /** The sum of what a group has committed of a topic: it grows as the group gets on. */
  async committed(groupId: string, topic: string): Promise<number> {
    const offsets = await this.#committed(groupId, topic);
    return [...offsets.values()].reduce((sum, offset) => sum + Math.max(0, offset), 0);
  }

  /** Waits until `condition` holds of a topic's records. */
  async until(topic: string, condition: (records: readonly ReadRecord[]) => boolean): Promise<void> {
    while (!condition(await this.read(topic))) await systemClock.sleep(100);
  }

  async close(): Promise<void> {
    await Promise.all([this.#log.close(), this.#admin.close()]);
  }

  async #partitionsOf(topic: string): Promise<readonly TopicPartition[]> {
    const [count = 0] = await this.#log.partitionCounts([topic]);
    return Array.from({ length: count }, (_, partition) => ({ topic, partition }));
  }

  /** Whether a read_committed reader does not see the end yet. */
  async #isUndecided(topic: string): Promise<boolean> {
    const partitions = await this.#partitionsOf(topic);
    const visible = await (await this.#reader).endOffsets(partitions);
    const [listed] = await this.#admin.listOffsets({
      topics: [{ name: topic, partitions: partitions.map(({ partition }) => latest(partition)) }],
      isolationLevel: FetchIsolationLevels.READ_UNCOMMITTED,
    });
    const ends = new Map(listed?.partitions.map(({ partitionIndex, offset }) => [partitionIndex, Number(offset)]));
    return partitions.some(({ partition }, index) => (visible[index] ?? 0) < (ends.get(partition) ?? 0));
  }

  /** Ticks come without end, so those that are left do not count. */
  async #unprocessed(groupId: string, topic: string): Promise<boolean> {
    const partitions = await this.#partitionsOf(topic);
    if (partitions.length === 0) return true;
    const reader = await this.#reader;
    const starts = await reader.startOffsets(partitions);
    const committed = await this.#committed(groupId, topic);
    const left = await readFrom(
      reader,
      partitions,
      partitions.map(({ partition }, index) => committed.get(partition) ?? starts[index] ?? 0),
    );
    return left.some(({ value }) => value === null || !isTick(value));
  }

  async #committed(groupId: string, topic: string): Promise<ReadonlyMap<number, number>> {
    const [group] = await this.#admin.listConsumerGroupOffsets({ groups: [groupId] });
    const found = group?.topics.find(({ name }) => name === topic)?.partitions ?? [];
    return new Map(found.map(({ partitionIndex, committedOffset }) => [partitionIndex, Number(committedOffset)]));
  }
}

function latest(partitionIndex: number) {
  return { partitionIndex, timestamp: ListOffsetTimestamps.LATEST };
}

async function readFrom(
  reader: LogReader,
  partitions: readonly TopicPartition[],
  offsets: readonly number[],
): Promise<readonly ReadRecord[]> {
  const ends = await reader.endOffsets(partitions);
  const next = [...offsets];
  const read = partitions.map((): ReadRecord[] => []);
  for (;;) {
    const left = partitions
      .map((of, index): Position => ({ ...of, offset: next[index] ?? 0 }))
      .filter(({ offset }, index) => offset < (ends[index] ?? 0));
    if (left.length === 0) return read.flat();
    for (const { partition, records, nextOffset } of await fetchPatiently(reader, left)) {
      const wanted = records.filter(({ offset }) => offset < (ends[partition] ?? 0));
      for (const record of wanted) read[partition]?.push({ ...record, partition });
      next[partition] = nextOffset;
    }
  }
}

/** A broker that a test has killed comes back. */
async function fetchPatiently(reader: LogReader, from: readonly Position[]) {
  try {
    return await reader.fetch(from, { maxBytes: 8 * 2 ** 20, maxWaitMs: 200 });
  } catch (error) {
    if (!hasCode(error, "LOG_UNAVAILABLE")) throw error;
    return [];
  }
}

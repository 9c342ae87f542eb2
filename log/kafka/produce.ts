/** From records to Produce requests (version 9): partitions chosen, batches encoded and split below the broker's limits. */

import { createAPI, produceV9, Writer, type Connection } from "@platformatic/kafka";
import { PicketError } from "../../errors/picket-error.ts";
import { partitionName } from "../partition-name.ts";
import type { Partitioner } from "../partitioner.ts";
import type { OutputRecord, TopicPartition } from "../port.ts";
import type { Cluster } from "./cluster.ts";
import { answerOf, brokerError, brokerErrors } from "./errors.ts";
import { encodeBatch, recordBytes } from "./record-batch.ts";

/** The records of one partition, in the order they were given. */
export interface PartitionOutputs extends TopicPartition {
  readonly leader: number;
  readonly records: OutputRecord[];
}

export interface EncodedBatch extends TopicPartition {
  readonly bytes: Buffer;
  readonly largestRecord: number;
}

/** A producer's id with its epoch, as the broker handed it out, and the next sequence number of each partition. */
export interface ProducerIdentity {
  readonly producerId: bigint;
  readonly producerEpoch: number;
  readonly sequences: Map<string, number>;
}

const defaultMaxRequestBytes = 1_000_000;
/** A broker takes 100 MB in one request (`socket.request.max.bytes`); this keeps far below it. */
const batchesPerRequest = 16;
const produceTimeoutMs = 15_000;
const allReplicas = -1;

type ProduceRequest = [transactionalId: string | null, batches: readonly EncodedBatch[]];

const produceApi = createAPI<ProduceRequest, produceV9.ProduceResponse>(0, 9, createRequest, produceV9.parseResponse);

/** @throws PicketError `LOG_TOPIC_UNKNOWN` */
export async function placeRecords(
  cluster: Cluster,
  outputs: readonly OutputRecord[],
  choose: Partitioner,
): Promise<PartitionOutputs[]> {
  const leaders = await cluster.leadersOf([...new Set(outputs.map(({ topic }) => topic))]);
  const placed = new Map<string, PartitionOutputs[]>([...leaders.keys()].map((topic) => [topic, []]));
  for (const record of outputs) {
    const { topic } = record;
    const topicLeaders = leaders.get(topic) ?? [];
    const partition = choose(record, topicLeaders.length);
    const leader = topicLeaders[partition];
    const parts = placed.get(topic);
    if (leader === undefined || parts === undefined) {
      const message = `There is no partition ${partition} of topic ${topic}; it has ${topicLeaders.length}.`;
      throw new PicketError("LOG_TOPIC_UNKNOWN", message, { context: { topic, partition } });
    }
    (parts[partition] ??= { topic, partition, leader, records: [] }).records.push(record);
  }
  return [...placed.values()].flatMap((parts) => parts.filter((part) => part !== undefined));
}

/**
 * Encodes the records of one leader's partitions as requests to send in this order. A request holds at most one batch a
 * partition, as the broker demands; the sequence numbers in `identity` move on.
 */
export function encodeRequests(
  parts: readonly PartitionOutputs[],
  identity: ProducerIdentity,
  transactional: boolean,
  now: number,
  maxBatchBytes = defaultMaxRequestBytes,
): EncodedBatch[][] {
  const rounds: EncodedBatch[][] = [];
  for (const { topic, partition, records } of parts) {
    const name = partitionName({ topic, partition });
    for (const [round, { chunk, largestRecord }] of splitRecords(records, maxBatchBytes).entries()) {
      const { producerId, producerEpoch, sequences } = identity;
      const sequence = sequences.get(name) ?? 0;
      const bytes = encodeBatch(chunk, { producerId, producerEpoch, sequence, transactional }, now);
      // After 2^31 - 1 comes 0.
      sequences.set(name, (sequence + chunk.length) % 0x8000_0000);
      (rounds[round] ??= []).push({ topic, partition, bytes, largestRecord });
    }
  }
  return rounds.flatMap((round) => {
    const requests: EncodedBatch[][] = [];
    for (let i = 0; i < round.length; i += batchesPerRequest) requests.push(round.slice(i, i + batchesPerRequest));
    return requests;
  });
}

/** @throws PicketError `RECORD_TOO_LARGE`; else the broker's first complaint. A repetition counts as written. */
export async function produce(
  connection: Connection,
  transactionalId: string | null,
  batches: readonly EncodedBatch[],
): Promise<void> {
  const { responses } = await answerOf(produceApi.async(connection, transactionalId, batches));
  for (const { name: topic, partitionResponses } of responses) {
    for (const { index: partition, errorCode } of partitionResponses) {
      if (errorCode === 0) continue;
      const error = brokerError(errorCode);
      const [name] = brokerErrors(error);
      if (name === "DUPLICATE_SEQUENCE_NUMBER") continue;
      const refused = batches.find((batch) => batch.topic === topic && batch.partition === partition);
      if (refused && (name === "MESSAGE_TOO_LARGE" || name === "RECORD_LIST_TOO_LARGE")) throw tooLarge(refused, error);
      throw error;
    }
  }
}

function splitRecords(
  records: readonly OutputRecord[],
  maxBytes: number,
): { chunk: OutputRecord[]; largestRecord: number }[] {
  const chunks: { chunk: OutputRecord[]; largestRecord: number }[] = [];
  let current: { chunk: OutputRecord[]; largestRecord: number } | undefined;
  let bytes = 0;
  for (const record of records) {
    const size = recordBytes(record);
    if (current === undefined || bytes + size > maxBytes) {
      current = { chunk: [], largestRecord: 0 };
      chunks.push(current);
      bytes = 0;
    }
    current.chunk.push(record);
    current.largestRecord = Math.max(current.largestRecord, size);
    bytes += size;
  }
  return chunks;
}

function createRequest(transactionalId: string | null, batches: readonly EncodedBatch[]): Writer {
  const topics = new Map<string, EncodedBatch[]>();
  for (const batch of batches) topics.set(batch.topic, [...(topics.get(batch.topic) ?? []), batch]);
  return Writer.create()
    .appendString(transactionalId)
    .appendInt16(allReplicas)
    .appendInt32(produceTimeoutMs)
    .appendArray([...topics], (topicWriter, [topic, partitions]) => {
      topicWriter.appendString(topic).appendArray(partitions, (writer, { partition, bytes }) => {
        writer
          .appendInt32(partition)
          .appendUnsignedVarInt(bytes.length + 1)
          .append(bytes);
      });
    })
    .appendTaggedFields();
}

function tooLarge({ topic, partition, bytes, largestRecord }: EncodedBatch, cause: Error): PicketError {
  return new PicketError(
    "RECORD_TOO_LARGE",
    `Topic ${topic} does not take a batch of ${bytes.length} bytes, whose largest record has ${largestRecord}; ` +
      "raise its `max.message.bytes`.",
    { context: { topic, partition, bytes: largestRecord }, cause },
  );
}

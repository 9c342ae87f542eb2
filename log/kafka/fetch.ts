/** The Fetch API (version 12), and what of its answer a read_committed reader may see. */

import { createAPI, fetchV12, type Reader } from "@platformatic/kafka";
import type { LogRecord } from "../port.ts";
import { largestInflated } from "./inflate.ts";
import { RecordBatch } from "./record-batch.ts";

/** A transaction that was aborted, as far as this partition is concerned. */
export interface AbortedTransaction {
  readonly producerId: number;
  readonly firstOffset: number;
}

/** What a broker answers for one partition; `batches` are the raw record batches, the last one possibly cut short. */
export interface PartitionAnswer {
  readonly topic: string;
  readonly partition: number;
  readonly errorCode: number;
  readonly lastStableOffset: number;
  readonly startOffset: number;
  readonly aborted: readonly AbortedTransaction[];
  readonly batches: Buffer;
}

export interface FetchAnswer {
  readonly errorCode: number;
  readonly partitions: readonly PartitionAnswer[];
}

/**
 * Version 12 names topics (later ones number them, which a topic created anew under its name would upset). Parsed here and
 * not by the library, which throws away the whole answer when one partition has an error.
 */
export const fetchApi = createAPI<fetchV12.FetchRequest, FetchAnswer>(1, 12, fetchV12.createRequest, parseFetch);

/**
 * The committed records of an answer from `offset` on, and where to read on. As Kafka's own consumer does it (KIP-98): walk
 * the batches in order; a transaction is aborted from its first offset to its producer's next abort marker. A producer may
 * have aborted several times in one answer, a marker may lie beyond it, and a marker may come for a transaction that wrote
 * nothing here; the walk handles all three.
 */
export function readCommitted(
  { batches, aborted }: Pick<PartitionAnswer, "batches" | "aborted">,
  offset: number,
): { records: LogRecord[]; nextOffset: number } {
  const records: LogRecord[] = [];
  const upcoming = [...aborted].sort((a, b) => a.firstOffset - b.firstOffset);
  const aborting = new Set<number>();
  let nextOffset = offset;
  let inflated = 0;
  let next = 0;
  for (let position = 0; ;) {
    const batch = RecordBatch.at(batches, position);
    if (batch === undefined) return { records, nextOffset };
    const { lastOffset, producerId } = batch;
    for (; (upcoming[next]?.firstOffset ?? Number.POSITIVE_INFINITY) <= lastOffset; next += 1) {
      aborting.add(upcoming[next]?.producerId ?? -1);
    }
    if (batch.isControl) {
      if (batch.isAbortMarker) aborting.delete(producerId);
    } else if (lastOffset >= offset && !(batch.isTransactional && aborting.has(producerId))) {
      inflated += batch.readInto(records, offset);
    }
    nextOffset = Math.max(nextOffset, lastOffset + 1);
    // The rest is fetched again: one answer holds many small batches, and each may become large.
    if (inflated > largestInflated) return { records, nextOffset };
    position = batch.end;
  }
}

function parseFetch(_correlationId: number, _apiKey: number, _apiVersion: number, reader: Reader): FetchAnswer {
  reader.readInt32();
  const errorCode = reader.readInt16();
  reader.readInt32();
  const topics = reader.readArray((topicReader) => {
    const topic = topicReader.readString();
    return topicReader.readArray((partitionReader) => parsePartition(topic, partitionReader));
  });
  return { errorCode, partitions: topics.flat() };
}

function parsePartition(topic: string, reader: Reader): PartitionAnswer {
  const partition = reader.readInt32();
  const errorCode = reader.readInt16();
  reader.readInt64();
  const lastStableOffset = Number(reader.readInt64());
  const startOffset = Number(reader.readInt64());
  const aborted = reader.readArray((entry) => ({
    producerId: Number(entry.readInt64()),
    firstOffset: Number(entry.readInt64()),
  }));
  reader.readInt32();
  return { topic, partition, errorCode, lastStableOffset, startOffset, aborted, batches: reader.readBytes() };
}

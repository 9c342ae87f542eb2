/**
 * The partitioned log as Picket needs it: Kafka's semantics without its client. Two implementations live beside this
 * file: `kafka/` (a real cluster) and `memory/` (embedded, and the test kit). Both pass test/log/contract.ts.
 *
 * Offsets are plain numbers: exact up to 2^53, which a partition written at a million records a second reaches after 285
 * years. Timestamps are milliseconds since the Unix epoch.
 */

export type Header = readonly [name: string, value: Buffer];

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** One record as read. `key`, `value` and header values are views into the fetched bytes: copy what is kept. */
export interface LogRecord {
  readonly offset: number;
  readonly timestamp: number;
  readonly key: Buffer | null;
  /** `null` is a tombstone. */
  readonly value: Buffer | null;
  readonly headers: readonly Header[];
}

/** One record to write. Without `partition`: murmur2 of the key as Kafka's own clients do, or any when there is no key. */
export interface OutputRecord {
  readonly topic: string;
  readonly partition?: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: readonly Header[];
  /** Left out: the time of writing. */
  readonly timestamp?: number;
}

export interface Position extends TopicPartition {
  /** The next offset to read. */
  readonly offset: number;
}

export interface FetchedPartition extends TopicPartition {
  /** Committed records only (read_committed), in offset order; may be empty. */
  readonly records: readonly LogRecord[];
  /** Where to read on: past aborted and control batches too, so it may be ahead of the last record. */
  readonly nextOffset: number;
  /** The end that a read_committed reader can reach now (last stable offset). */
  readonly endOffset: number;
  /** The oldest offset that the log still holds. */
  readonly startOffset: number;
  /** Bytes that the fetched records took, before decompression where that is known; for back-pressure. */
  readonly bytes: number;
}

export interface FetchLimits {
  /** Soft bound on the whole answer; a single larger record still comes, alone. */
  readonly maxBytes: number;
  /** How long to wait when there is nothing to read. */
  readonly maxWaitMs: number;
}

/** Reads without a group: `tail`, restore, tests. Every call names its own positions; a reader keeps none. */
export interface LogReader {
  /**
   * @throws PicketError `LOG_OFFSET_OUT_OF_RANGE` (context: topic, partition, offset, startOffset, endOffset) when a
   * position is not in the log any more; `LOG_TOPIC_UNKNOWN` when the topic is gone; `LOG_UNAVAILABLE` (retriable) when the
   * cluster does not answer.
   */
  fetch(from: readonly Position[], limits: FetchLimits): Promise<readonly FetchedPartition[]>;
  startOffsets(of: readonly TopicPartition[]): Promise<readonly number[]>;
  endOffsets(of: readonly TopicPartition[]): Promise<readonly number[]>;
  close(): Promise<void>;
}

/**
 * What a member of a consumer group owns, from one join to the next. A new object for each generation, so that identity
 * tells whether anything changed; commits carry it, which is what makes a zombie's commit fail (KIP-447).
 */
export interface Assignment {
  readonly groupId: string;
  readonly generation: number;
  readonly memberId: string;
  readonly partitions: readonly TopicPartition[];
}

export interface GroupMember extends LogReader {
  /** The current assignment; `undefined` while the group rebalances or before the first join. */
  readonly assignment: Assignment | undefined;
  /**
   * Resolves when `assignment` is another object than `seen`, or after `timeoutMs`.
   * @throws PicketError `PRODUCER_FENCED`: another process took over this member's `instanceId`.
   */
  assignmentChanged(seen: Assignment | undefined, timeoutMs: number): Promise<void>;
  /** Committed offsets, waiting for transactions that are still being decided (require_stable). `undefined`: none yet. */
  committed(of: readonly TopicPartition[]): Promise<readonly (number | undefined)[]>;
}

export interface TransactionalProducer {
  /**
   * Writes `outputs` and the `offsets` (the next ones to read) as one transaction: all or nothing. Resolves when the commit
   * is decided; readers see the outputs a moment later, while `committed()` waits for it.
   *
   * @throws PicketError `TRANSACTION_ABORTED`: nothing was written, or its outcome is unknown; the caller forgets what it
   * computed, reads `committed()` anew and goes on (the producer has re-initialised itself, so the outcome is decided by
   * then). `PRODUCER_FENCED`: another process runs under this transactional id; the caller must stop. What repeating cannot
   * heal keeps its code, and nothing was written: `RECORD_TOO_LARGE` (context: topic, partition, bytes),
   * `LOG_TOPIC_UNKNOWN`, `LOG_AUTHORIZATION`, `LOG_AUTHENTICATION`.
   */
  transact(outputs: readonly OutputRecord[], offsets: readonly Position[], owner: Assignment): Promise<void>;
  close(): Promise<void>;
}

/** Writes outside transactions (collectors, requests of people, ticks, tests). Resolves when all records are acknowledged by all in-sync replicas. */
export interface LogWriter {
  write(records: readonly OutputRecord[]): Promise<void>;
  close(): Promise<void>;
}

export interface TopicSpec {
  readonly name: string;
  readonly partitions: number;
  readonly replication: number;
  /** Kafka topic settings, e.g. `retention.ms`. */
  readonly config: Readonly<Record<string, string>>;
}

export interface GroupOptions {
  readonly groupId: string;
  readonly topics: readonly string[];
  /** Static membership (KIP-345) where set. */
  readonly instanceId?: string;
}

export interface Log {
  /** Waits until the cluster answers; `onWaiting` hears of every failed attempt, with the time waited so far in ms. */
  ready(onWaiting: (problem: Error, waitedMs: number) => void, signal: AbortSignal): Promise<void>;
  /** Partition counts by topic; `undefined` where the topic does not exist. */
  partitionCounts(topics: readonly string[]): Promise<readonly (number | undefined)[]>;
  /** What tells a topic from another of its name that was made after it was deleted; `undefined` where it does not exist. */
  topicIds(topics: readonly string[]): Promise<readonly (string | undefined)[]>;
  /** Creates those that are missing, all or none as far as the cluster allows; waits until they can be written. */
  createTopics(topics: readonly TopicSpec[]): Promise<void>;
  join(options: GroupOptions): Promise<GroupMember>;
  reader(): Promise<LogReader>;
  producer(transactionalId: string): Promise<TransactionalProducer>;
  writer(): Promise<LogWriter>;
  close(): Promise<void>;
}

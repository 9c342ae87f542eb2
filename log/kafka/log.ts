/** The Log port on a Kafka cluster. */

import type {
  GroupMember,
  GroupOptions,
  Log,
  LogReader,
  LogWriter,
  TopicSpec,
  TransactionalProducer,
} from "../port.ts";
import { createMissingTopics, partitionCounts, waitUntilReady } from "./admin.ts";
import { Cluster } from "./cluster.ts";
import { closedError } from "./errors.ts";
import { KafkaMember } from "./member.ts";
import type { KafkaOptions } from "./options.ts";
import { KafkaProducer } from "./producer.ts";
import { KafkaReader } from "./reader.ts";
import { KafkaWriter } from "./writer.ts";

/** Connects when first asked for something; nothing fails before that. */
export function kafkaLog(options: KafkaOptions): Log {
  return new KafkaLog(options);
}

class KafkaLog implements Log {
  readonly #options: KafkaOptions;
  readonly #cluster: Cluster;
  readonly #opened = new Set<{ close(): Promise<void> }>();

  constructor(options: KafkaOptions) {
    this.#options = options;
    this.#cluster = new Cluster(options);
  }

  async ready(onWaiting: (problem: Error, waitedMs: number) => void, signal: AbortSignal): Promise<void> {
    await waitUntilReady(this.#cluster, onWaiting, signal);
  }

  async partitionCounts(topics: readonly string[]): Promise<readonly (number | undefined)[]> {
    return partitionCounts(this.#cluster, topics);
  }

  async topicIds(topics: readonly string[]): Promise<readonly (string | undefined)[]> {
    return this.#cluster.retry(() => this.#cluster.topicIds(topics), { forMs: 10_000 });
  }

  async createTopics(topics: readonly TopicSpec[]): Promise<void> {
    await createMissingTopics(this.#cluster, topics);
  }

  async join(options: GroupOptions): Promise<GroupMember> {
    return this.#open(new KafkaMember(options, this.#options));
  }

  async reader(): Promise<LogReader> {
    return this.#open(new KafkaReader(this.#options));
  }

  async producer(transactionalId: string): Promise<TransactionalProducer> {
    return this.#open(await KafkaProducer.open(transactionalId, this.#options));
  }

  async writer(): Promise<LogWriter> {
    return this.#open(new KafkaWriter(this.#options));
  }

  async close(): Promise<void> {
    await Promise.all([...this.#opened, this.#cluster].map((part) => part.close()));
  }

  async #open<Part extends { close(): Promise<void> }>(part: Part): Promise<Part> {
    this.#opened.add(part);
    if (this.#cluster.closed) {
      await part.close();
      throw closedError();
    }
    return part;
  }
}

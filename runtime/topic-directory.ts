/** The real names and partition counts of a topology's topics, and which partition a key of an internal one lies in. */

import { murmur2 } from "../log/partitioner.ts";
import type { InternalTopic, Topic } from "../topology/topics.ts";

export class TopicDirectory {
  readonly #nameOf: (topic: Topic) => string;
  readonly #counts: ReadonlyMap<string, number>;
  /** By topic, then key: containers are few, events are many. */
  readonly #partitions = new Map<string, Map<string, number>>();

  /** @param counts partition counts by real name. */
  constructor(nameOf: (topic: Topic) => string, counts: ReadonlyMap<string, number>) {
    this.#nameOf = nameOf;
    this.#counts = counts;
  }

  nameOf(topic: Topic): string {
    return this.#nameOf(topic);
  }

  /** As any Kafka client would choose for this key. */
  partitionFor(topic: InternalTopic, key: string): number {
    let partitions = this.#partitions.get(topic.name);
    if (!partitions) this.#partitions.set(topic.name, (partitions = new Map()));
    let partition = partitions.get(key);
    if (partition === undefined) {
      if (partitions.size >= REMEMBERED_KEYS) partitions.clear();
      const count = this.#counts.get(this.nameOf(topic)) ?? 1;
      partition = (murmur2(Buffer.from(key)) & 0x7fffffff) % count;
      partitions.set(key, partition);
    }
    return partition;
  }
}

/** A bound for keys that someone makes up without end. */
const REMEMBERED_KEYS = 100_000;

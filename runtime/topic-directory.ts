/** The real names and partition counts of a topology's topics, and which partition a key of an internal one lies in. */

import { murmur2 } from "../log/partitioner.ts";
import type { InternalTopic, Topic } from "../topology/topics.ts";

export class TopicDirectory {
  readonly #nameOf: (topic: Topic) => string;
  readonly #counts: ReadonlyMap<string, number>;
  /** Partition counts by topic, looked up once. */
  readonly #countOf = new Map<InternalTopic, number>();
  #key = Buffer.alloc(1024);

  /** @param counts partition counts by real name. */
  constructor(nameOf: (topic: Topic) => string, counts: ReadonlyMap<string, number>) {
    this.#nameOf = nameOf;
    this.#counts = counts;
  }

  nameOf(topic: Topic): string {
    return this.#nameOf(topic);
  }

  /** As any Kafka client would choose for this key. Hashed anew each time: to remember ten thousands of keys takes longer. */
  partitionFor(topic: InternalTopic, key: string): number {
    let count = this.#countOf.get(topic);
    if (count === undefined) this.#countOf.set(topic, (count = this.#counts.get(this.nameOf(topic)) ?? 1));
    const most = 3 * key.length;
    if (most > this.#key.length) this.#key = Buffer.alloc(most);
    return (murmur2(this.#key.subarray(0, this.#key.write(key))) & 0x7fffffff) % count;
  }
}

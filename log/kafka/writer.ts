/** Writes outside transactions, idempotent (KIP-98): a request that is repeated is written once. */

import { initProducerIdV4 } from "@platformatic/kafka";
import { createPartitioner } from "../partitioner.ts";
import type { LogWriter, OutputRecord } from "../port.ts";
import { Cluster } from "./cluster.ts";
import { closedError, toPicketError } from "./errors.ts";
import type { KafkaOptions } from "./options.ts";
import {
  encodeRequests,
  placeRecords,
  produce,
  type EncodedBatch,
  type PartitionOutputs,
  type ProducerIdentity,
} from "./produce.ts";

const patience = { forMs: 60_000 };

export class KafkaWriter implements LogWriter {
  readonly #cluster: Cluster;
  readonly #options: KafkaOptions;
  readonly #partitioner = createPartitioner();
  #identity: ProducerIdentity | undefined;
  /** One write after the other: sequence numbers must reach a partition in order. */
  #previous: Promise<unknown> = Promise.resolve();

  constructor(options: KafkaOptions) {
    this.#cluster = new Cluster(options);
    this.#options = options;
  }

  async write(records: readonly OutputRecord[]): Promise<void> {
    const mine = this.#previous.then(() => this.#write(records));
    this.#previous = mine.catch(() => {});
    return mine;
  }

  async close(): Promise<void> {
    await this.#cluster.close();
    await this.#previous;
  }

  async #write(records: readonly OutputRecord[]): Promise<void> {
    if (this.#cluster.closed) throw closedError();
    try {
      const parts = await this.#cluster.retry(() => placeRecords(this.#cluster, records, this.#partitioner), patience);
      const identity = (this.#identity ??= await this.#cluster.retry(() => this.#initialise(), patience));
      const byLeader = new Map<number, PartitionOutputs[]>();
      for (const part of parts) byLeader.set(part.leader, [...(byLeader.get(part.leader) ?? []), part]);
      const { now, maxRequestBytes } = this.#options;
      await Promise.all(
        [...byLeader.values()].map(async (mine) => {
          for (const request of encodeRequests(mine, identity, false, now(), maxRequestBytes))
            await this.#send(request);
        }),
      );
    } catch (error) {
      // Numbers were given to batches that may be missing: the next write starts as a new producer.
      this.#identity = undefined;
      throw toPicketError(error, "writing records");
    }
  }

  /** Repeats the very same bytes until all are acknowledged: the broker tells repetitions by their sequence numbers. */
  async #send(batches: readonly EncodedBatch[]): Promise<void> {
    await this.#cluster.retry(async () => {
      for (const [leader, mine] of await this.#byLeader(batches)) {
        await produce(await this.#cluster.broker(leader), null, mine);
      }
    }, patience);
  }

  async #initialise(): Promise<ProducerIdentity> {
    const connection = await this.#cluster.anyBroker();
    const { producerId, producerEpoch } = await initProducerIdV4.api.async(connection, null, patience.forMs);
    return { producerId, producerEpoch, sequences: new Map() };
  }

  async #byLeader(batches: readonly EncodedBatch[]): Promise<Map<number, EncodedBatch[]>> {
    const leaders = await this.#cluster.leadersOf([...new Set(batches.map(({ topic }) => topic))]);
    const byLeader = new Map<number, EncodedBatch[]>();
    for (const batch of batches) {
      const leader = leaders.get(batch.topic)?.[batch.partition] ?? -1;
      byLeader.set(leader, [...(byLeader.get(leader) ?? []), batch]);
    }
    return byLeader;
  }
}

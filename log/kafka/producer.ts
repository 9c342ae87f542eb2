/** Exactly-once writes (KIP-98, KIP-447): outputs and offsets in one transaction, and a decided outcome after every failure. */

import {
  addOffsetsToTxnV3,
  addPartitionsToTxnV3,
  endTxnV3,
  initProducerIdV4,
  txnOffsetCommitV3,
  type Connection,
} from "@platformatic/kafka";
import { hasCode, PicketError } from "../../errors/picket-error.ts";
import { createPartitioner } from "../partitioner.ts";
import type { Assignment, OutputRecord, Position, TransactionalProducer } from "../port.ts";
import { Cluster } from "./cluster.ts";
import { brokerErrors, closedError, toPicketError } from "./errors.ts";
import type { KafkaOptions } from "./options.ts";
import { encodeRequests, placeRecords, produce, type PartitionOutputs, type ProducerIdentity } from "./produce.ts";

const defaultTransactionTimeoutMs = 15_000;

export class KafkaProducer implements TransactionalProducer {
  readonly #cluster: Cluster;
  readonly #transactionalId: string;
  readonly #options: KafkaOptions;
  readonly #timeoutMs: number;
  readonly #partitioner = createPartitioner();
  #identity: ProducerIdentity;
  #fenced: PicketError | undefined;
  /** A transaction failed, and its outcome is not decided yet. */
  #undecided = false;
  /** Of the last transaction, by `performance.now()`. */
  #begunAt = 0;
  /** One transaction after the other, whoever calls. */
  #previous: Promise<unknown> = Promise.resolve();

  /** Fences earlier producers under this id and decides what they left open. */
  static async open(transactionalId: string, options: KafkaOptions): Promise<KafkaProducer> {
    const cluster = new Cluster(options);
    const timeoutMs = options.transactionTimeoutMs ?? defaultTransactionTimeoutMs;
    try {
      const identity = await cluster.retry(() => initialise(cluster, transactionalId, timeoutMs), { forMs: 60_000 });
      return new KafkaProducer(cluster, transactionalId, identity, options);
    } catch (error) {
      await cluster.close();
      throw toPicketError(error, `opening the transactional producer ${transactionalId}`, { transactionalId });
    }
  }

  private constructor(cluster: Cluster, transactionalId: string, identity: ProducerIdentity, options: KafkaOptions) {
    this.#cluster = cluster;
    this.#transactionalId = transactionalId;
    this.#identity = identity;
    this.#options = options;
    this.#timeoutMs = options.transactionTimeoutMs ?? defaultTransactionTimeoutMs;
  }

  async transact(outputs: readonly OutputRecord[], offsets: readonly Position[], owner: Assignment): Promise<void> {
    const mine = this.#previous.then(() => this.#transact(outputs, offsets, owner));
    this.#previous = mine.catch(() => {});
    return mine;
  }

  async close(): Promise<void> {
    await this.#cluster.close();
    await this.#previous;
  }

  async #transact(outputs: readonly OutputRecord[], offsets: readonly Position[], owner: Assignment): Promise<void> {
    if (this.#cluster.closed) throw closedError();
    if (this.#fenced) throw this.#fenced;
    if (this.#undecided) await this.#decide();
    if (outputs.length === 0 && offsets.length === 0) return;
    this.#begunAt = performance.now();
    try {
      const parts = await this.#patiently(() => placeRecords(this.#cluster, outputs, this.#partitioner));
      await this.#addPartitions(parts);
      await allDone([this.#produceAll(parts), this.#commitOffsets(offsets, owner)]);
      await this.#end(true);
    } catch (error) {
      this.#undecided = true;
      const problem = this.#explain(error);
      if (!this.#cluster.closed) this.#options.onWarning?.(problem);
      await this.#decide();
      throw problem;
    }
  }

  /** What the caller hears of a failure, once it is decided. What it could only repeat in vain keeps its own code. */
  #explain(error: unknown): PicketError {
    const transactionalId = this.#transactionalId;
    const problem = toPicketError(error, `writing the transaction of ${transactionalId}`, { transactionalId });
    if (hasCode(problem, "LOG_UNAVAILABLE")) {
      const message = `The transaction did not commit, or nobody knows. ${problem.message}`;
      return new PicketError("TRANSACTION_ABORTED", message, { context: { transactionalId }, cause: error });
    }
    return problem;
  }

  /**
   * Aborts what is open and gets a new epoch. The new epoch is what makes the outcome final: a request of the old one that
   * is still on its way is refused, and the broker hands it out only after a commit that did get through is complete.
   *
   * @throws PicketError `PRODUCER_FENCED`; `LOG_UNAVAILABLE` when closed meanwhile.
   */
  async #decide(): Promise<void> {
    // An abort that fails is no matter: the new epoch aborts as well, only a little more slowly.
    await this.#end(false).catch(() => {});
    const onFailure = (error: unknown, waitedMs: number): void => {
      if (waitedMs > 1000) this.#options.onWarning?.(toPicketError(error, "deciding an aborted transaction"));
    };
    const patience = { forMs: Number.POSITIVE_INFINITY, onFailure };
    const { producerId, producerEpoch } = this.#identity;
    const initialiseAs = (...current: [producerId?: bigint, producerEpoch?: number]) =>
      this.#cluster.retry(
        () => initialise(this.#cluster, this.#transactionalId, this.#timeoutMs, ...current),
        patience,
      );
    try {
      this.#identity = await initialiseAs(producerId, producerEpoch).catch((error: unknown) => {
        // The coordinator itself fences a producer whose transaction took too long, as through an outage of the broker.
        // That cannot be told from another process of this name, who would be fenced by this, and by the group as well.
        if (isFencing(error) && performance.now() - this.#begunAt > this.#timeoutMs) return initialiseAs();
        throw error;
      });
      this.#undecided = false;
    } catch (error) {
      if (!isFencing(error)) throw toPicketError(error, "deciding an aborted transaction");
      const transactionalId = this.#transactionalId;
      const message = `Another process runs under the transactional id ${transactionalId}; give each its own PICKET_INSTANCE_ID.`;
      this.#fenced = new PicketError("PRODUCER_FENCED", message, { context: { transactionalId }, cause: error });
      throw this.#fenced;
    }
  }

  async #addPartitions(parts: readonly PartitionOutputs[]): Promise<void> {
    if (parts.length === 0) return;
    const { producerId, producerEpoch } = this.#identity;
    const names = [...new Set(parts.map(({ topic }) => topic))];
    const topics = names.map((name) => ({
      name,
      partitions: parts.filter(({ topic }) => topic === name).map(({ partition }) => partition),
    }));
    const transaction = {
      transactionalId: this.#transactionalId,
      producerId,
      producerEpoch,
      verifyOnly: false,
      topics,
    };
    await this.#patiently(async () => addPartitionsToTxnV3.api.async(await this.#coordinator(), [transaction]));
  }

  /** Requests are not repeated one by one: the broker takes a partition's batches in order only, so a failure aborts. */
  async #produceAll(parts: readonly PartitionOutputs[]): Promise<void> {
    const byLeader = new Map<number, PartitionOutputs[]>();
    for (const part of parts) byLeader.set(part.leader, [...(byLeader.get(part.leader) ?? []), part]);
    await allDone(
      [...byLeader].map(async ([leader, mine]) => {
        const connection = await this.#cluster.broker(leader);
        const { now, maxRequestBytes } = this.#options;
        const requests = encodeRequests(mine, this.#identity, true, now(), maxRequestBytes);
        await allDone(requests.map((batches) => produce(connection, this.#transactionalId, batches)));
      }),
    );
  }

  /** Carries the generation and member id of `owner`, the ones that the records were read under, whatever holds now. */
  async #commitOffsets(offsets: readonly Position[], { groupId, generation, memberId }: Assignment): Promise<void> {
    if (offsets.length === 0) return;
    const transactionalId = this.#transactionalId;
    const { producerId, producerEpoch } = this.#identity;
    await this.#patiently(async () =>
      addOffsetsToTxnV3.api.async(await this.#coordinator(), transactionalId, producerId, producerEpoch, groupId),
    );
    const names = [...new Set(offsets.map(({ topic }) => topic))];
    const topics = names.map((name) => ({
      name,
      partitions: offsets
        .filter(({ topic }) => topic === name)
        .map(({ partition, offset }) => ({
          partitionIndex: partition,
          committedOffset: BigInt(offset),
          committedLeaderEpoch: -1,
          committedMetadata: "",
        })),
    }));
    await this.#patiently(async () => {
      const connection = await this.#cluster.coordinator("group", groupId);
      const ids = [transactionalId, groupId, producerId, producerEpoch] as const;
      await txnOffsetCommitV3.api.async(connection, ...ids, generation, memberId, null, topics);
    });
  }

  /** A commit may be repeated: the coordinator knows that it has committed. */
  async #end(commit: boolean): Promise<void> {
    const { producerId, producerEpoch } = this.#identity;
    const attempt = async () =>
      endTxnV3.api.async(await this.#coordinator(), this.#transactionalId, producerId, producerEpoch, commit);
    await (commit ? this.#patiently(attempt) : attempt());
  }

  #coordinator(): Promise<Connection> {
    return this.#cluster.coordinator("transaction", this.#transactionalId);
  }

  #patiently<Result>(attempt: () => Promise<Result>): Promise<Result> {
    return this.#cluster.retry(attempt, { forMs: this.#timeoutMs });
  }
}

async function initialise(
  cluster: Cluster,
  transactionalId: string,
  timeoutMs: number,
  ...current: [producerId?: bigint, producerEpoch?: number]
): Promise<ProducerIdentity> {
  const connection = await cluster.coordinator("transaction", transactionalId);
  const { producerId, producerEpoch } = await initProducerIdV4.api.async(
    connection,
    transactionalId,
    timeoutMs,
    ...current,
  );
  return { producerId, producerEpoch, sequences: new Map() };
}

function isFencing(error: unknown): boolean {
  return brokerErrors(error).some((name) => name === "PRODUCER_FENCED" || name === "INVALID_PRODUCER_EPOCH");
}

/** Waits for all, then throws the first failure: nothing of a transaction is under way any more when it is aborted. */
async function allDone(tasks: readonly Promise<unknown>[]): Promise<void> {
  const results = await Promise.allSettled(tasks);
  for (const result of results) if (result.status === "rejected") throw result.reason;
}

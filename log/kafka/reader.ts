/** Reads a Kafka cluster: one request to each leader for all partitions there, committed records only. */

import { listOffsetsV6 } from "@platformatic/kafka";
import { PicketError } from "../../errors/picket-error.ts";
import { partitionName } from "../partition-name.ts";
import type { FetchedPartition, FetchLimits, LogReader, Position, TopicPartition } from "../port.ts";
import { Cluster } from "./cluster.ts";
import { brokerError, brokerErrors, closedError, isPassing, toPicketError } from "./errors.ts";
import { fetchApi, readCommitted } from "./fetch.ts";
import type { KafkaOptions } from "./options.ts";

/** How long a fetch tries again, beyond its own wait, before it says that Kafka does not answer. */
const patienceMs = 5000;
const isolationCommitted = 1;
const earliest = -2n;
const latest = -1n;

/** A request on its way to one broker. It may outlive the call that sent it: a later one takes the answer. */
interface Flight {
  readonly landed: Promise<void>;
  outcome: { readonly fetched: readonly Landed[] } | { readonly error: unknown } | undefined;
}

interface Landed {
  readonly from: number;
  readonly part: FetchedPartition;
}

export class KafkaReader implements LogReader {
  /** Long polls have connections of their own: a broker answers the requests of a connection one after the other. */
  readonly #polls: Cluster;
  protected readonly control: Cluster;
  readonly #flights = new Map<number, Flight>();
  /** Which position goes first, so that a full answer does not starve the last ones. */
  #turn = 0;

  constructor(options: KafkaOptions) {
    this.#polls = new Cluster(options);
    this.control = new Cluster(options);
  }

  async fetch(from: readonly Position[], limits: FetchLimits): Promise<readonly FetchedPartition[]> {
    const deadline = performance.now() + limits.maxWaitMs;
    if (from.length === 0) await this.#polls.pause(limits.maxWaitMs);
    for (;;) {
      if (this.#polls.closed) throw closedError();
      const maxWaitMs = Math.max(0, Math.ceil(deadline - performance.now()));
      try {
        const fetched = await this.#poll(from, { ...limits, maxWaitMs });
        if (fetched.length > 0 || maxWaitMs === 0) return fetched;
      } catch (error) {
        if (this.#polls.closed) throw closedError();
        if (!isPassing(error) || performance.now() > deadline + patienceMs) throw toPicketError(error, "reading");
        this.#polls.forget();
        await this.#polls.pause(100);
      }
    }
  }

  async startOffsets(of: readonly TopicPartition[]): Promise<readonly number[]> {
    return this.#listOffsets(of, earliest);
  }

  async endOffsets(of: readonly TopicPartition[]): Promise<readonly number[]> {
    return this.#listOffsets(of, latest);
  }

  async close(): Promise<void> {
    await Promise.all([this.#polls.close(), this.control.close()]);
  }

  /** One round: asks every leader that is not being asked already, and takes what the first of them bring. */
  async #poll(from: readonly Position[], limits: FetchLimits): Promise<FetchedPartition[]> {
    const byLeader = await this.#groupByLeader(from);
    const flights = [...byLeader].map(([leader, positions]) => {
      const flight = this.#flights.get(leader) ?? this.#send(leader, positions, limits, from.length);
      this.#flights.set(leader, flight);
      return [leader, flight] as const;
    });
    await Promise.race(flights.map(([, { landed }]) => landed));

    const wanted = new Map(from.map((position) => [partitionName(position), position.offset]));
    const fetched: FetchedPartition[] = [];
    let failure: unknown;
    for (const [leader, { outcome }] of flights) {
      if (outcome === undefined) continue;
      this.#flights.delete(leader);
      if ("error" in outcome) failure = outcome.error;
      // What was asked for from elsewhere than now wanted is of an earlier call: dropped, and read again.
      else
        for (const { from, part } of outcome.fetched) if (wanted.get(partitionName(part)) === from) fetched.push(part);
    }
    if (failure !== undefined && (fetched.length === 0 || !isPassing(failure))) throw failure;
    if (failure !== undefined) this.#polls.forget();
    return fetched;
  }

  async #groupByLeader(from: readonly Position[]): Promise<Map<number, Position[]>> {
    const leaders = await this.#polls.leadersOf([...new Set(from.map(({ topic }) => topic))]);
    const byLeader = new Map<number, Position[]>();
    this.#turn += 1;
    for (let i = 0; i < from.length; i += 1) {
      const position = from[(this.#turn + i) % from.length];
      const leader = position && leaders.get(position.topic)?.[position.partition];
      if (position === undefined || leader === undefined) throw new PicketError("LOG_TOPIC_UNKNOWN", missing(position));
      const positions = byLeader.get(leader) ?? [];
      positions.push(position);
      byLeader.set(leader, positions);
    }
    return byLeader;
  }

  #send(leader: number, positions: readonly Position[], limits: FetchLimits, partitionCount: number): Flight {
    const flight: Flight = {
      outcome: undefined,
      landed: this.#ask(leader, positions, limits, partitionCount).then(
        (fetched) => {
          flight.outcome = { fetched };
        },
        (error: unknown) => {
          flight.outcome = { error };
        },
      ),
    };
    return flight;
  }

  async #ask(
    leader: number,
    positions: readonly Position[],
    { maxBytes, maxWaitMs }: FetchLimits,
    partitionCount: number,
  ): Promise<Landed[]> {
    const connection = await this.#polls.broker(leader);
    // Each partition gets its share of the answer, but enough for the usual batch.
    const partitionMaxBytes = Math.min(maxBytes, Math.max(65_536, Math.ceil(maxBytes / partitionCount)));
    const topics = new Map<string, fetchV12Partition[]>();
    for (const { topic, partition, offset } of positions) {
      const partitions = topics.get(topic) ?? [];
      const epochs = { currentLeaderEpoch: -1, lastFetchedEpoch: -1 };
      partitions.push({ partition, fetchOffset: BigInt(offset), partitionMaxBytes, ...epochs });
      topics.set(topic, partitions);
    }
    const request = [...topics].map(([topicId, partitions]) => ({ topicId, partitions }));
    const answer = await fetchApi.async(connection, maxWaitMs, 1, maxBytes, isolationCommitted, 0, -1, request, [], "");
    if (answer.errorCode !== 0) throw brokerError(answer.errorCode);

    const offsets = new Map(positions.map((position) => [partitionName(position), position.offset]));
    const fetched: Landed[] = [];
    let failure: unknown;
    for (const part of answer.partitions) {
      const from = offsets.get(partitionName(part)) ?? 0;
      const { topic, partition, startOffset, lastStableOffset: endOffset } = part;
      if (part.errorCode === 0) {
        const read = readCommitted(part, from);
        const bytes = part.batches.length;
        fetched.push({ from, part: { topic, partition, ...read, startOffset, endOffset, bytes } });
      } else {
        const error = brokerError(part.errorCode);
        const [name] = brokerErrors(error);
        if (name === "OFFSET_OUT_OF_RANGE") throw await this.#outOfRange(part, from);
        // A broker that lost the partition may say so in these words; whether the topic is gone, fresh metadata tells.
        failure ??=
          name === "UNKNOWN_TOPIC_OR_PARTITION" ? new Error(`Broker ${leader} does not know ${topic}.`) : error;
      }
    }
    if (failure !== undefined) {
      if (fetched.length === 0 || !isPassing(failure)) throw failure;
      this.#polls.forget();
    }
    return fetched;
  }

  async #outOfRange({ topic, partition }: TopicPartition, offset: number): Promise<PicketError> {
    const of = [{ topic, partition }];
    const [[startOffset], [endOffset]] = await Promise.all([this.startOffsets(of), this.endOffsets(of)]);
    const range = `${startOffset} to ${endOffset}`;
    return new PicketError(
      "LOG_OFFSET_OUT_OF_RANGE",
      `Offset ${offset} of ${topic}, partition ${partition}, is not in the log (${range}).`,
      { context: { topic, partition, offset, startOffset, endOffset } },
    );
  }

  async #listOffsets(of: readonly TopicPartition[], timestamp: bigint): Promise<number[]> {
    try {
      return await this.control.retry(() => this.#listOffsetsOnce(of, timestamp), { forMs: 2 * patienceMs });
    } catch (error) {
      throw toPicketError(error, "looking up offsets");
    }
  }

  async #listOffsetsOnce(of: readonly TopicPartition[], timestamp: bigint): Promise<number[]> {
    const leaders = await this.control.leadersOf([...new Set(of.map(({ topic }) => topic))]);
    const byLeader = new Map<number, TopicPartition[]>();
    for (const partition of of) {
      const leader = leaders.get(partition.topic)?.[partition.partition];
      if (leader === undefined) throw new PicketError("LOG_TOPIC_UNKNOWN", missing(partition));
      byLeader.set(leader, [...(byLeader.get(leader) ?? []), partition]);
    }
    const found = new Map<string, number>();
    const ask = async (leader: number, partitions: readonly TopicPartition[]) => {
      const connection = await this.control.broker(leader);
      const request = partitions.map(({ topic, partition: partitionIndex }) => ({
        name: topic,
        partitions: [{ partitionIndex, currentLeaderEpoch: -1, timestamp }],
      }));
      const { topics } = await listOffsetsV6.api.async(connection, -1, isolationCommitted, request);
      for (const { name, partitions } of topics) {
        for (const { partitionIndex, offset } of partitions) {
          found.set(partitionName({ topic: name, partition: partitionIndex }), Number(offset));
        }
      }
    };
    await Promise.all([...byLeader].map(([leader, partitions]) => ask(leader, partitions)));
    return of.map((partition) => found.get(partitionName(partition)) ?? 0);
  }
}

type fetchV12Partition = Parameters<typeof fetchApi.async>[7][number]["partitions"][number];

function missing(of: TopicPartition | undefined): string {
  return `There is no partition ${of?.partition} of topic ${of?.topic}.`;
}

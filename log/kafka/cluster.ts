/**
 * One set of connections to a Kafka cluster: finds leaders and coordinators, remembers them until something fails, and
 * repeats what may work later.
 *
 * Picket speaks the protocol through the library's connections and codecs, not through its Consumer and Producer (2.12.1).
 * Three of their habits would break exactly-once: reads filter aborted transactions by producer id alone, so that some of
 * several leak; offsets are committed with the generation held now, not the one that the records were read in; and
 * AddPartitionsToTxn goes out in version 5, which brokers keep for themselves under ACLs. The versions used here are those
 * of Kafka 2.8, which all brokers up to 4.x answer.
 */

import { setTimeout as sleep } from "node:timers/promises";
import { ConnectionPool, findCoordinatorV3, metadataV11, parseBroker } from "@platformatic/kafka";
import type { Broker, Connection } from "@platformatic/kafka";
import { PicketError } from "../../errors/picket-error.ts";
import { answerOf, brokerError, brokerErrors, closedError, isPassing } from "./errors.ts";
import type { KafkaOptions } from "./options.ts";

/** Which broker leads each partition of a topic, by partition number; -1 while there is an election. */
export type Leaders = readonly number[];

type Coordinates = "group" | "transaction";

export interface Patience {
  /** How long to repeat what fails in a passing way. */
  readonly forMs: number;
  /** Hears of every failure that is followed by another attempt. */
  readonly onFailure?: (error: unknown, waitedMs: number) => void;
}

const firstDelayMs = 5;
const longestDelayMs = 250;

export class Cluster {
  readonly #pool: ConnectionPool;
  readonly #bootstrap: readonly Broker[];
  readonly #brokers = new Map<number, Broker>();
  readonly #leaders = new Map<string, Leaders>();
  readonly #topicIds = new Map<string, string>();
  readonly #coordinators = new Map<string, number>();
  readonly #closing = new AbortController();

  constructor({ clientId, brokers, tls, sasl }: KafkaOptions) {
    this.#bootstrap = brokers.map((broker) => parseBroker(broker, 9092));
    this.#pool = new ConnectionPool(clientId, { ...(tls && { tls }), ...(sasl && { sasl }) });
    // The pool listens for a connection's first error only; without a listener, a second one would end the process.
    this.#pool.on("connecting", ({ connection }) => connection.on("error", () => {}));
  }

  get closed(): boolean {
    return this.#closing.signal.aborted;
  }

  /** Aborts when this cluster is closed. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /** Whichever broker answers. */
  async anyBroker(): Promise<Connection> {
    return this.#pool.getFirstAvailable([...this.#bootstrap, ...this.#brokers.values()]);
  }

  async broker(nodeId: number): Promise<Connection> {
    if (!this.#brokers.has(nodeId)) await this.#refresh([]);
    const broker = this.#brokers.get(nodeId);
    if (broker === undefined) throw new Error(`Broker ${nodeId} is not in the cluster now.`);
    return this.#pool.get(broker);
  }

  async controller(): Promise<Connection> {
    return this.broker(await this.#refresh([]));
  }

  /** The leaders of each topic; `undefined` for a topic that does not exist. */
  async leaders(topics: readonly string[]): Promise<(Leaders | undefined)[]> {
    const missing = topics.filter((topic) => !this.#leaders.has(topic));
    if (missing.length > 0) await this.#refresh(missing);
    return topics.map((topic) => this.#leaders.get(topic));
  }

  /** See Log.topicIds; asks the cluster each time. */
  async topicIds(topics: readonly string[]): Promise<(string | undefined)[]> {
    await this.#refresh(topics);
    return topics.map((topic) => this.#topicIds.get(topic));
  }

  /**
   * The leaders of topics that must exist. A topic just created may not be known to every broker yet, hence a second look.
   *
   * @throws PicketError `LOG_TOPIC_UNKNOWN`
   */
  async leadersOf(topics: readonly string[]): Promise<Map<string, Leaders>> {
    for (let attempt = 1; ; attempt += 1) {
      const leaders = await this.leaders(topics);
      const missing = topics.filter((_, index) => leaders[index] === undefined);
      if (missing.length === 0) return new Map(topics.map((topic, index) => [topic, leaders[index] ?? []]));
      if (attempt === 5 || this.closed) {
        const message = `There is no topic ${missing.join(", ")}; create it, or correct its name in the settings.`;
        throw new PicketError("LOG_TOPIC_UNKNOWN", message, { context: { topic: missing[0] } });
      }
      await this.pause(50);
    }
  }

  async coordinator(of: Coordinates, key: string): Promise<Connection> {
    const name = `${of} ${key}`;
    let nodeId = this.#coordinators.get(name);
    if (nodeId === undefined) {
      const keyType = of === "group" ? 0 : 1;
      const { coordinators } = await findCoordinatorV3.api.async(await this.anyBroker(), keyType, [key]);
      nodeId = coordinators[0]?.nodeId ?? -1;
      this.#coordinators.set(name, nodeId);
    }
    return this.broker(nodeId);
  }

  /** Looks up leaders and coordinators anew from now on. */
  forget(): void {
    this.#leaders.clear();
    this.#coordinators.clear();
    this.#brokers.clear();
  }

  /** @throws what `attempt` threw last, or PicketError `LOG_UNAVAILABLE` when closed meanwhile. */
  async retry<Result>(attempt: () => Promise<Result>, { forMs, onFailure }: Patience): Promise<Result> {
    const start = performance.now();
    for (let delayMs = firstDelayMs; ; delayMs = Math.min(delayMs * 1.5, longestDelayMs)) {
      if (this.closed) throw closedError();
      try {
        return await attempt();
      } catch (error) {
        if (this.closed) throw closedError();
        const waitedMs = performance.now() - start;
        if (!isPassing(error) || waitedMs > forMs) throw error;
        onFailure?.(error, waitedMs);
        // These two say "the last transaction is not through yet": nobody moved, and it takes a few milliseconds.
        const undecided = brokerErrors(error).some(
          (name) => name === "CONCURRENT_TRANSACTIONS" || name === "UNSTABLE_OFFSET_COMMIT",
        );
        if (undecided) delayMs = firstDelayMs;
        else this.forget();
        await this.pause(delayMs);
      }
    }
  }

  /** Waits, but not beyond the closing, nor beyond `until`. */
  async pause(delayMs: number, until?: AbortSignal): Promise<void> {
    const { closing } = this;
    await sleep(delayMs, undefined, { signal: until ? AbortSignal.any([closing, until]) : closing }).catch(() => {});
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#pool.close().catch(() => {});
  }

  /** @returns the id of the controller. */
  async #refresh(topics: readonly string[]): Promise<number> {
    const connection = await this.anyBroker();
    const metadata = await answerOf(metadataV11.api.async(connection, [...topics], false));
    for (const { nodeId, host, port } of metadata.brokers) this.#brokers.set(nodeId, { host, port });
    for (const { name, topicId, errorCode, partitions } of metadata.topics) {
      if (name === null || name === undefined) continue;
      this.#topicIds.delete(name);
      if (errorCode === unknownTopic) continue;
      if (errorCode === topicForbidden) throw brokerError(errorCode);
      const leaders: number[] = Array.from({ length: partitions.length }, () => -1);
      for (const { partitionIndex, leaderId } of partitions) leaders[partitionIndex] = leaderId;
      this.#topicIds.set(name, topicId);
      if (errorCode === 0 && !leaders.includes(-1)) this.#leaders.set(name, leaders);
      else throw new Error(`Topic ${name} has partitions without a leader.`);
    }
    return metadata.controllerId;
  }
}

const unknownTopic = 3;
const topicForbidden = 29;

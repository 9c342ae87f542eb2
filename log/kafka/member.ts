/** A member of a Kafka consumer group: a reader with an assignment and committed offsets. */

import { offsetFetchV7 } from "@platformatic/kafka";
import { partitionName } from "../partition-name.ts";
import type { Assignment, FetchedPartition, FetchLimits, GroupMember, GroupOptions, Position } from "../port.ts";
import type { TopicPartition } from "../port.ts";
import { Cluster } from "./cluster.ts";
import { isTrouble, toPicketError } from "./errors.ts";
import { Membership } from "./membership.ts";
import type { KafkaOptions } from "./options.ts";
import { KafkaReader } from "./reader.ts";

/** A transaction is decided within its time-out; a broker that comes back needs some seconds to load its coordinators. */
const committedPatienceMs = 60_000;

/**
 * A coordinator that had just started, on a busy machine, was seen to tell what was committed a minute ago, and half a second
 * later what was committed last (Kafka 4.1). So after a failure it is asked twice, once.
 */
const wakingMs = 30_000;
const secondLookMs = 3000;

/** How long a closing member waits for the coordinator's goodbye. */
const leavePatienceMs = 2000;

export class KafkaMember extends KafkaReader implements GroupMember {
  readonly #groupId: string;
  /** The membership's own connections: a join is answered only when the whole group has joined. */
  readonly #heart: Cluster;
  readonly #membership: Membership;
  /** When the coordinator last failed to tell what is committed, by performance.now(). */
  #troubledAt = -Infinity;
  /** When it was asked twice. */
  #awakeAt = -Infinity;

  constructor(group: GroupOptions, options: KafkaOptions) {
    super(options);
    this.#groupId = group.groupId;
    this.#heart = new Cluster(options);
    this.#membership = new Membership(this.#heart, group, options);
  }

  get assignment(): Assignment | undefined {
    return this.#membership.assignment;
  }

  async assignmentChanged(seen: Assignment | undefined, timeoutMs: number): Promise<void> {
    await this.#membership.changed(seen, timeoutMs);
    this.#checkFenced();
  }

  override async fetch(from: readonly Position[], limits: FetchLimits): Promise<readonly FetchedPartition[]> {
    this.#checkFenced();
    return super.fetch(from, limits);
  }

  async committed(of: readonly TopicPartition[]): Promise<readonly (number | undefined)[]> {
    this.#checkFenced();
    if (of.length === 0) return [];
    try {
      const found = await this.#committedNow(of);
      const troubledAt = Math.max(this.#membership.troubledAt, this.#troubledAt);
      if (troubledAt < Math.max(this.#awakeAt, performance.now() - wakingMs)) return found;
      await this.control.pause(secondLookMs);
      const again = await this.#committedNow(of);
      this.#awakeAt = performance.now();
      return again;
    } catch (error) {
      throw toPicketError(error, `reading the committed offsets of ${this.#groupId}`);
    }
  }

  override async close(): Promise<void> {
    // Stop the heart first: a member that has left would join again.
    await this.#heart.close();
    await Promise.race([this.#membership.leave(this.control), this.control.pause(leavePatienceMs)]);
    await super.close();
    await this.#membership.stopped();
  }

  async #committedNow(of: readonly TopicPartition[]): Promise<(number | undefined)[]> {
    const onFailure = (error: unknown): void => {
      if (isTrouble(error)) this.#troubledAt = performance.now();
    };
    return this.control.retry(() => this.#committedOnce(of), { forMs: committedPatienceMs, onFailure });
  }

  async #committedOnce(of: readonly TopicPartition[]): Promise<(number | undefined)[]> {
    const groupId = this.#groupId;
    const connection = await this.control.coordinator("group", groupId);
    const names = [...new Set(of.map(({ topic }) => topic))];
    const topics = names.map((name) => ({
      name,
      partitionIndexes: of.filter(({ topic }) => topic === name).map(({ partition }) => partition),
    }));
    // requireStable: an offset in an undecided transaction is answered by UNSTABLE_OFFSET_COMMIT, and asked again.
    const answer = await offsetFetchV7.api.async(connection, [{ groupId, topics }], true);
    const found = new Map<string, number>();
    for (const { name, partitions } of answer.topics) {
      for (const { partitionIndex, committedOffset } of partitions) {
        found.set(partitionName({ topic: name, partition: partitionIndex }), Number(committedOffset));
      }
    }
    return of.map((partition) => {
      const offset = found.get(partitionName(partition)) ?? -1;
      return offset < 0 ? undefined : offset;
    });
  }

  #checkFenced(): void {
    if (this.#membership.fenced) throw this.#membership.fenced;
  }
}

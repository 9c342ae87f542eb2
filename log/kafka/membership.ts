/**
 * A member of a Kafka consumer group (classic protocol): joins, keeps its place by heartbeats, joins again whenever the group
 * or the broker asks for it, and never gives up before it is closed.
 */

import {
  decodeConsumerProtocolAssignment,
  decodeConsumerProtocolSubscription,
  encodeConsumerProtocolAssignment,
  encodeConsumerProtocolSubscription,
  heartbeatV4,
  joinGroupV7,
  leaveGroupV4,
  syncGroupV5,
} from "@platformatic/kafka";
import { PicketError } from "../../errors/picket-error.ts";
import { assignPartitions } from "../assignor.ts";
import { Bell } from "../bell.ts";
import type { Assignment, GroupOptions, TopicPartition } from "../port.ts";
import type { Cluster } from "./cluster.ts";
import { answerOf, brokerError, brokerErrors, isTrouble, toPicketError } from "./errors.ts";
import type { KafkaOptions } from "./options.ts";

const protocolType = "consumer";
/** The name of our assignor; all members of a group must know it. */
const protocolName = "picket";
const defaultSessionTimeoutMs = 10_000;
/** How long the group waits for a member that should join again: longer than a heartbeat interval and a busy event loop. */
const rebalanceTimeoutMs = 30_000;
/**
 * A heartbeat also tells of a rebalance, and until all have heard, the partitions of whoever left are nobody's: so it beats
 * more often than the session needs.
 */
const longestHeartbeatMs = 200;
/** How long a rebalance waits for what is in flight, so that it need not be aborted and done again. */
const longestLettingGoMs = 2000;
/** Members look for changed partition counts once in so many heartbeats: sooner where a topic was not there yet. */
const heartbeatsPerLook = 100;
const heartbeatsPerSearch = 10;
/** A broker may act so late on a request that we gave up. */
const ghostMs = 60_000;
const memberIdRequired = 79;

export class Membership {
  readonly #cluster: Cluster;
  readonly #group: GroupOptions;
  readonly #sessionTimeoutMs: number;
  readonly #onWarning: (problem: PicketError) => void;
  readonly #changed = new Bell();
  /** Rings when our caller knows that there is no assignment, and has nothing in flight. */
  readonly #letGo = new Bell();
  readonly #running: Promise<void>;
  #assignment: Assignment | undefined;
  #memberId = "";
  /** What this member held last, to keep as much of it as it may. */
  #owned: { readonly partitions: readonly TopicPartition[]; readonly generation: number };
  /** The partition counts that the present assignments are made from, as the leader told. */
  #counts: ReadonlyMap<string, number> = new Map();
  /** When answers to joins were lost, by performance.now(): the broker may have taken us in under ids that we never heard. */
  #unheard: readonly number[] = [];
  #troubledAt = -Infinity;
  #fenced: PicketError | undefined;

  constructor(cluster: Cluster, group: GroupOptions, { sessionTimeoutMs, onWarning }: KafkaOptions) {
    this.#cluster = cluster;
    this.#group = group;
    this.#sessionTimeoutMs = sessionTimeoutMs ?? defaultSessionTimeoutMs;
    this.#onWarning = onWarning ?? (() => {});
    this.#owned = { partitions: [], generation: -1 };
    this.#running = this.#run();
  }

  get assignment(): Assignment | undefined {
    return this.#assignment;
  }

  /** Set when another process took over this instance id: this member will never join again. */
  get fenced(): PicketError | undefined {
    return this.#fenced;
  }

  /** When the group's coordinator last failed us, by performance.now(): it may have been restarted since. */
  get troubledAt(): number {
    return this.#troubledAt;
  }

  async changed(seen: Assignment | undefined, timeoutMs: number): Promise<void> {
    if (seen === undefined) this.#letGo.ring();
    if (this.#assignment === seen && !this.#cluster.closed && this.#fenced === undefined) {
      await this.#changed.wait(timeoutMs);
    }
  }

  /**
   * Frees the partitions for the others; a static member keeps its place for the session timeout instead (KIP-345).
   *
   * @param cluster - other connections than the membership's own, which may be waiting for the answer to a join.
   */
  async leave(cluster: Cluster): Promise<void> {
    const { groupId, instanceId } = this.#group;
    if (this.#memberId === "" || instanceId !== undefined || this.#fenced !== undefined) return;
    try {
      const connection = await cluster.coordinator("group", groupId);
      await leaveGroupV4.api.async(connection, groupId, [{ memberId: this.#memberId, groupInstanceId: null }]);
    } catch {
      // The group will miss the heartbeats instead.
    }
  }

  /** Call after the cluster is closed. */
  async stopped(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#cluster.closed && this.#fenced === undefined) {
      try {
        this.#assign(await this.#join());
        await this.#keep();
      } catch (error) {
        if (!this.#cluster.closed) await this.#recover(error);
      }
      await this.#release();
    }
    this.#assign(undefined);
  }

  /**
   * Takes the assignment away. While the group waits for its members to join, the broker still takes commits under the old
   * generation; those in flight fail once the new one begins, so our caller has a moment to see them through.
   */
  async #release(): Promise<void> {
    if (this.#assignment === undefined) return;
    this.#assign(undefined);
    if (this.#cluster.closed) return;
    await this.#letGo.wait(Math.min(longestLettingGoMs, this.#sessionTimeoutMs / 3));
  }

  /** One rebalance, from the join to the assignment. */
  async #join(): Promise<Assignment> {
    const { groupId, topics, instanceId = null } = this.#group;
    const connection = await this.#cluster.coordinator("group", groupId);
    const metadata = encodeConsumerProtocolSubscription({
      version: 2,
      topics: [...topics],
      ownedPartitions: byTopic(this.#owned.partitions),
      generationId: this.#owned.generation,
    });
    const join = (memberId: string) =>
      joinGroupV7.api.async(
        connection,
        groupId,
        this.#sessionTimeoutMs,
        rebalanceTimeoutMs,
        memberId,
        instanceId,
        protocolType,
        [{ name: protocolName, metadata }],
      );
    let joined = await this.#heard(join(this.#memberId));
    if (joined.errorCode === memberIdRequired) {
      // A newcomer is told its id first, and joins with it (KIP-394).
      this.#memberId = joined.memberId;
      joined = await this.#heard(join(this.#memberId));
    }
    if (joined.errorCode !== 0) throw brokerError(joined.errorCode);
    this.#memberId = joined.memberId;
    const leads = joined.leader === joined.memberId;
    const assignments = leads ? await this.#assignAll(joined.members) : [];
    const { generationId: generation, memberId } = joined;
    const synced = await syncGroupV5.api.async(
      connection,
      groupId,
      generation,
      memberId,
      instanceId,
      protocolType,
      protocolName,
      assignments,
    );
    const { assignedPartitions, userData } = decodeConsumerProtocolAssignment(synced.assignment);
    const partitions = assignedPartitions.flatMap((assigned) =>
      assigned.partitions.map((partition) => Object.freeze({ topic: assigned.topic, partition })),
    );
    this.#counts = countsIn(userData);
    this.#owned = { partitions, generation };
    return Object.freeze({ groupId, generation, memberId, partitions: Object.freeze(partitions) });
  }

  /** The leader's part: who gets what. */
  async #assignAll(members: readonly joinGroupV7.JoinGroupResponseMember[]) {
    const subscribers = members.map(({ memberId, metadata }) => {
      const { topics, ownedPartitions, generationId } = decodeConsumerProtocolSubscription(metadata);
      const owned = ownedPartitions.flatMap(({ topic, partitions }) =>
        partitions.map((partition) => ({ topic, partition })),
      );
      return { memberId, topics, owned, generation: generationId };
    });
    const counts = await this.#lookUpCounts([...new Set(subscribers.flatMap(({ topics }) => topics))]);
    const userData = JSON.stringify(Object.fromEntries(counts));
    return [...assignPartitions(subscribers, counts)].map(([memberId, partitions]) => ({
      memberId,
      assignment: encodeConsumerProtocolAssignment({ version: 0, assignedPartitions: byTopic(partitions), userData }),
    }));
  }

  /** The answer to a join; a lost one is remembered. */
  async #heard<Answer>(join: Promise<Answer>): Promise<Answer> {
    try {
      return await answerOf(join);
    } catch (error) {
      this.#unheard = [...this.#unheard, performance.now()];
      throw error;
    }
  }

  async #lookUpCounts(topics: readonly string[]): Promise<Map<string, number>> {
    this.#cluster.forget();
    const leaders = await this.#cluster.leaders(topics);
    return new Map(topics.map((topic, index) => [topic, leaders[index]?.length ?? 0]));
  }

  /** Sends heartbeats until the group rebalances, which the broker says by an error. */
  async #keep(): Promise<void> {
    const { groupId, instanceId = null } = this.#group;
    const intervalMs = Math.min(longestHeartbeatMs, this.#sessionTimeoutMs / 3);
    let lastAnswer = performance.now();
    for (let beats = 1; !this.#cluster.closed; beats += 1) {
      const overdue = performance.now() - lastAnswer > 1.5 * intervalMs;
      await this.#cluster.pause(overdue ? intervalMs / 10 : intervalMs);
      if (this.#cluster.closed || this.#assignment === undefined) return;
      const { generation, memberId } = this.#assignment;
      try {
        const connection = await this.#cluster.coordinator("group", groupId);
        await heartbeatV4.api.async(connection, groupId, generation, memberId, instanceId);
        lastAnswer = performance.now();
      } catch (error) {
        // While the session lasts, nobody else gets our partitions: worth finding the coordinator again.
        if (rejoinErrors.some((name) => brokerErrors(error).includes(name))) throw error;
        if (isTrouble(error)) this.#troubledAt = performance.now();
        if (performance.now() - lastAnswer > this.#sessionTimeoutMs) throw error;
        this.#cluster.forget();
      }
      const isMissing = [...this.#counts.values()].includes(0);
      const beatsPerLook = isMissing ? heartbeatsPerSearch : heartbeatsPerLook;
      if (beats % beatsPerLook === 0 && (await this.#countsChanged())) return;
    }
  }

  /**
   * Every member looks, and joins again when they did: its subscription then tells the present generation, which is news to
   * the broker, so that the group rebalances. To leave it to the leader is not enough: a static member that comes back is not
   * told that it leads (KIP-345).
   */
  async #countsChanged(): Promise<boolean> {
    const known = this.#counts;
    try {
      const counts = await this.#lookUpCounts([...known.keys()]);
      return [...counts].some(([topic, count]) => known.get(topic) !== count);
    } catch {
      return false;
    }
  }

  async #recover(error: unknown): Promise<void> {
    const names = brokerErrors(error);
    this.#unheard = this.#unheard.filter((at) => performance.now() - at < ghostMs);
    if (names.includes("FENCED_INSTANCE_ID") && this.#unheard.length > 0) {
      // Who took our place is most likely ourselves, once for each lost answer; if it is another process, that one is fenced now.
      this.#unheard = this.#unheard.slice(1);
      this.#memberId = "";
      return;
    }
    if (names.includes("FENCED_INSTANCE_ID")) {
      const { groupId, instanceId } = this.#group;
      const message = `Another process joined ${groupId} as instance ${instanceId}; give each its own PICKET_INSTANCE_ID.`;
      this.#fenced = new PicketError("PRODUCER_FENCED", message, { context: { groupId, instanceId }, cause: error });
      return;
    }
    if (names.includes("UNKNOWN_MEMBER_ID")) this.#memberId = "";
    if (rejoinErrors.some((name) => names.includes(name))) return;
    if (isTrouble(error)) this.#troubledAt = performance.now();
    this.#assign(undefined);
    this.#onWarning(toPicketError(error, `joining the group ${this.#group.groupId}`));
    this.#cluster.forget();
    await this.#cluster.pause(500);
  }

  #assign(assignment: Assignment | undefined): void {
    if (this.#assignment === assignment && this.#fenced === undefined) return;
    this.#assignment = assignment;
    this.#changed.ring();
  }
}

const rejoinErrors = ["REBALANCE_IN_PROGRESS", "ILLEGAL_GENERATION", "UNKNOWN_MEMBER_ID", "FENCED_INSTANCE_ID"];

/** None where the leader is of a version that does not tell. */
function countsIn(userData: Buffer | null | undefined): ReadonlyMap<string, number> {
  if (!userData?.length) return new Map();
  const counts: Record<string, number> = JSON.parse(userData.toString());
  return new Map(Object.entries(counts));
}

function byTopic(partitions: readonly TopicPartition[]): { topic: string; partitions: number[] }[] {
  const topics = new Map<string, number[]>();
  for (const { topic, partition } of partitions) topics.set(topic, [...(topics.get(topic) ?? []), partition]);
  return [...topics].map(([topic, numbers]) => ({ topic, partitions: numbers }));
}

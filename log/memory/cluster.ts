/**
 * The embedded log: what a Kafka cluster keeps, in memory, with the same guarantees, and controls that make it fail on
 * purpose. `connect()` gives what one process would hold; several of them share the cluster.
 */

import { PicketError } from "../../errors/picket-error.ts";
import { Bell } from "../bell.ts";
import type { Assignment, Log, OutputRecord, Position, TopicPartition, TopicSpec } from "../port.ts";
import { MemoryLog } from "./client.ts";
import { MemoryGroup } from "./group.ts";
import { MemoryPartition, recordBytes } from "./partition.ts";

export interface MemoryOptions {
  /** Stamps records that bring no time, in ms since the epoch. */
  readonly now: () => number;
  /** How many records a partition keeps, about; without it, all. */
  readonly retainRecords?: number;
  /** The largest record taken, in bytes; Kafka's default of 1 MB without it. */
  readonly maxRecordBytes?: number;
}

/** `before`: the transaction leaves no trace. `after`: it took effect, but its writer does not hear of it. */
export type TransactionFault = "before" | "after";

/** A log for one process alone. */
export function memoryLog(options: MemoryOptions): Log {
  return new MemoryCluster(options).connect();
}

export class MemoryCluster {
  /** Rings whenever something was written or cut off. */
  readonly written = new Bell();
  readonly #options: MemoryOptions;
  readonly #topics = new Map<string, readonly MemoryPartition[]>();
  readonly #topicIds = new Map<string, string>();
  #made = 0;
  readonly #groups = new Map<string, MemoryGroup>();
  /** The epoch of the newest producer under each transactional id; older ones are fenced. */
  readonly #epochs = new Map<string, number>();
  readonly #faults: { fault: TransactionFault; transactionalId: string | undefined }[] = [];

  constructor(options: MemoryOptions) {
    this.#options = options;
  }

  connect(): MemoryLog {
    return new MemoryLog(this);
  }

  /** The next transaction (of `transactionalId`, where named) rejects with `TRANSACTION_ABORTED`. Calls queue up. */
  failNextTransaction(fault: TransactionFault, transactionalId?: string): void {
    this.#faults.push({ fault, transactionalId });
  }

  /** Throws one member out of its group, as after late heartbeats; it joins again by itself. */
  kick({ groupId, memberId }: Assignment): void {
    this.group(groupId).kick(memberId);
  }

  /** The process that held `log` is gone: its members leave their groups, whatever it still calls rejects. */
  crash(log: Log): void {
    if (log instanceof MemoryLog) log.crash();
  }

  /** Cuts off the records before `offset`, as retention would. */
  truncate(of: TopicPartition, offset: number): void {
    this.partition(of).truncate(offset);
    this.written.ring();
  }

  deleteTopic(topic: string): void {
    this.#topics.delete(topic);
    this.written.ring();
  }

  /** Forgets a group without members: its offsets and its generations. */
  deleteGroup(groupId: string): void {
    this.#groups.delete(groupId);
  }

  /** What the members of a group hold now. */
  assignments(groupId: string): Assignment[] {
    return this.group(groupId).assignments;
  }

  partitionCount(topic: string): number | undefined {
    return this.#topics.get(topic)?.length;
  }

  topicId(topic: string): string | undefined {
    return this.#topics.has(topic) ? this.#topicIds.get(topic) : undefined;
  }

  createTopic({ name, partitions }: TopicSpec): void {
    if (this.#topics.has(name)) return;
    this.#made += 1;
    this.#topicIds.set(name, `topic-${this.#made}`);
    const { retainRecords = Number.POSITIVE_INFINITY } = this.#options;
    this.#topics.set(
      name,
      Array.from({ length: partitions }, () => new MemoryPartition(retainRecords)),
    );
  }

  /** @throws PicketError `LOG_TOPIC_UNKNOWN` */
  partition({ topic, partition }: TopicPartition): MemoryPartition {
    const found = this.#topics.get(topic)?.[partition];
    if (found) return found;
    throw new PicketError("LOG_TOPIC_UNKNOWN", `There is no partition ${partition} of topic ${topic}.`, {
      context: { topic, partition },
    });
  }

  group(groupId: string): MemoryGroup {
    const group = this.#groups.get(groupId) ?? new MemoryGroup(groupId, (topic) => this.partitionCount(topic) ?? 0);
    this.#groups.set(groupId, group);
    return group;
  }

  /** @returns the epoch of a new producer under this id; those before it are fenced from now on. */
  openProducer(transactionalId: string): number {
    const epoch = (this.#epochs.get(transactionalId) ?? -1) + 1;
    this.#epochs.set(transactionalId, epoch);
    return epoch;
  }

  isFenced(transactionalId: string, epoch: number): boolean {
    return this.#epochs.get(transactionalId) !== epoch;
  }

  takeFault(transactionalId: string): TransactionFault | undefined {
    const index = this.#faults.findIndex((fault) => (fault.transactionalId ?? transactionalId) === transactionalId);
    return index < 0 ? undefined : this.#faults.splice(index, 1)[0]?.fault;
  }

  /** All or nothing: every record is checked before the first is written. */
  append(outputs: readonly OutputRecord[], choose: (output: OutputRecord, count: number) => number): MemoryPartition[] {
    const { now, maxRecordBytes = 1024 * 1024 } = this.#options;
    const placed = outputs.map((output) => {
      const { topic } = output;
      const partition = choose(output, this.partitionCount(topic) ?? 0);
      const bytes = recordBytes(output);
      if (bytes > maxRecordBytes) {
        throw new PicketError("RECORD_TOO_LARGE", `A record of ${bytes} bytes for topic ${topic} is too large.`, {
          context: { topic, partition, bytes, limit: maxRecordBytes },
        });
      }
      return this.partition({ topic, partition });
    });
    const time = now();
    for (const [index, output] of outputs.entries()) placed[index]?.append(output, time);
    return [...new Set(placed)];
  }

  /** @throws PicketError `TRANSACTION_ABORTED` when the owner's generation is over. */
  transact(
    outputs: readonly OutputRecord[],
    offsets: readonly Position[],
    owner: Assignment,
    choose: (output: OutputRecord, count: number) => number,
  ): void {
    const group = this.group(owner.groupId);
    if (!group.isCurrent(owner)) {
      throw new PicketError("TRANSACTION_ABORTED", `Generation ${owner.generation} of ${owner.groupId} is over.`, {
        context: { groupId: owner.groupId, generation: owner.generation, memberId: owner.memberId },
      });
    }
    for (const partition of this.append(outputs, choose)) partition.mark();
    group.commit(offsets);
    this.written.ring();
  }
}

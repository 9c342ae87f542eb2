/** A consumer group of the embedded log: members, generations, committed offsets. */

import { assignPartitions } from "../assignor.ts";
import { Bell } from "../bell.ts";
import { partitionName } from "../partition-name.ts";
import type { Assignment, Position, TopicPartition } from "../port.ts";

/** A member as the group keeps it; `assignment` changes with every generation. */
export interface MemberState {
  memberId: string;
  assignment: Assignment | undefined;
  /** Another member took over this one's instance id. */
  fenced: boolean;
  readonly topics: readonly string[];
  readonly instanceId: string | undefined;
  readonly changed: Bell;
  owned: readonly TopicPartition[];
}

export class MemoryGroup {
  readonly #groupId: string;
  readonly #partitionCount: (topic: string) => number;
  readonly #members = new Set<MemberState>();
  readonly #committed = new Map<string, number>();
  #generation = 0;
  #joined = 0;
  #rebalancing = false;

  constructor(groupId: string, partitionCount: (topic: string) => number) {
    this.#groupId = groupId;
    this.#partitionCount = partitionCount;
  }

  get assignments(): Assignment[] {
    return [...this.#members].flatMap(({ assignment }) => assignment ?? []);
  }

  join(topics: readonly string[], instanceId: string | undefined): MemberState {
    for (const member of this.#members) {
      if (instanceId === undefined || member.instanceId !== instanceId) continue;
      member.fenced = true;
      this.leave(member);
    }
    const member: MemberState = {
      memberId: this.#newMemberId(),
      assignment: undefined,
      fenced: false,
      topics,
      instanceId,
      changed: new Bell(),
      owned: [],
    };
    this.#members.add(member);
    this.#rebalance();
    return member;
  }

  leave(member: MemberState): void {
    member.assignment = undefined;
    member.changed.ring();
    if (this.#members.delete(member)) this.#rebalance();
  }

  /** The group lost this member (a late heartbeat): it joins again under another id. */
  kick(memberId: string): void {
    for (const member of this.#members) {
      if (member.memberId !== memberId) continue;
      member.memberId = this.#newMemberId();
      member.owned = [];
      this.#rebalance();
    }
  }

  /** Whether `owner` is an assignment of the present generation, so that its commit counts. */
  isCurrent(owner: Assignment): boolean {
    if (this.#rebalancing || owner.groupId !== this.#groupId || owner.generation !== this.#generation) return false;
    return [...this.#members].some(({ memberId }) => memberId === owner.memberId);
  }

  commit(offsets: readonly Position[]): void {
    for (const position of offsets) this.#committed.set(partitionName(position), position.offset);
  }

  committed(of: TopicPartition): number | undefined {
    return this.#committed.get(partitionName(of));
  }

  /** All lose their partitions at once and get their new ones a turn of the event loop later. */
  #rebalance(): void {
    for (const member of this.#members) {
      member.assignment = undefined;
      member.changed.ring();
    }
    if (this.#rebalancing) return;
    this.#rebalancing = true;
    setImmediate(() => this.#assign());
  }

  #assign(): void {
    this.#rebalancing = false;
    const topics = [...new Set([...this.#members].flatMap((member) => member.topics))];
    const assigned = assignPartitions(
      [...this.#members].map(({ memberId, topics, owned }) => ({ memberId, topics, owned, generation: 0 })),
      new Map(topics.map((topic) => [topic, this.#partitionCount(topic)])),
    );
    this.#generation += 1;
    for (const member of this.#members) {
      const { memberId } = member;
      member.owned = Object.freeze(assigned.get(memberId) ?? []);
      const [groupId, generation, partitions] = [this.#groupId, this.#generation, member.owned];
      member.assignment = Object.freeze({ groupId, generation, memberId, partitions });
      member.changed.ring();
    }
  }

  #newMemberId(): string {
    this.#joined += 1;
    return `${this.#groupId}-${this.#joined}`;
  }
}

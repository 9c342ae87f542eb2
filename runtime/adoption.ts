/** Makes the partitions of an assignment ours: finds out where each starts, and brings back what it had learned. */

import type { Assignment, GroupMember, Log, Position } from "../log/port.ts";
import type { Clock } from "./clock.ts";
import { OwnedPartition } from "./owned-partition.ts";
import { PartitionState } from "./partition-state.ts";
import { isWhole, type PartitionFacts, type StageFacts, startingPoint } from "./restore.ts";
import type { Snapshots } from "./snapshots.ts";
import type { StageReport } from "./stage-report.ts";

export interface Adopted {
  readonly owned: readonly OwnedPartition[];
  /** Positions that were chosen rather than found, to be committed at once. */
  readonly toCommit: readonly Position[];
}

export interface AdoptionOptions {
  readonly log: Log;
  readonly member: GroupMember;
  readonly stage: StageFacts;
  /** Where the stage has state, and a store for it. */
  readonly snapshots: Snapshots | undefined;
  readonly report: StageReport;
  readonly clock: Clock;
  readonly forgetAfterMs: number;
}

export class Adoption {
  readonly #options: AdoptionOptions;

  constructor(options: AdoptionOptions) {
    this.#options = options;
  }

  /**
   * A partition of `before` is kept with its state if the log says that nobody went on with it since, and nothing of it is
   * out of reach; the others start anew, those with a snapshot as soon as it is loaded.
   */
  async adopt({ partitions }: Assignment, before: readonly OwnedPartition[]): Promise<Adopted> {
    const { member } = this.#options;
    // In this order: an end that is looked up first may lie before what a last transaction commits meanwhile, and that would
    // look like a topic made anew.
    const committed = await member.committed(partitions);
    const [starts, ends] = await Promise.all([member.startOffsets(partitions), member.endOffsets(partitions)]);
    const toCommit: Position[] = [];
    const owned = partitions.map((of, index) => {
      const facts = { committed: committed[index], start: starts[index] ?? 0, end: ends[index] ?? 0 };
      const former = before.find((one) => one.is(of) && one.committed === facts.committed);
      if (former && former.stranded === undefined) {
        former.fetchFrom = former.position;
        return former;
      }
      const fresh = new OwnedPartition(of, facts.committed, this.#options.clock.elapsed());
      if (this.#options.snapshots) void this.#startFromSnapshot(fresh, facts, this.#options.snapshots, former);
      else if (this.#start(fresh, facts, undefined)) toCommit.push({ ...of, offset: fresh.position });
      return fresh;
    });
    return { owned, toCommit };
  }

  /** Meanwhile the other partitions go on. */
  async #startFromSnapshot(
    owned: OwnedPartition,
    facts: PartitionFacts,
    snapshots: Snapshots,
    former: OwnedPartition | undefined,
  ): Promise<void> {
    const loaded = await snapshots.load(owned, await this.#topicId(owned.topic));
    const restored = former?.isMisled === true ? undefined : loaded;
    const known = { ...facts, snapshot: restored?.offset };
    if (former && former.position >= facts.start && !isWhole(startingPoint(known, this.#options.stage))) {
      this.#goOn(owned, former);
    } else {
      this.#start(owned, known, restored?.state);
    }
  }

  /** @returns whether the position must be committed. */
  #start(owned: OwnedPartition, facts: PartitionFacts, learned: PartitionState | undefined): boolean {
    const point = startingPoint(facts, this.#options.stage);
    const useLearned = point.useSnapshot && learned !== undefined;
    if (useLearned) this.#options.snapshots?.use(owned);
    owned.start(point, useLearned ? learned : new PartitionState(this.#options.forgetAfterMs));
    this.#options.report.adopted(owned, point);
    return point.commitNow;
  }

  /** Where neither the store nor the log has all that was learned, what is in memory is the best there is. */
  #goOn(owned: OwnedPartition, { state, position, liveFrom }: OwnedPartition): void {
    const lost = state.loseAway();
    state.markAllChanged();
    const remark = `Neither the store nor the log has what ${lost} keys had learned that were not in memory: they start anew.`;
    const point = { position, liveFrom, useSnapshot: false, commitNow: false, remark };
    owned.start(point, state);
    this.#options.report.adopted(owned, point);
  }

  async #topicId(topic: string): Promise<string> {
    const [id] = await this.#options.log.topicIds([topic]).catch(() => []);
    return id ?? topic;
  }
}

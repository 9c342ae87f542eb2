/** Makes the partitions of an assignment ours: finds out where each starts, and brings back what it had learned. */

import { hasCode } from "../errors/picket-error.ts";
import type { Assignment, GroupMember, Log, Position, TopicPartition } from "../log/port.ts";
import type { Clock } from "./clock.ts";
import { OwnedPartition } from "./owned-partition.ts";
import { PartitionState } from "./partition-state.ts";
import { isWhole, type PartitionFacts, type StageFacts, startingPoint, wantsSnapshot } from "./restore.ts";
import type { Restored, Snapshots } from "./snapshots.ts";
import type { StageReport } from "./stage-report.ts";

/** How long a partition waits for a store that is away, where all that it had learned can be learned again from the log. */
const patienceMs = 10_000;
const retryMs = 200;
/** After so long a group coordinator that has just started tells what was committed last. */
export const secondLookMs = 3000;

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

/** As Snapshots has it, of one partition. */
type Load = () => Promise<Restored | undefined>;

export class Adoption {
  readonly #options: AdoptionOptions;
  /** As they were at the last adoption. */
  #topicIds: ReadonlyMap<string, string> = new Map();

  constructor(options: AdoptionOptions) {
    this.#options = options;
  }

  /**
   * A partition of `before` is kept with its state if the log says that it is the same and nobody went on with it since, and
   * nothing of it is out of reach; the others start anew, those with a snapshot as soon as it is loaded.
   *
   * @param stop ends what is waited for.
   */
  async adopt({ partitions }: Assignment, before: readonly OwnedPartition[], stop: AbortSignal): Promise<Adopted> {
    const { member, snapshots } = this.#options;
    // In this order: an end that is looked up first may lie before what a last transaction commits meanwhile, and that would
    // look like a topic made anew.
    const committed = await member.committed(partitions);
    const [starts, ends, topicIds] = await Promise.all([
      member.startOffsets(partitions),
      member.endOffsets(partitions),
      this.#topicIdsOf(partitions),
    ]);
    const knownIds = this.#topicIds;
    this.#topicIds = new Map([...knownIds, ...topicIds]);
    const toCommit: Position[] = [];
    const owned = partitions.map((of, index) => {
      const [known, topicId] = [knownIds.get(of.topic), topicIds.get(of.topic)];
      const isSameTopic = known === undefined || topicId === undefined ? undefined : known === topicId;
      const facts = { committed: committed[index], start: starts[index] ?? 0, end: ends[index] ?? 0, isSameTopic };
      const former = before.find((one) => one.is(of) && one.committed === facts.committed && isSameTopic !== false);
      if (former && former.stranded === undefined) {
        former.fetchFrom = former.position;
        return former;
      }
      const fresh = new OwnedPartition(of, facts.committed, this.#options.clock.elapsed());
      if (former) fresh.follow(former);
      const load = snapshots && (() => snapshots.load(fresh, topicId ?? of.topic));
      if (load) void this.#startFromSnapshot(load, fresh, facts, former, stop);
      else if (this.#start(fresh, facts, undefined)) toCommit.push({ ...of, offset: fresh.position });
      return fresh;
    });
    return { owned, toCommit };
  }

  /** Meanwhile the other partitions go on. */
  async #startFromSnapshot(
    load: Load,
    owned: OwnedPartition,
    found: PartitionFacts,
    former: OwnedPartition | undefined,
    stop: AbortSignal,
  ): Promise<void> {
    const loaded = await this.#load(load, owned, found, stop);
    const facts = await this.#lookAgain(owned, found, loaded, stop);
    if (owned.isReleased || stop.aborted) return;
    const restored = owned.trusted === "none" ? undefined : loaded;
    // The store keeps what was learned from topics of other ids apart.
    const isSameTopic = facts.isSameTopic ?? (loaded && true);
    const known = { ...facts, isSameTopic, snapshot: restored?.offset };
    if (former && former.position >= facts.start && !isWhole(startingPoint(known, this.#options.stage))) {
      this.#goOn(owned, former);
    } else {
      this.#start(owned, known, restored?.state);
    }
  }

  /**
   * Where only the store has what was learned, it is waited for until it has answered: whoever went on without would lose
   * for good what is whole there.
   */
  async #load(
    load: Load,
    owned: OwnedPartition,
    facts: PartitionFacts,
    stop: AbortSignal,
  ): Promise<Restored | undefined> {
    const { clock, stage, report } = this.#options;
    const patience = isWhole(startingPoint(facts, stage)) ? patienceMs : Infinity;
    for (;;) {
      try {
        return await load();
      } catch (error) {
        if (!hasCode(error, "STATE_UNAVAILABLE")) throw error;
        const goesOn = !wantsSnapshot(facts, stage) || clock.elapsed() - owned.adoptedAt >= patience;
        report.storeAway(owned, error, goesOn);
        if (goesOn) return undefined;
      }
      await clock.sleep(retryMs, stop);
      if (owned.isReleased || stop.aborted) return undefined;
    }
  }

  /**
   * What was saved was committed before, so a group that is behind a snapshot was set back, or its coordinator has just started
   * and does not know better yet: brokers have been seen to answer with what was committed a minute ago. To believe them would
   * be to judge twice.
   */
  async #lookAgain(
    owned: OwnedPartition,
    facts: PartitionFacts,
    loaded: Restored | undefined,
    stop: AbortSignal,
  ): Promise<PartitionFacts> {
    const { member, clock } = this.#options;
    if (loaded === undefined || facts.committed === undefined || loaded.offset <= facts.committed) return facts;
    for (;;) {
      await clock.sleep(secondLookMs, stop);
      if (owned.isReleased || stop.aborted) return facts;
      try {
        const [committed] = await member.committed([owned]);
        owned.committed = committed;
        return { ...facts, committed };
      } catch {
        // The member itself meets whatever does not pass, and says so; until then there is nothing to believe.
      }
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
  #goOn(owned: OwnedPartition, { state, position, liveFrom, uncommitted }: OwnedPartition): void {
    const lost = state.loseAway();
    state.markAllChanged();
    const remark = `Neither the store nor the log has what ${lost} keys had learned that were not in memory: they start anew.`;
    const point = { position, liveFrom, useSnapshot: false, commitNow: false, remark };
    owned.start(point, state);
    owned.uncommitted = uncommitted;
    this.#options.report.adopted(owned, point);
  }

  /** Without those of topics that are not there, and without any where the cluster does not answer. */
  async #topicIdsOf(partitions: readonly TopicPartition[]): Promise<ReadonlyMap<string, string>> {
    const topics = [...new Set(partitions.map(({ topic }) => topic))];
    const ids = await this.#options.log.topicIds(topics).catch(() => []);
    return new Map(topics.flatMap((topic, i) => (ids[i] === undefined ? [] : [[topic, ids[i]] as const])));
  }
}

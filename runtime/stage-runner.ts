/**
 * Runs one stage on a log: reads what the group assigns, pushes it through the compiled stage, writes results and
 * offsets as one transaction. The next batch is fetched and processed while the last one commits.
 *
 * The order that exactly-once rests on:
 *   1. an assignment is adopted only when nothing is in flight;
 *   2. a batch commits under the assignment that it was fetched under, so a zombie's commit fails (KIP-447);
 *   3. after a transaction that did not commit, memory is ahead of the log: all of it is thrown away and restored,
 *      together with the batch that was processed meanwhile.
 */

import { hasCode } from "../errors/picket-error.ts";
import type { Assignment, FetchedPartition, GroupMember, Log, Position, TransactionalProducer } from "../log/port.ts";
import type { BatchTrace } from "../telemetry/tracing.ts";
import { versionsOf } from "../topology/advisor.ts";
import { advisorsOf, keepersOf, processorsOf, type StageNode } from "../topology/nodes.ts";
import { Adoption } from "./adoption.ts";
import { type CompiledStage, compileStage } from "./compile.ts";
import { Intake } from "./intake.ts";
import { Outbox, type Outgoing } from "./outbox.ts";
import type { OwnedPartition } from "./owned-partition.ts";
import type { Pacing } from "./pace/pacing.ts";
import { ReturningKeys } from "./returning-keys.ts";
import type { RunContext } from "./run-context.ts";
import { type Capture, type Snapshots, snapshotsOf, type Which } from "./snapshots.ts";
import { idleWaitMs, StageReader } from "./stage-reader.ts";
import { StageReport } from "./stage-report.ts";
import { keepTicking } from "./ticker.ts";
import { sourceTopicsOf } from "./topics.ts";
import { waitingOffsets, withWaiting } from "./waiting-offsets.ts";

const retryMs = 500;
const loadingWaitMs = 5;
/** How long a stop waits for the last snapshots; without them the next start replays a little more. */
const lastSaveMs = 4000;

export type StageStatus = "starting" | "waiting" | "restoring" | "running" | "stopped";

interface Batch {
  readonly outgoing: Outgoing;
  readonly offsets: readonly Position[];
  readonly events: ReadonlyMap<string, number>;
  readonly trace: BatchTrace;
}

export class StageRunner {
  readonly name: string;
  readonly #stage: StageNode;
  readonly #run: RunContext;
  readonly #log: Log;
  readonly #report: StageReport;
  readonly #outbox: Outbox;
  readonly #framed: boolean;
  readonly #snapshots: Snapshots | undefined;
  readonly #returning: ReturningKeys | undefined;
  readonly #pacing: Pacing | undefined;
  #compiled!: CompiledStage;
  #intake!: Intake;
  #adoption!: Adoption;
  #member!: GroupMember;
  #reader!: StageReader;
  #producer!: TransactionalProducer;

  #owner: Assignment | undefined;
  #owned: readonly OwnedPartition[] = [];
  #committing: Promise<boolean> | undefined;
  #status: StageStatus = "starting";
  #turnedAt: number;
  #committedAt = -Infinity;

  constructor(stage: StageNode, log: Log, run: RunContext) {
    this.name = stage.name;
    this.#stage = stage;
    this.#log = log;
    this.#run = run;
    this.#report = new StageReport(stage.name, run);
    this.#outbox = new Outbox(run.topics, run.serializer, stage.deadLetters && run.topics.nameOf(stage.deadLetters));
    this.#framed = sourceTopicsOf(stage).some((topic) => topic.role === "internal");
    this.#snapshots = snapshotsOf(stage, run);
    this.#returning = this.#snapshots && new ReturningKeys({ ...run, stage: stage.name, snapshots: this.#snapshots });
    this.#pacing = run.pacings.get(stage.name);
    this.#turnedAt = run.clock.elapsed();
  }

  get status(): StageStatus {
    return this.#status;
  }

  /** Milliseconds since the loop last came round; a healthy one does several times a second. */
  get idleMs(): number {
    return this.#run.clock.elapsed() - this.#turnedAt;
  }

  /**
   * Runs until `stop` aborts, then finishes the batch at hand and leaves the group.
   * @throws PicketError for what cannot heal by itself, e.g. `PRODUCER_FENCED`, `LOG_TOPIC_UNKNOWN`.
   */
  async run(stop: AbortSignal): Promise<void> {
    const { names, topics, maxClockAheadMs } = this.#run;
    this.#compiled = await compileStage(this.#stage, this.#outbox, { maxClockAheadMs });
    this.#intake = new Intake(this.#framed, this.#compiled, this.#outbox, maxClockAheadMs);
    this.#producer = await this.#log.producer(names.transactionalId(this.name));
    this.#member = await this.#log.join({
      groupId: names.groupId(this.name),
      topics: sourceTopicsOf(this.#stage).map((topic) => topics.nameOf(topic)),
      ...(names.instanceId === undefined ? {} : { instanceId: `${names.instanceId}.${this.name}` }),
    });
    this.#reader = new StageReader({ ...this.#run, member: this.#member, pacing: this.#pacing });
    this.#adoption = new Adoption({
      log: this.#log,
      member: this.#member,
      stage: {
        stateful: keepersOf(this.#stage).length > 0,
        reset: this.#framed ? "earliest" : this.#run.autoOffsetReset,
      },
      snapshots: this.#snapshots,
      report: this.#report,
      clock: this.#run.clock,
      forgetAfterMs: this.#run.forgetAfterMs,
    });
    const stopTicking = new AbortController();
    const ticking = await this.#startTicking(stopTicking.signal);
    let saved: Promise<void> | undefined;
    try {
      while (!stop.aborted) await this.#turn(stop);
      if (await this.#settle()) {
        await this.#inTime(this.#commitTime());
        await this.#inTime(this.#saveForOthers());
        // Beside the goodbye: nobody needs to wait for it, and the store knows whose snapshot is the newer one.
        saved = this.#inTime(this.#saveLast());
      }
    } finally {
      this.#status = "stopped";
      this.#pacing?.leave();
      stopTicking.abort();
      await Promise.allSettled([ticking.ended, saved, this.#member.close(), this.#producer.close()]);
      this.#own([]);
    }
  }

  /** @returns what ends with `stop`. */
  async #startTicking(stop: AbortSignal): Promise<{ readonly ended: Promise<void> }> {
    const { clock, ticks } = this.#run;
    if (ticks.everyMs === Infinity || processorsOf(this.#stage).length === 0) return { ended: Promise.resolve() };
    const writer = await this.#log.writer();
    const onMissed = (error: unknown): void => this.#report.tickMissed(error);
    const advisors = advisorsOf(this.#stage);
    const versions = () => versionsOf(advisors);
    const options = { writer, policy: ticks, clock, owned: () => this.#owned, versions, onMissed };
    return { ended: keepTicking(options, stop) };
  }

  async #turn(stop: AbortSignal): Promise<void> {
    this.#turnedAt = this.#run.clock.elapsed();
    const isStranded = this.#owned.some(({ stranded }) => stranded !== undefined);
    if (this.#member.assignment !== this.#owner || isStranded) {
      return this.#takeOver({ keep: await this.#settle() }, stop);
    }
    if (this.#owner === undefined || this.#owned.length === 0) {
      if (this.#owner !== undefined) this.#pacing?.leave();
      // Without an assignment the group is at work; with an empty one there are enough others, and we stand by.
      this.#status = this.#owner === undefined ? "waiting" : "running";
      return this.#member.assignmentChanged(this.#owner, idleWaitMs);
    }
    if (!this.#owned.some((owned) => owned.started)) {
      this.#status = "restoring";
      return this.#run.clock.sleep(loadingWaitMs, stop);
    }

    const trace = this.#run.tracer.batch({ stage: this.name });
    const fetched = await this.#reader.next(this.#owned);
    if ("error" in fetched) {
      trace.end({ records: 0, outcome: "empty" });
      return this.#recover(fetched.error, stop);
    }
    if (this.#member.assignment !== this.#owner) {
      // Nothing was processed yet, so nothing that stays ours need be thrown away.
      return trace.end({ records: 0, outcome: "empty" });
    }
    const { partitions, done } = this.#reader.take(fetched.partitions, this.#owned);
    const canGoOn = (await this.#bringBack(partitions, stop)) && this.#member.assignment === this.#owner;
    if (!canGoOn) return trace.end({ records: 0, outcome: "empty" });

    const batch = await this.#step(partitions, trace);
    if (!(await this.#settle())) {
      trace.end({ records: 0, outcome: "aborted" });
      return this.#takeOver({ keep: false }, stop);
    }
    // Captured now: the next batch is not begun, and this one's offsets are true once it has committed.
    const captured = this.#capture(batch?.offsets ?? []);
    if (!batch) {
      done();
      void this.#snapshots?.save(captured);
      return trace.end({ records: 0, outcome: "empty" });
    }
    this.#committing = this.#commit(batch, this.#owner, captured, done);
    // The next `#settle` hears of a failure; one that comes while the next batch is awaited must not end the process.
    this.#committing.catch(() => {});
  }

  /** @returns whether all that detectors and processors will ask for is in memory. */
  async #bringBack(fetched: readonly FetchedPartition[], stop: AbortSignal): Promise<boolean> {
    const batch = fetched.map((partition) => ({ owned: this.#ownedOf(partition), records: partition.records }));
    return (await this.#returning?.bringBack(batch, stop)) ?? true;
  }

  /** Processes what was fetched. `undefined` when none of it was live: then there is nothing to commit. */
  async #step(fetched: readonly FetchedPartition[], trace: BatchTrace): Promise<Batch | undefined> {
    trace.phase("step");
    this.#outbox.open(trace);
    const events = new Map<string, number>();
    const offsets: Position[] = [];
    for (const { topic, partition, records, nextOffset, endOffset } of fetched) {
      const owned = this.#ownedOf({ topic, partition });
      let live = 0;
      for (const record of records) {
        this.#outbox.muted = record.offset < owned.liveFrom;
        const taken = this.#intake.take(record, owned);
        owned.unsaved += taken;
        if (this.#outbox.muted) owned.restored += taken;
        else live += taken;
      }
      if (records.length > 0 && nextOffset > owned.liveFrom) {
        offsets.push({ topic, partition, offset: nextOffset });
        events.set(topic, (events.get(topic) ?? 0) + live);
      }
      const wasRestoring = owned.restoring;
      owned.position = nextOffset;
      if (wasRestoring) this.#report.restoring(owned);
      this.#report.measured(owned, endOffset);
    }
    this.#status = this.#owned.some((owned) => owned.restoring) ? "restoring" : "running";
    this.#outbox.muted = false;
    await this.#compiled.answer?.();
    const outgoing = this.#outbox.take();
    if (offsets.length === 0 || this.#canWait(outgoing, offsets, events)) return undefined;
    this.#committedAt = this.#run.clock.elapsed();
    return { outgoing, offsets: withWaiting(this.#owned, offsets), events, trace };
  }

  /** Whether only ticks came, and nothing of them: then their offsets wait for a batch that is to be committed anyway. */
  #canWait(outgoing: Outgoing, offsets: readonly Position[], events: ReadonlyMap<string, number>): boolean {
    const isIdle = outgoing.records.length === 0 && [...events.values()].every((count) => count === 0);
    if (!isIdle || this.#run.clock.elapsed() - this.#committedAt >= this.#run.ticks.commitAfterMs) return false;
    for (const { offset, ...of } of offsets) this.#ownedOf(of).uncommitted = offset;
    return true;
  }

  /** With nothing in flight: the offsets of ticks that wait, as the last thing. Without them a few ticks are read again. */
  async #commitTime(): Promise<void> {
    const offsets = waitingOffsets(this.#owned, []);
    if (offsets.length === 0 || !this.#owner) return;
    try {
      await this.#producer.transact([], offsets, this.#owner);
      for (const { offset, ...of } of offsets) this.#ownedOf(of).haveCommitted(offset);
    } catch (error) {
      this.#report.trouble(error);
    }
  }

  /** @returns whether it committed; throws only what cannot heal. */
  async #commit(
    { outgoing, offsets, events, trace }: Batch,
    owner: Assignment,
    captured: readonly Capture[],
    done: () => void,
  ): Promise<boolean> {
    trace.phase("commit");
    const started = this.#run.clock.elapsed();
    try {
      await this.#producer.transact(outgoing.records, offsets, owner);
    } catch (error) {
      const aborted = hasCode(error, "TRANSACTION_ABORTED", "LOG_UNAVAILABLE");
      const outcome = aborted ? "aborted" : "fenced";
      trace.end({ records: 0, outcome, error });
      this.#report.transaction(started, outcome, error);
      if (aborted) return false;
      throw error;
    }
    for (const { offset, ...of } of offsets) this.#ownedOf(of).haveCommitted(offset);
    done();
    this.#report.transaction(started, "committed");
    this.#report.committed(outgoing, events);
    trace.end({ records: outgoing.records.length, outcome: "committed" });
    void this.#snapshots?.save(captured);
    return true;
  }

  /** @param pending the offsets that the batch at hand will commit. */
  #capture(pending: readonly Position[], which: Which = "due", of = this.#owned): readonly Capture[] {
    if (!this.#snapshots || !this.#owner) return [];
    const offsetOf = (owned: OwnedPartition): number | undefined => {
      const committing = pending.find((position) => owned.is(position));
      // The state of one that has read on without a commit is that of no committed offset.
      return committing?.offset ?? (owned.uncommitted === undefined ? owned.committed : undefined);
    };
    return this.#snapshots.capture(of, offsetOf, this.#owner.generation, which);
  }

  /** With nothing in flight: what whoever goes on with it would sooner read than learn again. */
  async #saveForOthers(): Promise<void> {
    await this.#snapshots?.save(this.#capture([], "worthwhile"));
  }

  /**
   * With nothing in flight: what is learned since the last snapshots. A partition that is being saved is not captured, so what
   * is under way goes first.
   */
  async #saveLast(): Promise<void> {
    if (!this.#snapshots) return;
    await this.#snapshots.settled();
    for (let left = this.#owned; left.length > 0;) {
      const captured = this.#capture([], "changed", left);
      if (captured.length === 0) return;
      await this.#snapshots.save(captured);
      // Each once: what a store does not take now would be tried for ever.
      left = left.filter((owned) => captured.every((one) => one.owned !== owned));
    }
  }

  /** Waits for the last snapshots, but not for ever. */
  async #inTime(saving: Promise<void>): Promise<void> {
    const done = new AbortController();
    await Promise.race([saving, this.#run.clock.sleep(lastSaveMs, done.signal)]);
    done.abort();
  }

  /** Waits for the transaction in flight. @returns whether memory still is what the log says. */
  async #settle(): Promise<boolean> {
    const committing = this.#committing;
    this.#committing = undefined;
    return (await committing) ?? true;
  }

  /** Makes the current assignment ours. What was owned is kept where it is exactly what the log says it should be. */
  async #takeOver({ keep }: { keep: boolean }, stop: AbortSignal): Promise<void> {
    this.#reader.drop();
    if (keep) void this.#saveForOthers();
    else this.#own([]);
    this.#owner = this.#member.assignment;
    this.#status = "waiting";
    // While the group rebalances nothing is processed; most of what we have will be ours again.
    if (!this.#owner) return this.#member.assignmentChanged(undefined, idleWaitMs);
    try {
      // A cluster that is away may keep an adoption waiting for a minute; a stop does not wait for it.
      const adopted = await Promise.race([this.#adoption.adopt(this.#owner, this.#owned, stop), untilAborted(stop)]);
      if (!adopted) return;
      this.#own(adopted.owned);
      if (adopted.toCommit.length > 0) await this.#producer.transact([], adopted.toCommit, this.#owner);
    } catch (error) {
      await this.#recover(error, stop);
    }
  }

  /** What is not among `owned` any more is forgotten. */
  #own(owned: readonly OwnedPartition[]): void {
    const released = this.#owned.filter((before) => !owned.includes(before));
    this.#report.released(released);
    for (const partition of released) {
      partition.isReleased = true;
      this.#snapshots?.forget(partition);
    }
    this.#owned = owned;
    this.#pacing?.restart(owned);
  }

  /** Where to go on is read anew from what the log says; what cannot heal goes up. */
  async #recover(error: unknown, stop: AbortSignal): Promise<void> {
    const healing = hasCode(error, "LOG_UNAVAILABLE", "LOG_OFFSET_OUT_OF_RANGE", "TRANSACTION_ABORTED");
    if (!healing) throw error;
    this.#report.trouble(error);
    const intact = (await this.#settle()) && hasCode(error, "LOG_UNAVAILABLE");
    if (!intact) this.#own([]);
    this.#owner = undefined;
    this.#reader.drop();
    this.#status = "waiting";
    await this.#run.clock.sleep(retryMs, stop);
  }

  #ownedOf(of: { topic: string; partition: number }): OwnedPartition {
    const owned = this.#owned.find((partition) => partition.is(of));
    if (!owned) throw new TypeError(`Fetched ${of.topic}/${of.partition}, which was not asked for.`);
    return owned;
  }
}

function untilAborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener("abort", () => resolve(undefined), { once: true });
  });
}

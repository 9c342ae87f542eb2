/**
 * A leader's time with the log: takes over from earlier leaders, reads what they decided, then delivers requests until the
 * group, the log or the lease ends it. It is opened anew after every failure, since only the log knows what was written.
 */

import { PicketError } from "../errors/picket-error.ts";
import type { Assignment, GroupMember, Log, LogReader, Position, TransactionalProducer } from "../log/port.ts";
import type { Clock } from "../runtime/clock.ts";
import { aborted } from "./aborted.ts";
import { Delivery } from "./delivery/delivery.ts";
import { Intake } from "./delivery/intake.ts";
import type { ActingCluster } from "./guarded-cluster.ts";
import type { Ledger } from "./ledger/ledger.ts";
import type { Recent } from "./ledger/recent.ts";
import { Teller } from "./ledger/teller.ts";
import type { Outcome } from "./outcome.ts";
import type { EnforcerPolicy } from "./policy.ts";
import type { Reconciler } from "./reconciler/reconciler.ts";
import type { Report } from "./report.ts";
import type { VerificationRules } from "./signing/verify.ts";

export interface SessionOptions {
  readonly log: Log;
  readonly applicationId: string;
  readonly topics: { readonly requests: string; readonly outcomes: string };
  readonly ensureTopics: () => Promise<void>;
  readonly format: "json" | "protobuf";
  readonly cluster: ActingCluster;
  readonly policy: EnforcerPolicy;
  readonly rules: VerificationRules;
  readonly ledger: Ledger;
  readonly recent: Recent;
  readonly reconciler: Reconciler;
  readonly clock: Clock;
  readonly report: Report;
}

const assignmentWaitMs = 100;

export class Session {
  readonly #options: SessionOptions;
  readonly #opened: { close(): Promise<void> }[] = [];
  #running = false;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  /** Whether requests are being delivered. */
  get running(): boolean {
    return this.#running;
  }

  /**
   * Runs until `signal` aborts, or until the group gives its partitions to others.
   * @throws PicketError of the log; see `mayHeal`.
   */
  async run(signal: AbortSignal): Promise<void> {
    const { reconciler } = this.#options;
    try {
      const begun = await Promise.race([this.#begin(signal), aborted(signal)]);
      if (!begun) return;
      const { teller, delivery } = begun;
      reconciler.teller = teller;
      this.#running = true;
      await delivery.run(signal);
    } finally {
      this.#running = false;
      reconciler.teller = undefined;
      await Promise.allSettled(this.#opened.map((one) => one.close()));
    }
  }

  async #begin(signal: AbortSignal) {
    const { log, applicationId, topics, format, ledger, recent, clock, report } = this.#options;
    const { name: policyName, version } = this.#options.policy;
    const name = `${applicationId}.enforcer`;
    await this.#options.ensureTopics();
    // First: fences earlier leaders and decides what they left open, so that what is read next is all there is.
    const producer = await this.#open(() => log.producer(name), signal);
    await this.#catchUp(await this.#open(() => log.reader(), signal));
    recent.relive(clock.now());
    // One member under one name for all replicas: a new leader takes the place of the old one at once (KIP-345).
    const group = { groupId: name, topics: [topics.requests], instanceId: name };
    const member = await this.#open(() => log.join(group), signal);
    const owner = await assignmentOf(member, signal);
    const positions = await this.#positions(member, owner);
    const policy = { name: policyName, version };
    const told = { topic: topics.outcomes, applicationId, format, policy, now: () => clock.now() };
    const onMistake = (error: unknown, what: string): void => report.trouble({ error }, what);
    const onTold = (outcome: Outcome): void => report.told(outcome);
    const teller = new Teller({ ledger, producer, owner, ...told, onTold, onMistake });
    const intake = new Intake({ rules: this.#options.rules, ledger, onMistake });
    const delivery = new Delivery({ ...this.#options, member, owner, intake, teller }, positions);
    return { teller, delivery };
  }

  async #catchUp(reader: LogReader): Promise<void> {
    const { log, ledger, topics } = this.#options;
    const [partitions = 0] = await log.partitionCounts([topics.outcomes]);
    await ledger.catchUp(reader, partitions);
    await reader.close();
  }

  /** From what was committed, or from the oldest request: those that are too old are refused. */
  async #positions(member: GroupMember, { partitions }: Assignment): Promise<readonly Position[]> {
    const [committed, starts] = await Promise.all([member.committed(partitions), member.startOffsets(partitions)]);
    return partitions.map((of, index) => ({ ...of, offset: Math.max(committed[index] ?? 0, starts[index] ?? 0) }));
  }

  /** Opens nothing after the end: that would throw out whoever leads by then. What is under way then is closed at once. */
  async #open<Opened extends GroupMember | LogReader | TransactionalProducer>(
    open: () => Promise<Opened>,
    signal: AbortSignal,
  ): Promise<Opened> {
    if (!signal.aborted) {
      const opened = await open();
      this.#opened.push(opened);
      if (!signal.aborted) return opened;
      await opened.close();
    }
    throw new PicketError("LEADERSHIP_LOST", "This replica does not lead any more.");
  }
}

async function assignmentOf(member: GroupMember, signal: AbortSignal): Promise<Assignment> {
  while (!member.assignment && !signal.aborted) await member.assignmentChanged(undefined, assignmentWaitMs);
  return member.assignment ?? nothing;
}

const nothing: Assignment = { groupId: "", generation: -1, memberId: "", partitions: [] };

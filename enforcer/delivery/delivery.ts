/**
 * Carries requests out: reads a batch, decides and acts node by node, then commits what came of it together with how far was
 * read; the next is read meanwhile. Whatever is cut off in between is delivered again, finds what was done already, and goes on
 * from there.
 */

import { hasCode, PicketError } from "../../errors/picket-error.ts";
import type { Assignment, GroupMember, Position, TopicPartition } from "../../log/port.ts";
import type { Clock } from "../../runtime/clock.ts";
import { unlessAborted } from "../aborted.ts";
import type { FleetNode } from "../cluster/fleet.ts";
import type { ActingCluster } from "../guarded-cluster.ts";
import { KeyedLock } from "../keyed-lock.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { Recent } from "../ledger/recent.ts";
import type { Origin, Teller, Tidings } from "../ledger/teller.ts";
import { isFinal, isOutcomeCode, type OutcomeCode, outcomeCodes } from "../outcome.ts";
import { Places } from "../places.ts";
import type { EnforcerPolicy } from "../policy.ts";
import { isEnrolled, joined, released, specOf } from "../quarantine/enrolment.ts";
import type { Quarantine } from "../quarantine/quarantine.ts";
import { isHeld, statusOf } from "../quarantine/transitions.ts";
import { deferralId, finalId, nodeState, type Verdict, verdictsOf } from "../quarantine/verdicts.ts";
import type { Reconciler } from "../reconciler/reconciler.ts";
import type { Report } from "../report.ts";
import type { CordonRequest } from "../request.ts";
import { Batches } from "./batches.ts";
import type { Arrival, Intake } from "./intake.ts";
import { Lulls } from "./lulls.ts";

const fetchBytes = 2 ** 20;
const idleWaitMs = 100;
/** So many nodes are worked on at the same time. */
const concurrency = 16;
/** So many requests may be under way, or done and not told; no more are read until there are fewer. */
const mostUntold = 1000;
/** Outcomes wait so long for others to be told with, while there are any. */
const longestUntoldMs = 100;
/**
 * After so many failures in a row of a cluster that does answer, others go on: a request that is kept as an object is left to
 * the reconciler, any other is given up. That takes some 11 s, and a third of a second where the node is known to be stuck.
 */
const patience = { kept: 4, stuck: 4, other: 9 } as const;
const firstPauseMs = 25;
const longestPauseMs = 5000;

export interface DeliveryOptions {
  readonly member: GroupMember;
  /** Of the partitions that are ours, as long as it is the member's. */
  readonly owner: Assignment;
  readonly cluster: ActingCluster;
  readonly policy: EnforcerPolicy;
  readonly intake: Intake;
  readonly ledger: Ledger;
  readonly recent: Recent;
  readonly reconciler: Reconciler;
  readonly teller: Teller;
  readonly clock: Clock;
  readonly report: Report;
}

interface Request {
  readonly request: CordonRequest;
  readonly origin: Origin;
}

export class Delivery {
  readonly #options: DeliveryOptions;
  readonly #batches = new Batches(mostUntold);
  readonly #lulls: Lulls;
  readonly #places = new Places(concurrency);
  /** Requests of one node are dealt with in the order in which they came. */
  readonly #lines = new KeyedLock();
  #positions: readonly Position[];
  /** Nodes of which a request was given up, until one succeeds. */
  readonly #stuck = new Set<string>();

  /** @param positions where to begin, for each partition that is ours. */
  constructor(options: DeliveryOptions, positions: readonly Position[]) {
    this.#options = options;
    this.#lulls = new Lulls(options.clock, longestUntoldMs);
    this.#positions = positions;
  }

  /**
   * Until `signal` aborts or the group gives partitions to others; then what is at hand is finished.
   * @throws PicketError of the log, or `LEADERSHIP_LOST`; nothing is under way any more then, and nothing more is committed.
   */
  async run(signal: AbortSignal): Promise<void> {
    const { member, owner } = this.#options;
    const stop = AbortSignal.any([signal, this.#batches.failed]);
    try {
      while (!stop.aborted && member.assignment === owner) await this.#turn(stop);
    } catch (problem) {
      this.#batches.fail(problem);
    }
    await this.#batches.finished();
  }

  /** One batch: it is read and begun. */
  async #turn(stop: AbortSignal): Promise<void> {
    const { member, intake, clock, recent, reconciler, teller } = this.#options;
    // What cannot be begun yet is better read later, more of it at once.
    await Promise.all([this.#places.free(), this.#batches.room()]);
    const limits = { maxBytes: fetchBytes, maxWaitMs: idleWaitMs };
    const fetched = (await unlessAborted(stop, member.fetch(this.#positions, limits))) ?? [];
    this.#positions = this.#positions.map((position) => {
      const moved = fetched.find((of) => isSame(of, position));
      return moved ? { ...position, offset: moved.nextOffset } : position;
    });
    const records = fetched.flatMap(({ topic, partition, records }) =>
      records.map((record) => ({ ...record, topic, partition })),
    );
    if (records.length === 0) {
      // A failure to tell, by whomever, ends us although no requests come.
      await teller.tell([]);
      return;
    }
    const arrivals = intake.take(records, clock.now());
    for (const { request } of arrivals) {
      if (request && this.#isFlag(request)) recent.flag(request.node, clock.now());
    }
    const offsets = fetched
      .filter((of) => of.records.length > 0)
      .map(({ topic, partition, nextOffset: offset }) => ({ topic, partition, offset }));
    const nodes = arrivals.flatMap(({ request }) => request?.node ?? []);
    this.#batches.begin(records.length, (inTurn) =>
      reconciler.untold(nodes, async () => {
        const tidings = await this.#lulls.busy(() => this.#handleAll(arrivals, stop));
        await this.#lulls.next();
        await inTurn(() => teller.tell(tidings, offsets));
        intake.told();
      }),
    );
  }

  async #handleAll(arrivals: readonly Arrival[], signal: AbortSignal): Promise<readonly Tidings[]> {
    const tidings = await Promise.all(
      arrivals.map(async ({ verdict, request, origin }): Promise<readonly Tidings[]> => {
        if (verdict) return [{ verdict, origin }];
        if (!request) return [];
        const answer = () => this.#places.run(() => this.#answer({ request, origin }, signal));
        try {
          return (await this.#lines.run(request.node, answer)).map((one) => ({ verdict: one }));
        } catch (problem) {
          // At once, so that the others do not go on as if there were someone to tell.
          this.#batches.fail(problem);
          return [];
        }
      }),
    );
    return tidings.flat();
  }

  /** Always, but where the log or the lease is the problem: what goes wrong with one request must not stop all others for ever. */
  async #answer(request: Request, signal: AbortSignal): Promise<readonly Verdict[]> {
    try {
      return await this.#handleTraced(request, signal);
    } catch (error) {
      if (error instanceof PicketError && !isOfCluster(error)) throw error;
      const { id: requestId, node, action, requestedBy } = request.request;
      this.#options.report.trouble({ node, requestId, error }, "a request cannot be dealt with");
      const about = { requestId, node, action, code: "not_possible", message: outcomeCodes.not_possible } as const;
      const unseen = { before: undefined, after: undefined, evidenceKinds: [], byPerson: requestedBy !== undefined };
      return [{ id: finalId(requestId), ...about, ...unseen, at: this.#options.clock.now() }];
    }
  }

  async #handleTraced({ request, origin }: Request, signal: AbortSignal): Promise<readonly Verdict[]> {
    const { report, teller } = this.#options;
    const { id: requestId, node } = request;
    return report.traced("request", origin.trace, { node, requestId }, async (trace) => {
      const within = { ...origin, trace };
      teller.received(requestId, within);
      return this.#handle({ request, origin: within }, signal);
    });
  }

  /** Tries until it is decided, kept as an object for later, or known to be impossible. While the cluster is away, it waits. */
  async #handle(arrival: Request, signal: AbortSignal): Promise<readonly Verdict[]> {
    const { clock, reconciler, report } = this.#options;
    const { node, id } = arrival.request;
    for (let failures = 1; ; failures += 1) {
      try {
        const verdicts = await reconciler.exclusively(node, () => this.#attempt(arrival));
        this.#stuck.delete(node);
        return verdicts;
      } catch (error) {
        if (error instanceof PicketError && !isOfCluster(error)) throw error;
        if (!hasCode(error, "CLUSTER_CONFLICT")) report.trouble({ node, requestId: id, error }, "tries again");
        if (this.#isHopeless(arrival.request, error, failures)) return this.#giveUp(arrival.request, error);
        await clock.sleep(Math.min(longestPauseMs, firstPauseMs * 2 ** failures), signal);
        if (signal.aborted) throw new PicketError("LEADERSHIP_LOST", "This replica does not lead any more.");
      }
    }
  }

  /** Whether to go on without it, because all others wait meanwhile, releases too. */
  #isHopeless(request: CordonRequest, error: unknown, failures: number): boolean {
    if (hasCode(error, "CLUSTER_UNAVAILABLE", "CLUSTER_AUTHENTICATION")) return false;
    // A mistake of our own goes on for ever, at this record, whoever leads.
    if (!isOfCluster(error)) return true;
    if (this.#isKept(request)) return failures >= patience.kept;
    if (hasCode(error, "CLUSTER_INVALID")) return true;
    return failures >= (this.#stuck.has(request.node) ? patience.stuck : patience.other);
  }

  #giveUp(request: CordonRequest, error: unknown): readonly Verdict[] {
    if (this.#isKept(request)) {
      this.#options.reconciler.changed({ kind: "quarantine", node: request.node });
      return this.#verdicts(request);
    }
    this.#stuck.add(request.node);
    return [this.#final(request, "not_possible", error instanceof Error ? error.message : String(error))];
  }

  /** Looks at everything anew each time: it may be the second attempt, or that of another leader. */
  async #attempt(arrival: Request): Promise<readonly Verdict[]> {
    const { request } = arrival;
    const { reconciler, ledger, clock } = this.#options;
    let made: Quarantine | undefined;
    if (!this.#isKept(request)) {
      // What an earlier leader has done to the node is written down before anything is added; if it can be, for a release.
      await reconciler.settle(request.node).catch((error: unknown) => {
        if (request.action !== "release" || !hasCode(error, "CLUSTER_INVALID")) throw error;
      });
      // And where that ended a quarantine which knew of this request, what became of it has been told.
      const now = clock.now();
      if (ledger.has({ id: finalId(request.id), at: now })) return [];
      const quarantine = this.#quarantineOf(request);
      const refusal = this.#refusal(request, quarantine);
      if (refusal && refusal.code !== "expired" && reconciler.isBehind) {
        throw new PicketError(
          "CLUSTER_UNAVAILABLE",
          "The fleet is still being listed; the request may be about what is new.",
        );
      }
      if (refusal) return [refusal];
      if (request.action === "release") await this.#release(request, quarantine);
      else made = await this.#cordon(arrival, quarantine);
    }
    await reconciler.settle(request.node, made);
    await this.#keep(made);
    return this.#verdicts(request);
  }

  /** Whether the storm breaker counts it: a policy asks, and nothing but a guard rail can say no. */
  #isFlag(request: CordonRequest): boolean {
    if (request.action !== "cordon" || request.requestedBy !== undefined) return false;
    try {
      return this.#refusal(request, this.#quarantineOf(request)) === undefined;
    } catch {
      // Whatever it is, it comes again when the request is dealt with, and is answered there.
      return false;
    }
  }

  /** What no guard rail is needed for. */
  #refusal(request: CordonRequest, quarantine: Quarantine | undefined): Verdict | undefined {
    const { cluster, clock } = this.#options;
    const node = cluster.fleet.nodes.get(request.node);
    if (clock.now() > request.notAfter) return this.#final(request, "expired");
    if (!node && !(quarantine && request.action === "release")) return this.#final(request, "unknown_node");
    if (node && request.nodeUid !== undefined && request.nodeUid !== node.uid) return this.#final(request, "wrong_uid");
    const phase = quarantine && statusOf(quarantine).phase;
    const isLeft = request.requestedBy === undefined && quarantine?.spec.source === "manual";
    if (request.action === "release") {
      const isThere = quarantine && (isHeld(quarantine) || phase === "Pending" || phase === "Releasing");
      if (!isThere) return this.#final(request, "not_quarantined");
      return isLeft ? this.#final(request, "left_to_person") : undefined;
    }
    // It would be judged as the person's, or end the person's wait with its own notAfter.
    if (isLeft && phase === "Pending") return this.#final(request, "left_to_person");
    const isVetoed = quarantine?.status?.phase === "Vetoed" && !this.#isOver(quarantine);
    // A veto is for the machine that had the name then.
    const isSameNode = quarantine?.status?.nodeUid === node?.uid;
    return isVetoed && isSameNode ? this.#final(request, "vetoed", quarantine.status.message) : undefined;
  }

  async #release(request: CordonRequest, quarantine: Quarantine | undefined): Promise<void> {
    const { cluster, clock } = this.#options;
    if (quarantine) await cluster.updateStatus(quarantine, released(quarantine, request, clock.now()));
  }

  /** @returns what it made, with the request enrolled; that is written down with the next step. */
  async #cordon({ request, origin }: Request, quarantine: Quarantine | undefined): Promise<Quarantine | undefined> {
    const { cluster, policy, clock } = this.#options;
    if (quarantine && this.#canJoin(quarantine, request)) {
      const { spec, status } = joined(quarantine, request, policy, clock.now());
      const kept = isEqual(spec, quarantine.spec) ? quarantine : await cluster.updateSpec(quarantine, spec);
      await cluster.updateStatus(kept, status);
      return undefined;
    }
    if (quarantine) await this.#clearAway(quarantine);
    const made = await cluster.createQuarantine(specOf(request), origin.trace?.traceparent);
    return { ...made, status: joined(made, request, policy, clock.now()).status };
  }

  /** Where nothing could be done yet, the status says all the same that the request was read: it is not read again. */
  async #keep(made: Quarantine | undefined): Promise<void> {
    const { cluster } = this.#options;
    const quarantine = made && cluster.fleet.quarantines.get(made.name);
    if (made?.status && quarantine?.uid === made.uid && !quarantine.status) {
      await cluster.updateStatus(quarantine, made.status);
    }
  }

  #canJoin(quarantine: Quarantine, request: CordonRequest): boolean {
    const { phase } = statusOf(quarantine);
    if (quarantine.deleting) return false;
    // What a person asks for is judged as such, which an object that a policy made cannot become.
    if (phase === "Pending") return request.requestedBy === undefined || quarantine.spec.source === "manual";
    return isHeld(quarantine) || (phase === "DryRun" && this.#options.policy.mode === "dry-run");
  }

  /** What is over or to be replaced goes, with all that it knows told, before another takes its name. */
  async #clearAway(quarantine: Quarantine): Promise<void> {
    const { reconciler, cluster } = this.#options;
    const isLeaving = quarantine.deleting || statusOf(quarantine).phase === "Releasing";
    if (!isLeaving) await reconciler.finish(quarantine, "Superseded");
    if (!cluster.fleet.quarantines.has(quarantine.name)) return;
    throw new PicketError("CLUSTER_CONFLICT", `The quarantine of ${quarantine.name} is still being ended.`);
  }

  /** All that is decided by now, and at least something about this request, unless that has been told. */
  #verdicts(request: CordonRequest): readonly Verdict[] {
    const { cluster, clock } = this.#options;
    const quarantine = this.#quarantineOf(request);
    // It ended, and did not go before all was told.
    if (!quarantine) return [];
    const verdicts = verdictsOf(quarantine, cluster.fleet.nodes.get(request.node));
    const { code = "", at = clock.now() } = statusOf(quarantine).requests.find(({ id }) => id === request.id) ?? {};
    if (!isOutcomeCode(code) || isFinal(code)) return verdicts;
    const { message } = statusOf(quarantine);
    const deferral = { ...this.#final(request, code, message || outcomeCodes[code]), id: deferralId(request.id), at };
    return [...verdicts, deferral];
  }

  #final(request: CordonRequest, code: OutcomeCode, message: string = outcomeCodes[code]): Verdict {
    const { cluster, clock } = this.#options;
    const { id, node: name, action, requestedBy } = request;
    const node: FleetNode | undefined = cluster.fleet.nodes.get(name);
    const quarantine = cluster.fleet.quarantines.get(name);
    const state = node && nodeState(node, quarantine ? statusOf(quarantine).phase : "");
    const about = { requestId: id, node: name, action, code, message, before: state, after: state };
    return { id: finalId(id), ...about, at: clock.now(), evidenceKinds: [], byPerson: requestedBy !== undefined };
  }

  #quarantineOf({ node }: CordonRequest): Quarantine | undefined {
    return this.#options.cluster.fleet.quarantines.get(node);
  }

  #isKept(request: CordonRequest): boolean {
    const quarantine = this.#quarantineOf(request);
    return quarantine !== undefined && isEnrolled(quarantine, request);
  }

  #isOver(quarantine: Quarantine): boolean {
    return this.#options.clock.now() >= (statusOf(quarantine).until ?? 0);
  }
}

function isSame(one: TopicPartition, other: TopicPartition): boolean {
  return one.topic === other.topic && one.partition === other.partition;
}

function isEqual(one: object, other: object): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function isOfCluster(error: unknown): error is PicketError {
  return hasCode(
    error,
    "CLUSTER_UNAVAILABLE",
    "CLUSTER_CONFLICT",
    "CLUSTER_NOT_FOUND",
    "CLUSTER_FORBIDDEN",
    "CLUSTER_AUTHENTICATION",
    "CLUSTER_INVALID",
  );
}

/**
 * Makes each node what its quarantine says, step by step, whoever changed what. It works on what is, never on what happened:
 * a change, a timer, a start and a conflict all mean the same, to look again.
 */

import { hasCode } from "../../errors/picket-error.ts";
import type { Clock } from "../../runtime/clock.ts";
import { admit } from "../admission/admission.ts";
import type { FleetNode } from "../cluster/fleet.ts";
import type { Change, NodePatch } from "../cluster/port.ts";
import type { ActingCluster } from "../guarded-cluster.ts";
import { KeyedLock } from "../keyed-lock.ts";
import { candidateOf, type Recent } from "../ledger/recent.ts";
import type { Teller } from "../ledger/teller.ts";
import type { EnforcerPolicy } from "../policy.ts";
import { isOpen } from "../quarantine/handled-request.ts";
import { giveBackPatch, markerKey, markerOf } from "../quarantine/marker.ts";
import { nextStep, type Step } from "../quarantine/next-step.ts";
import { nodeEventOf, releaseEvent } from "../quarantine/node-event.ts";
import type { Quarantine, QuarantineStatus } from "../quarantine/quarantine.ts";
import {
  admitted,
  admittedSince,
  isHeld,
  type ReleaseReason,
  releaseReasons,
  releasing,
  statusOf,
  wasHeld,
} from "../quarantine/transitions.ts";
import { lastVerdictsOf, verdictsOf } from "../quarantine/verdicts.ts";
import type { Report } from "../report.ts";
import { Caregiver } from "./caregiver.ts";
import { Grace } from "./grace.ts";
import { WorkQueue } from "./work-queue.ts";

const workers = 8;
/** More steps than a quarantine can take without anything else happening: a bound on our own mistakes. */
const longestWay = 12;
/** All is looked at again this often, in case something was overlooked. */
const resyncMs = 300_000;
/**
 * How long a marker without its quarantine is left alone: watches of nodes and of quarantines are apart, so the news of a
 * marker may arrive before that of the quarantine which it is of.
 */
const strayGraceMs = 10_000;
/** How long an object that names a request waits for it. */
const requestGraceMs = 30_000;

export interface ReconcilerOptions {
  readonly cluster: ActingCluster;
  readonly policy: EnforcerPolicy;
  readonly recent: Recent;
  readonly clock: Clock;
  readonly report: Report;
}

export class Reconciler {
  readonly #options: ReconcilerOptions;
  readonly #lock = new KeyedLock();
  readonly #queue: WorkQueue;
  readonly #caregiver: Caregiver;
  /** Nodes that carry a marker which no quarantine accounts for. */
  readonly #strays: Grace;
  /** Objects that name a request which was not read. */
  readonly #expected: Grace;
  /** Nodes of which someone else tells, as they were named. */
  readonly #untold = new Set<ReadonlySet<string>>();
  #teller: Teller | undefined;
  #blind: Error | undefined;
  #isBehind = false;

  constructor(options: ReconcilerOptions) {
    this.#options = options;
    this.#queue = new WorkQueue(options.clock);
    this.#strays = new Grace(options.clock, strayGraceMs);
    this.#expected = new Grace(options.clock, requestGraceMs);
    this.#caregiver = new Caregiver({ ...options, wake: (node, inMs) => this.#queue.addIn(inMs, node) });
  }

  /** From now on outcomes can be told, and what happened lately is known; `undefined` takes that back. */
  set teller(teller: Teller | undefined) {
    this.#teller = teller;
    if (teller) this.#wakeAll();
  }

  /** While watching fails, what we see is old: nobody is cordoned on the strength of it. */
  set blind(problem: Error | undefined) {
    this.#blind = problem;
    if (!problem) this.#wakeAll();
  }

  /** Whether what the leader before has done may be missing in the fleet: what is not seen need not be absent. */
  get isBehind(): boolean {
    return this.#isBehind;
  }

  set isBehind(isBehind: boolean) {
    this.#isBehind = isBehind;
    if (!isBehind) this.#wakeAll();
  }

  /** Works until `signal` aborts, and what is at hand is done. */
  async run(signal: AbortSignal): Promise<void> {
    this.#wakeAll();
    const giveUp = (): void => this.#caregiver.stop();
    signal.addEventListener("abort", giveUp, { once: true });
    await Promise.all([this.#queue.run(workers, (node) => this.#work(node), signal), this.#resync(signal)]);
    giveUp();
  }

  changed({ node }: Change): void {
    const { nodes, quarantines } = this.#options.cluster.fleet;
    if (quarantines.has(node) || markerKey in (nodes.get(node)?.annotations ?? {})) this.#queue.add(node);
  }

  /**
   * Until the end of `work`, which tells of these nodes itself, together with how far requests are read: each outcome by itself
   * would be a transaction more for the next to wait for.
   */
  async untold<Result>(nodes: readonly string[], work: () => Promise<Result>): Promise<Result> {
    const these = new Set(nodes);
    this.#untold.add(these);
    try {
      return await work();
    } finally {
      this.#untold.delete(these);
      // What else has happened to them meanwhile.
      for (const node of these) this.#queue.add(node);
    }
  }

  /** Nobody else touches the node or its quarantine while `task` runs. */
  exclusively<Result>(node: string, task: () => Promise<Result>): Promise<Result> {
    return this.#lock.run(node, task);
  }

  /**
   * Does what there is to do now, inside `exclusively`.
   * @param made an object that was made for a request just now, with a status that is not written yet.
   * @throws PicketError `CLUSTER_CONFLICT`: look again; other codes of the cluster and the log; `LEADERSHIP_LOST`.
   */
  async settle(name: string, made?: Quarantine): Promise<void> {
    for (let way = 0; way < longestWay; way += 1) {
      const { nodes, quarantines } = this.#options.cluster.fleet;
      const [node, found] = [nodes.get(name), quarantines.get(name)];
      if (node && (await this.#isStray(node, found))) return;
      if (!found) return;
      const isMade = !found.status && made?.status && found.uid === made.uid;
      const quarantine = isMade ? { ...found, status: made.status } : found;
      if (this.#isExpected(quarantine)) return;
      if (!(await this.#take(await this.#adopted(quarantine), node))) return;
    }
    throw new Error(`The quarantine of ${name} does not come to rest.`);
  }

  /** Ends a quarantine once everything that it knows is told. */
  async finish(quarantine: Quarantine, reason: ReleaseReason): Promise<boolean> {
    const { cluster, clock, recent, report } = this.#options;
    const { name } = quarantine;
    const node = cluster.fleet.nodes.get(name);
    // Without the log it has to wait: with the object would go what nobody has been told.
    if (!this.#teller) {
      await this.#sayReleased(quarantine, reason);
      return false;
    }
    const verdicts = lastVerdictsOf(quarantine, node, reason, clock.now());
    await this.#teller.tell(verdicts.map((verdict) => ({ verdict })));
    await cluster.finishQuarantine(quarantine);
    recent.end(name);
    if (wasHeld(quarantine)) {
      report.released(reason);
      if (node) void cluster.recordEvent(node, releaseEvent(releaseReasons[reason]));
    }
    this.#wakeWaiting();
    return true;
  }

  /** The node is given back, but the object cannot go: it should not say that the node is held. */
  async #sayReleased(quarantine: Quarantine, reason: ReleaseReason): Promise<void> {
    if (!isHeld(quarantine)) return;
    try {
      await this.#options.cluster.updateStatus(quarantine, releasing(quarantine, reason, this.#options.clock.now()));
    } catch (error) {
      // Not worth another try: what matters is done.
      if (!hasCode(error, "CLUSTER_INVALID")) throw error;
    }
  }

  async #work(name: string): Promise<"done" | "failed"> {
    const { cluster, report } = this.#options;
    try {
      await this.exclusively(name, async () => {
        await this.settle(name);
        if ([...this.#untold].some((nodes) => nodes.has(name))) return;
        const quarantine = cluster.fleet.quarantines.get(name);
        const verdicts = quarantine ? verdictsOf(quarantine, cluster.fleet.nodes.get(name)) : [];
        await this.#teller?.tell(verdicts.map((verdict) => ({ verdict })));
      });
      return "done";
    } catch (error) {
      if (!hasCode(error, "CLUSTER_CONFLICT", "LEADERSHIP_LOST")) report.trouble({ node: name, error }, "tries again");
      return "failed";
    }
  }

  /** @returns whether there may be more to do at once. */
  async #take(quarantine: Quarantine, node: FleetNode | undefined): Promise<boolean> {
    const { cluster, policy, recent, clock } = this.#options;
    const { name } = quarantine;
    const now = clock.now();
    if (this.#isLate(quarantine)) {
      await this.#record(quarantine, releasing(quarantine, "Settled", now), node);
      return true;
    }
    const pods = cluster.fleet.podsOn(name);
    const step = nextStep({ quarantine, node, pods, policy, now, ask: this.#asking(quarantine, node) });
    if (isHeld(quarantine)) recent.end(name);
    switch (step.kind) {
      case "wait":
        if (step.until !== undefined) this.#queue.addIn(Math.max(0, step.until - now), name);
        return false;
      case "record":
        await this.#record(quarantine, step.status, node);
        return true;
      case "hold":
        await this.#hold(quarantine, step);
        return true;
      case "evict":
        await this.#caregiver.evict(name, step.pods, () => this.#isStillDraining(quarantine));
        return false;
      case "recover": {
        const status = this.#caregiver.recover(quarantine, step.step);
        if (status) await this.#record(quarantine, status, node);
        else this.#queue.addIn(Math.max(0, step.until - now), name);
        return status !== undefined;
      }
      case "patch":
        await this.#patch("release", step.node, step.patch, quarantine);
        // After a veto its place is free long before the object goes.
        if (!isHeld(quarantine)) this.#wakeWaiting();
        return true;
      case "finish":
        await this.finish(quarantine, step.reason);
        return false;
    }
  }

  /**
   * From the decision on, other decisions count the node. Those of another leader do too, because the decision is written down
   * before it is carried out: a patch fences one node, not the budget. _We decide on A, our patch hangs, another leads and
   * decides on B, our patch arrives_: had it not read of A, both would be out.
   */
  async #hold(quarantine: Quarantine, { node, patch }: Extract<Step, { kind: "hold" }>): Promise<void> {
    const { cluster, recent, clock, report } = this.#options;
    recent.begin({ ...candidateOf(quarantine, node), node: node.name, at: clock.now() });
    try {
      if (admittedSince(statusOf(quarantine)) === undefined) {
        await cluster.updateStatus(quarantine, admitted(quarantine, clock.now()));
      }
      await this.#patch("cordon", node, patch, quarantine);
      report.cordoned(clock.now() - quarantine.spec.requestedAt);
    } finally {
      recent.doubt(node.name, clock.now());
    }
  }

  /**
   * Whether its request was decided without it. A leader's POST hangs → another leads, gets the request again, decides and
   * tells → the POST lands: what it made must have no effect, or the request would be carried out twice.
   */
  #isLate({ spec, status }: Quarantine): boolean {
    if (!status) return spec.requestId !== undefined && this.#teller?.isDecided(spec.requestId) === true;
    const { phase, requests } = status;
    const waiting = requests.filter((request) => request.action === "cordon" && isOpen(request));
    return phase === "Pending" && waiting.length > 0 && waiting.every(({ id }) => this.#teller?.isDecided(id));
  }

  /** Whether nobody has asked for the node back since, and who does would be seen. */
  #isStillDraining({ name, uid }: Quarantine): boolean {
    const { cluster, policy, clock } = this.#options;
    const { nodes, quarantines } = cluster.fleet;
    const quarantine = quarantines.get(name);
    if (quarantine?.uid !== uid || this.#blind || this.#isBehind) return false;
    const pods = cluster.fleet.podsOn(name);
    const step = nextStep({ quarantine, node: nodes.get(name), pods, policy, now: clock.now() });
    return step.kind === "evict" || (step.kind === "record" && step.status.phase === "Draining");
  }

  #asking(quarantine: Quarantine, node: FleetNode | undefined) {
    if (!node || !this.#teller || this.#blind || this.#isBehind) return undefined;
    const { cluster, policy, recent, clock } = this.#options;
    return () => {
      const now = clock.now();
      const history = recent.historyFor(node.name, now);
      return admit({ candidate: candidateOf(quarantine, node), fleet: cluster.fleet, history, policy, now });
    };
  }

  async #record(quarantine: Quarantine, status: QuarantineStatus, node: FleetNode | undefined): Promise<void> {
    const { cluster } = this.#options;
    try {
      await cluster.updateStatus(quarantine, status);
    } catch (error) {
      const marker = node && markerOf(node);
      if (!quarantine.deleting || !marker || !hasCode(error, "CLUSTER_INVALID")) throw error;
      // Who wants the node back gets it, whether or not the API server lets us write down that we had it.
      await this.#patch("release", node, giveBackPatch(node, marker, { uncordon: true }), quarantine);
      return;
    }
    const event = nodeEventOf(quarantine.status, status);
    if (node && event) void cluster.recordEvent(node, event);
  }

  async #patch(
    what: "cordon" | "release",
    node: FleetNode,
    patch: NodePatch,
    quarantine: Quarantine | undefined,
  ): Promise<void> {
    const { cluster, report } = this.#options;
    const from = quarantine?.traceparent === undefined ? undefined : { traceparent: quarantine.traceparent };
    await report.traced(what, from, { node: node.name }, (context) =>
      cluster.patchNode(node, patch, context?.traceparent),
    );
  }

  /**
   * Whether its request may still come. A leader makes the object and dies before it writes the status → its successor finds an
   * object that names a request, and gets that request again. Where none comes, someone wrote the name who made it by hand.
   */
  #isExpected({ name, deleting, spec: { requestId }, status }: Quarantine): boolean {
    if (status || deleting || requestId === undefined || this.#teller?.isDecided(requestId)) {
      this.#expected.end(name);
      return false;
    }
    if (!this.#teller) return true;
    const left = this.#expected.leftMs(name);
    if (left > 0) this.#queue.addIn(left, name);
    return left > 0;
  }

  /** What a person made has no finalizer yet; writing the spec as it is puts it on. */
  async #adopted(quarantine: Quarantine): Promise<Quarantine> {
    if (quarantine.status || quarantine.deleting) return quarantine;
    return this.#options.cluster.updateSpec(quarantine, quarantine.spec);
  }

  /** A marker whose quarantine is gone, by force: what it says was done is undone. @returns whether to wait with all else. */
  async #isStray(node: FleetNode, quarantine: Quarantine | undefined): Promise<boolean> {
    const marker = markerOf(node);
    // What is held is not a stray, whatever its annotation says: that is written anew.
    const isOfOurs = quarantine && (marker?.quarantine === quarantine.uid || isHeldHere(quarantine, node));
    if (!marker || isOfOurs) {
      this.#strays.end(node.name);
      return false;
    }
    if (this.#isBehind) return true;
    const left = this.#strays.leftMs(node.name);
    if (left > 0) {
      this.#queue.addIn(left, node.name);
      return true;
    }
    await this.#patch("release", node, giveBackPatch(node, marker, { uncordon: true }), quarantine);
    this.#strays.end(node.name);
    return false;
  }

  async #resync(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#options.clock.sleep(resyncMs, signal);
      this.#wakeAll();
    }
  }

  #wakeAll(): void {
    const { nodes, quarantines } = this.#options.cluster.fleet;
    for (const name of quarantines.keys()) this.#queue.add(name);
    for (const { name, annotations } of nodes.values()) if (markerKey in annotations) this.#queue.add(name);
  }

  /** There may be room for one more: the gravest first, of those the one that waits longest. */
  #wakeWaiting(): void {
    const waiting = [...this.#options.cluster.fleet.quarantines.values()].filter(
      (quarantine) => statusOf(quarantine).phase === "Pending",
    );
    for (const { name } of waiting.sort(byUrgency)) this.#queue.add(name);
  }
}

function isHeldHere(quarantine: Quarantine, { uid }: FleetNode): boolean {
  return isHeld(quarantine) && statusOf(quarantine).nodeUid === uid;
}

const severities = ["critical", "high", "medium", "low"];

function byUrgency({ spec: one }: Quarantine, { spec: other }: Quarantine): number {
  return severities.indexOf(one.severity) - severities.indexOf(other.severity) || one.requestedAt - other.requestedAt;
}

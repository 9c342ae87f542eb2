/** The state of the judge for one group: its nodes, window by window, and what passes while they say nothing. */

import type { CordonRequest } from "../../proto/codecs/cordon-request.ts";
import type { Emit, ProcessorContext, ProcessorState, TraceContext, WakeContext } from "../../topology/processor.ts";
import type { NodeHealth } from "../health.ts";
import { decide } from "../policy/decide.ts";
import { summaryOf, withNewest } from "../policy/history.ts";
import type { NodePolicy } from "../policy/policy.ts";
import type { NodeWindow } from "../window.ts";
import { absentWindow } from "./absent-window.ts";
import { type Assessment, assess } from "./assessment.ts";
import { cordonRequestOf } from "./cordon-request.ts";
import { emptyGroup, type Group, sealGroup } from "./group.ts";
import { withModels } from "./model-evidence.ts";
import { judgeSilence } from "./silence.ts";
import { WatchedNode } from "./watched-node.ts";

export type Judged = { readonly health: NodeHealth } | { readonly request: CordonRequest };

/** Ms of ticks. */
const lookEvery = 2000;
const lookAtHeldEvery = 1000;
/** On the stopwatch, here and below: so long waits a window that only a comparison speaks against for those of its peers. */
const longestHold = 10_000;
/** A node that sent no window for so long is nobody's peer, ... */
const peerFor = 60_000;
/** ...and after this it is forgotten. */
const forgetAfter = 6 * 3_600_000;
/** A group has at most so many nodes; one more takes the place of the one unheard for the longest. */
const mostNodes = 20_000;

export class GroupState implements ProcessorState<NodeWindow, Judged> {
  readonly #policy: NodePolicy;
  readonly #group: Group;

  constructor(policy: NodePolicy, group: Group = emptyGroup()) {
    this.#policy = policy;
    this.#group = group;
  }

  process(window: NodeWindow, { key, tick }: ProcessorContext, emit: Emit<Judged>): void {
    this.#group.stopwatch.advance(tick);
    const node = this.#group.nodes.get(window.node) ?? this.#meet(window.node);
    this.#settle(node, key, emit);
    node.heard(window, this.#group.stopwatch.now);
    this.#group.customs.age(node.watched);
    const id = `${window.node}/${window.start}${window.isEarly ? "/early" : ""}`;
    const assessment = this.#assess(id, window, node);
    if (assessment.isRelative && !window.isEarly && this.#group.peers.middleStart < window.start) {
      node.held = { window, since: this.#group.stopwatch.now };
      this.#group.held.add(node);
    } else {
      this.#tell(node, assessment, key, emit);
    }
  }

  get wakeAt(): number {
    if (this.#group.nodes.size === 0) return Infinity;
    // Not from the newest tick on: windows of a busy group bring a newer one each time, and it would never be reached.
    return this.#group.lookedAt + (this.#group.held.size > 0 ? lookAtHeldEvery : lookEvery);
  }

  wake({ key, tick }: WakeContext, emit: Emit<Judged>): void {
    this.#group.stopwatch.advance(tick);
    this.#group.lookedAt = tick;
    const { now } = this.#group.stopwatch;
    if (this.#group.held.size > 0) this.#group.peers.seekMiddle();
    for (const node of this.#group.held) {
      const { window, since } = node.held!;
      if (this.#group.peers.middleStart >= window.start || now - since >= longestHold) this.#settle(node, key, emit);
    }
    this.#sweep(key, emit);
  }

  /** Judges the window that a node's next one finds waiting. */
  #settle(node: WatchedNode, group: string, emit: Emit<Judged>): void {
    if (node.held === undefined) return;
    const { window } = node.held;
    node.held = undefined;
    this.#group.held.delete(node);
    this.#tell(node, this.#assess(`${node.name}/${window.start}`, window, node), group, emit);
  }

  #assess(id: string, window: NodeWindow, node: WatchedNode): Assessment {
    return withModels(assess(id, window, node, this.#group), !node.isSettling(window));
  }

  #tell(node: WatchedNode, assessment: Assessment, group: string, emit: Emit<Judged>): void {
    const { health } = assessment;
    emit({ health }, traceOf(health.evidence));
    if (!health.window.isEarly) this.#learn(node, assessment);
    node.history = withNewest(node.history, summaryOf(health));
    const decision = decide(this.#policy, { node: node.name, group }, node.history, node.standing);
    node.standing = decision.standing;
    if (decision.action === "nothing") return;
    const now = this.#group.stopwatch.tick || health.window.end;
    const request = cordonRequestOf(decision, node.name, this.#policy, health.scores, now);
    if (request !== undefined) emit({ request }, traceOf(decision.evidence));
  }

  /** Customs are not learned while somebody is asked to look at the node. */
  #learn(node: WatchedNode, { health: { window, evidence }, x, relative, facts }: Assessment): void {
    node.actors.note(facts, window);
    if (node.isSettling(window)) return;
    node.past.learn(x);
    // A loaded model that is wrong must not keep from learning.
    if (evidence.every(({ kind }) => kind === "model")) this.#group.forest.learnOne(relative);
    if (node.standing.open === undefined) this.#group.customs.note(window.traces);
  }

  #sweep(group: string, emit: Emit<Judged>): void {
    const { now } = this.#group.stopwatch;
    for (const sensor of ["metrics", "tetragon", "ebpf"] as const) {
      const watches = [...this.#group.nodes.values()].map((node) => node.watches.get(sensor));
      judgeSilence(
        watches.filter((watch) => watch !== undefined),
        now,
      );
    }
    for (const node of this.#group.nodes.values()) {
      const unheard = now - node.heardAt;
      if (unheard >= peerFor) this.#group.peers.clear(node.row);
      if (unheard >= forgetAfter) this.#forget(node);
      else this.#tellAbsence(node, unheard, group, emit);
    }
  }

  /** Windows stop coming from a node whose sensors are silent for long; its silence is told a few times nevertheless. */
  #tellAbsence(node: WatchedNode, unheard: number, group: string, emit: Emit<Judged>): void {
    const window = absentWindow(node, unheard, group);
    if (window === undefined) return;
    node.absent++;
    this.#tell(node, this.#assess(`${node.name}/${window.start}/silent`, window, node), group, emit);
  }

  #meet(name: string): WatchedNode {
    if (this.#group.nodes.size >= mostNodes) this.#forget(this.#longestUnheard());
    const node = new WatchedNode(name, this.#group.peers.take());
    this.#group.nodes.set(name, node);
    return node;
  }

  #forget(node: WatchedNode): void {
    this.#group.nodes.delete(node.name);
    this.#group.held.delete(node);
    this.#group.peers.give(node.row);
  }

  #longestUnheard(): WatchedNode {
    return [...this.#group.nodes.values()].reduce((oldest, node) => (node.heardAt < oldest.heardAt ? node : oldest));
  }

  snapshot(): Uint8Array {
    return sealGroup(this.#group);
  }
}

/** Of the weightiest that has one. */
function traceOf(evidence: NodeHealth["evidence"]): TraceContext | undefined {
  return evidence.find(({ trace }) => trace !== undefined)?.trace;
}

/**
 * Turns a declared stage into kafka-streams' KStream chains. Pushing an event runs it through every branch to its ends before
 * `push` returns; what comes out, and what is refused or skipped on the way, is told to the sink.
 *
 * Two properties of kafka-streams (5.0.0) shape this file: an exception inside an operator ends its stream for ever, so
 * every step is guarded; and `clone()` runs what lies above it once per clone, so a stream is multicast before it branches.
 */

import type { Detector } from "../topology/detector.ts";
import type {
  ConsultNode,
  DetectNode,
  EndNode,
  ProcessNode,
  SplitNode,
  StageNode,
  StepNode,
} from "../topology/nodes.ts";
import { pathTo } from "../topology/nodes.ts";
import type { Rejection } from "../topology/rejection.ts";
import { type Chain, PushSource, openChain } from "./chain.ts";
import { Consultation, consulting } from "./consulting.ts";
import type { Envelope } from "./envelope.ts";
import { guarded, type LinearNode, observe, operation, type Operation } from "./operation.ts";
import { processing, splitting, type TickRecord, waking } from "./spreading.ts";
import type { Tick } from "./tick.ts";

/** Where a compiled stage's results go. */
export interface StageSink {
  /** What comes now was answered before: nothing goes out. */
  readonly muted: boolean;
  emit(end: EndNode, envelope: Envelope): void;
  reject(envelope: Envelope, rejection: Rejection): void;
  /** @param reason what it is counted under, if at all. */
  skip(reason: string | undefined): void;
  scored(detector: string): void;
}

export interface CompiledStage {
  push(envelope: Envelope): void;
  /** Time has passed, to `tick`, as a record of the partition told: wakes the states that waited for it. */
  pass(tick: Tick, told: TickRecord): void;
  /**
   * Resolves when what advisors were asked is answered and went all the way through: before a batch ends. Left out where a stage
   * asks none.
   */
  readonly answer?: () => Promise<void>;
}

export interface CompileOptions {
  /** How far an event's time may lie ahead of its record's, in ms. */
  readonly maxClockAheadMs: number;
}

/** Answers when the chains are connected; an event pushed before that would be lost. */
export async function compileStage(stage: StageNode, sink: StageSink, options: CompileOptions): Promise<CompiledStage> {
  const events = new PushSource();
  const source = pathTo(stage.ends[0]!)[0]!;
  const builder = new ChainBuilder(childrenOf(stage), sink, options);
  builder.grow(source, openChain(events));
  await Promise.all([events, ...builder.springs].map(({ connected }) => connected));
  return {
    push: (envelope) => events.push(envelope),
    pass({ time, versions }, told) {
      if (told.origin.state.passTime(time, versions)) for (const wake of builder.wakers) wake(time, told);
    },
    ...(builder.consultations.length > 0 ? { answer: () => answerAll(builder.consultations) } : {}),
  };
}

async function answerAll(consultations: readonly Consultation[]): Promise<void> {
  for (const consultation of consultations) await consultation.answer();
}

type Child = StepNode | EndNode;

/** One event in, one or none out; several detectors are branches, and what makes many of one starts anew. */
function isLinear(child: Child): child is LinearNode | DetectNode {
  if (child.kind === "detect") return child.detectors.length === 1;
  return child.kind !== "forward" && child.kind !== "produce" && !isSpreading(child);
}

function isSpreading(child: Child): child is SplitNode | ProcessNode | ConsultNode {
  return child.kind === "split" || child.kind === "process" || child.kind === "consult";
}

class ChainBuilder {
  /** Where the values of steps that make many of one event start on their further way. */
  readonly springs: PushSource[] = [];
  /** Of each processor, in the order of their declaration. */
  readonly wakers: ReturnType<typeof waking>[] = [];
  readonly consultations: Consultation[] = [];
  readonly #children: ReadonlyMap<StepNode, readonly Child[]>;
  readonly #sink: StageSink;
  readonly #options: CompileOptions;

  constructor(children: ReadonlyMap<StepNode, readonly Child[]>, sink: StageSink, options: CompileOptions) {
    this.#children = children;
    this.#sink = sink;
    this.#options = options;
  }

  /**
   * Grows everything below `node` on `stream`. Steps that follow one another without a branch become one operator: to go
   * through an operator costs an event about as much as many a step does.
   */
  grow(node: StepNode, stream: Chain): void {
    const steps: Operation[] = [];
    let last = node;
    let children = this.#childrenOf(last);
    for (let [only] = children; children.length === 1 && only && isLinear(only); [only] = children) {
      steps.push(this.#operation(only));
      last = only;
      children = this.#childrenOf(last);
    }
    const after = steps.length > 0 ? stream.map(inSequence(steps)).filter(isPresent) : stream;
    for (const [index, branch] of branches(after, children.length).entries()) this.#attach(children[index]!, branch);
  }

  #attach(child: Child, stream: Chain): void {
    if (child.kind === "forward" || child.kind === "produce") {
      void stream.forEach(this.#guard(`to ${child.topic.name}`, (envelope) => this.#emit(child, envelope)));
    } else if (isSpreading(child)) {
      this.grow(child, this.#spring(child, stream));
    } else if (isLinear(child)) {
      this.grow(child, stream.map(this.#operation(child)).filter(isPresent));
    } else {
      this.grow(child, this.#detect(child, stream));
    }
  }

  #spring(node: SplitNode | ProcessNode | ConsultNode, stream: Chain): Chain {
    const spring = new PushSource();
    this.springs.push(spring);
    void stream.forEach(this.#guard(stepName(node), this.#spreading(node, spring)));
    return openChain(spring);
  }

  #spreading(node: SplitNode | ProcessNode | ConsultNode, spring: PushSource): Operation {
    if (node.kind === "split") return splitting(node, spring, this.#sink);
    if (node.kind === "process") {
      this.wakers.push(waking(node.processor, spring, this.#sink));
      return processing(node.processor, spring);
    }
    const consultation = new Consultation(node.advisor, spring, this.#sink);
    this.consultations.push(consultation);
    return consulting(consultation);
  }

  /** A branch a detector, merged again: each event meets the detectors in the order of their declaration. */
  #detect({ detectors }: DetectNode, stream: Chain): Chain {
    return branches(stream, detectors.length)
      .map((each, index) => each.map(this.#judgement(detectors[index]!)).filter(isPresent))
      .reduce((all, next) => all.merge(next));
  }

  #operation(node: LinearNode | DetectNode): Operation {
    if (node.kind === "detect") return this.#judgement(node.detectors[0]!);
    return this.#guard(stepName(node), operation(node, this.#sink, this.#options));
  }

  #judgement(detector: Detector<unknown>): Operation {
    return this.#guard(detector.name, (envelope) => observe(detector, envelope, this.#sink));
  }

  #emit(end: EndNode, envelope: Envelope): undefined {
    this.#sink.emit(end, envelope);
  }

  #childrenOf(node: StepNode): readonly Child[] {
    return this.#children.get(node) ?? [];
  }

  #guard(name: string, step: Operation): Operation {
    return guarded(name, this.#sink, step);
  }
}

function inSequence(steps: readonly Operation[]): Operation {
  return (envelope) => {
    let current: Envelope | undefined = envelope;
    for (let i = 0; i < steps.length && current !== undefined; i++) current = steps[i]!(current);
    return current;
  };
}

/** As many streams as asked for, each with envelopes of its own. */
function branches(stream: Chain, count: number): Chain[] {
  if (count <= 1) return [stream];
  stream.multicast();
  return Array.from({ length: count }, () => stream.clone().map(fork));
}

function fork(envelope: Envelope): Envelope {
  return envelope.fork();
}

function isPresent(envelope: Envelope | undefined): boolean {
  return envelope !== undefined;
}

function stepName(node: Exclude<StepNode, DetectNode>): string {
  if (node.kind === "process") return node.processor.name;
  if (node.kind === "consult") return node.advisor.name;
  return node.kind === "consume" ? "consume" : node.name;
}

function childrenOf(stage: StageNode): ReadonlyMap<StepNode, readonly Child[]> {
  const children = new Map<StepNode, Child[]>();
  for (const end of stage.ends) {
    let child: Child = end;
    while (child.kind !== "consume") {
      const parent: StepNode = child.from;
      const siblings = children.get(parent) ?? [];
      if (siblings.includes(child)) break;
      children.set(parent, [...siblings, child]);
      child = parent;
    }
  }
  return children;
}

/**
 * Turns a declared stage into kafka-streams' KStream chains. Pushing an event runs it through every branch to its ends before
 * `push` returns; what comes out, and what is refused or skipped on the way, is told to the sink.
 *
 * Two properties of kafka-streams (5.0.0) shape this file: an exception inside an operator ends its stream for ever, so
 * every step is guarded; and `clone()` runs what lies above it once per clone, so a stream is multicast before it branches.
 */

import type { Detector } from "../topology/detector.ts";
import type { EndNode, StageNode, StepNode } from "../topology/nodes.ts";
import { pathTo } from "../topology/nodes.ts";
import { Rejection } from "../topology/rejection.ts";
import { type Chain, PushSource, openChain } from "./chain.ts";
import type { Envelope } from "./envelope.ts";

/** Where a compiled stage's results go. */
export interface StageSink {
  emit(end: EndNode, envelope: Envelope): void;
  reject(envelope: Envelope, rejection: Rejection): void;
  /** @param reason what it is counted under, if at all. */
  skip(reason: string | undefined): void;
  scored(detector: string): void;
}

export interface CompiledStage {
  push(envelope: Envelope): void;
}

export interface CompileOptions {
  /** How far an event's time may lie ahead of its record's, in ms. */
  readonly maxClockAheadMs: number;
}

/** Answers when the chains are connected; an event pushed before that would be lost. */
export async function compileStage(stage: StageNode, sink: StageSink, options: CompileOptions): Promise<CompiledStage> {
  const events = new PushSource();
  const source = pathTo(stage.ends[0]!)[0]!;
  new ChainBuilder(childrenOf(stage), sink, options).grow(source, openChain(events));
  await events.connected;
  return events;
}

type Child = StepNode | EndNode;
type DetectNode = StepNode & { readonly kind: "detect" };

/** One event in, one or none out; several detectors are branches. */
function isLinear(child: Child): child is StepNode {
  if (child.kind === "forward" || child.kind === "produce") return false;
  return child.kind !== "detect" || child.detectors.length === 1;
}

class ChainBuilder {
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
    } else if (isLinear(child)) {
      this.grow(child, stream.map(this.#operation(child)).filter(isPresent));
    } else {
      this.grow(child, this.#detect(child, stream));
    }
  }

  /** A branch a detector, merged again: each event meets the detectors in the order of their declaration. */
  #detect({ detectors }: DetectNode, stream: Chain): Chain {
    return branches(stream, detectors.length)
      .map((each, index) => each.map(this.#judgement(detectors[index]!)).filter(isPresent))
      .reduce((all, next) => all.merge(next));
  }

  #operation(node: StepNode): Operation {
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
    return (envelope) => {
      try {
        return step(envelope);
      } catch (error) {
        this.#sink.reject(envelope, new Rejection("step_failed", `${name}: ${String(error)}`));
        return undefined;
      }
    };
  }
}

type Operation = (envelope: Envelope) => Envelope | undefined;

function inSequence(steps: readonly Operation[]): Operation {
  return (envelope) => {
    let current: Envelope | undefined = envelope;
    for (let i = 0; i < steps.length && current !== undefined; i++) current = steps[i]!(current);
    return current;
  };
}

function operation(node: Exclude<StepNode, { kind: "detect" }>, sink: StageSink, options: CompileOptions): Operation {
  switch (node.kind) {
    case "consume":
      return (envelope) => envelope;
    case "decode": {
      const decoder = node.open();
      return (envelope) => {
        const value = decoder.decode(envelope.payload);
        if (value instanceof Rejection) {
          sink.reject(envelope, value);
          return undefined;
        }
        envelope.payload = value;
        return envelope;
      };
    }
    case "timestamp": {
      return (envelope) => {
        const time = node.timeOf(envelope.payload);
        if (time > envelope.time + options.maxClockAheadMs) {
          const ahead = Math.round((time - envelope.time) / 1000);
          sink.reject(envelope, new Rejection("time_ahead", `The event's time is ${ahead} s ahead of its record's.`));
          return undefined;
        }
        // An event without a time of its own, or from before there were containers, takes its record's.
        if (time >= EARLIEST_EVENT_TIME) envelope.time = time;
        return envelope;
      };
    }
    case "key": {
      return (envelope) => {
        const key = node.keyOf(envelope.payload);
        if (key === undefined) {
          sink.skip(node.skipReason);
          return undefined;
        }
        if (key.length > LONGEST_KEY) {
          sink.reject(envelope, new Rejection("key_too_long", `${node.name}: ${key.length} characters.`));
          return undefined;
        }
        envelope.key = key;
        return envelope;
      };
    }
    case "filter": {
      return (envelope) => {
        if (node.accepts(envelope.payload)) return envelope;
        sink.skip(node.skipReason);
        return undefined;
      };
    }
    case "map": {
      return (envelope) => {
        envelope.payload = node.map(envelope.payload, envelope);
        return envelope;
      };
    }
  }
}

/** Longer than any image's name with its digest; a frame has room for the largest event and a key of this length. */
const LONGEST_KEY = 1024;

/** 2000-01-01T00:00:00Z: a clock that shows an earlier time was never set. */
const EARLIEST_EVENT_TIME = 946_684_800_000;

function observe(detector: Detector<unknown>, envelope: Envelope, sink: StageSink): Envelope | undefined {
  const event = envelope.payload;
  if (!detector.accepts(event)) return undefined;
  const verdict = envelope.origin.state.stateOf(detector, envelope.key, envelope.time).observe(event);
  if (!verdict) return undefined;
  sink.scored(detector.name);
  if (!verdict.anomalous) return undefined;
  envelope.payload = { detector, verdict, event };
  return envelope;
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

function stepName(node: Exclude<StepNode, { kind: "detect" }>): string {
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

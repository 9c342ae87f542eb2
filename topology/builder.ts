/**
 * The typed builder of topologies. Every call returns a new, frozen value, so a stream may be branched freely; nothing
 * is read, written or started here. A declaration that cannot run is refused with the step and the line that declared it.
 */

import { getCallSites } from "node:util";
import { PicketError } from "../errors/picket-error.ts";
import type { Advisor } from "./advisor.ts";
import type { Detector } from "./detector.ts";
import type { EventContext, Finding } from "./finding.ts";
import type { EndNode, StageNode, StepNode } from "./nodes.ts";
import type { Processor } from "./processor.ts";
import type { Decoder, Rejection } from "./rejection.ts";
import type { DeadLetterTopic, InputTopic, InternalTopic, OutputTopic } from "./topics.ts";
import { checkStage, checkTopology, theOneOf } from "./validate.ts";

/** Starts an empty topology; `stage` adds to it. */
export function topology(name: string): Topology {
  return new Topology(name, []);
}

export class Topology {
  readonly name: string;
  readonly stages: readonly StageNode[];

  constructor(name: string, stages: readonly StageNode[]) {
    this.name = name;
    this.stages = Object.freeze([...stages]);
    Object.freeze(this);
  }

  /**
   * Declares a stage: `declare` gets its start and answers the ends of its streams.
   * @throws PicketError `TOPOLOGY_INVALID`
   */
  stage(name: string, declare: (stage: StageStart) => StreamEnd | readonly StreamEnd[]): Topology {
    const at = callerLine();
    const ends = [declare(new StageStart())].flat();
    const stage: StageNode = Object.freeze({
      name,
      at,
      ends: Object.freeze(ends.map((end) => end.node)),
      deadLetters: theOneOf(
        ends.map((end) => end.deadLetters),
        name,
        at,
      ),
    });
    checkStage(stage);
    checkTopology(this.name, [...this.stages, stage]);
    return new Topology(this.name, [...this.stages, stage]);
  }

  /** The same topology with only these stages, for an instance that runs a part of it. */
  only(names: readonly string[]): Topology {
    const unknown = names.filter((name) => !this.stages.some((stage) => stage.name === name));
    if (unknown.length > 0) {
      const known = this.stages.map((stage) => stage.name).join(", ");
      throw new PicketError("TOPOLOGY_INVALID", `There is no stage ${unknown.join(", ")}; the stages are: ${known}.`);
    }
    return new Topology(
      this.name,
      this.stages.filter((stage) => names.includes(stage.name)),
    );
  }
}

/** Where a stage begins. */
export class StageStart {
  /** Reads an internal topic: events come with the key that the stage before gave them. */
  consume(topic: InternalTopic): Stream<Buffer, "keyed">;
  /** Reads topics that others write: events have no key yet. */
  consume(...topics: readonly InputTopic[]): Stream<Buffer, "unkeyed">;
  consume(...topics: readonly (InputTopic | InternalTopic)[]): Stream<Buffer, "keyed" | "unkeyed"> {
    return new Stream({ kind: "consume", topics: Object.freeze([...topics]), at: callerLine() }, undefined);
  }
}

/** The end of a stream: what a stage's declaration answers. */
export interface StreamEnd {
  readonly node: EndNode;
  readonly deadLetters: DeadLetterTopic | undefined;
}

export class Stream<T, Keyed extends "keyed" | "unkeyed"> {
  readonly #node: StepNode;
  readonly #deadLetters: DeadLetterTopic | undefined;
  /** Only there so that streams of different types are different to the compiler. */
  declare readonly element: { readonly value: T; readonly keyed: Keyed };

  constructor(node: StepNode, deadLetters: DeadLetterTopic | undefined) {
    this.#node = Object.freeze(node);
    this.#deadLetters = deadLetters;
    Object.freeze(this);
  }

  /** Reads each value into another; what cannot be read goes to the dead letters. `open` makes one decoder a stage. */
  decode<U>(this: Stream<T & Buffer, Keyed>, name: string, open: () => Decoder<U>): Stream<U, Keyed> {
    return this.#then<U>({ kind: "decode", from: this.#node, name, open, at: callerLine() });
  }

  /** Takes each event's own time (ms since the epoch, 0: it has none); one too far ahead of its record's is rejected. */
  timestampBy(name: string, timeOf: (value: T) => number): Stream<T, Keyed> {
    return this.#then<T>({ kind: "timestamp", from: this.#node, name, timeOf, at: callerLine() });
  }

  /** Keeps what `accepts`; the rest is counted under `skipReason`, or not at all where it is another branch's affair. */
  filter(name: string, accepts: (value: T) => boolean, skipReason?: string): Stream<T, Keyed> {
    return this.#then<T>({ kind: "filter", from: this.#node, name, accepts, skipReason, at: callerLine() });
  }

  map<U>(name: string, map: (value: T, context: EventContext) => U): Stream<U, Keyed> {
    return this.#then<U>({ kind: "map", from: this.#node, name, map, at: callerLine() });
  }

  /**
   * Each value of a list, or of what `spread` makes of a value, goes on for itself, as an event of the same record; what could
   * not be read of it goes to the dead letters, with the record's bytes once for each reason.
   */
  split<U>(this: Stream<Iterable<U | Rejection>, Keyed>, name: string): Stream<U, Keyed>;
  split<U>(name: string, spread: (value: T) => Iterable<U | Rejection>): Stream<U, Keyed>;
  split<U>(name: string, spread: (value: never) => Iterable<U | Rejection> = itself): Stream<U, Keyed> {
    return this.#then<U>({ kind: "split", from: this.#node, name, spread, at: callerLine() });
  }

  /** Gives each event its key; one that has none is counted under `skipReason` and passed over. */
  keyBy(name: string, keyOf: (value: T) => string | undefined, skipReason?: string): Stream<T, "keyed"> {
    const node: StepNode = { kind: "key", from: this.#node, name, keyOf, skipReason, at: callerLine() };
    return new Stream(node, this.#deadLetters);
  }

  /** Lets each detector judge the events it accepts, with a state per key; what goes on are the anomalous findings. */
  detect(this: Stream<T, "keyed">, ...detectors: readonly Detector<T>[]): Stream<Finding<T>, "keyed"> {
    const node: StepNode = {
      kind: "detect",
      from: this.#node,
      detectors: Object.freeze([...detectors]),
      at: callerLine(),
    };
    return new Stream(node, this.#deadLetters);
  }

  /**
   * Hands each event to the processor's state of its key; what goes on is what that emits, at an event or as time passes. The
   * stage must read an internal topic, because only there time is told.
   */
  process<Out>(this: Stream<T, "keyed">, processor: Processor<T, Out>): Stream<Out, "keyed"> {
    return new Stream({ kind: "process", from: this.#node, processor, at: callerLine() }, this.#deadLetters);
  }

  /**
   * Asks the advisor about all values of a batch together; what goes on are its answers, in their order, and the batch is not
   * committed before. Below a processor, whose values are their own and whose stage is told the time: with it come the versions
   * that count.
   */
  consult<Out>(this: Stream<T, "keyed">, advisor: Advisor<T, Out>): Stream<Out, "keyed"> {
    return new Stream({ kind: "consult", from: this.#node, advisor, at: callerLine() }, this.#deadLetters);
  }

  /** Where this stage's unreadable events go; one topic a stage. */
  otherwise(deadLetters: DeadLetterTopic): Stream<T, Keyed> {
    return new Stream(this.#node, deadLetters);
  }

  /** Sends the events' own bytes on, under their key, to the stage that reads `topic`. */
  forward(this: Stream<T, "keyed">, topic: InternalTopic): StreamEnd {
    return this.#end({ kind: "forward", from: this.#node, topic, as: undefined, at: callerLine() });
  }

  /** Sends the values on, under their key, as the bytes that `encode` makes of them; it may use its buffer again for the next. */
  forwardAs(this: Stream<T, "keyed">, topic: InternalTopic, name: string, encode: (value: T) => Buffer): StreamEnd {
    return this.#end({
      kind: "forward",
      from: this.#node,
      topic,
      as: Object.freeze({ name, encode }),
      at: callerLine(),
    });
  }

  /** Writes the values for others to read. */
  produce(topic: OutputTopic<T>): StreamEnd {
    return this.#end({ kind: "produce", from: this.#node, topic, at: callerLine() });
  }

  #then<U>(node: StepNode): Stream<U, Keyed> {
    return new Stream(node, this.#deadLetters);
  }

  #end(node: EndNode): StreamEnd {
    return Object.freeze({ node: Object.freeze(node), deadLetters: this.#deadLetters });
  }
}

function itself<U>(list: Iterable<U>): Iterable<U> {
  return list;
}

/** The line outside this file that called the builder. */
function callerLine(): string {
  const site = getCallSites(8).find((call) => !call.scriptName.endsWith("/topology/builder.ts"));
  if (!site) return "unknown line";
  const path = site.scriptName.replace(/^file:\/\//, "");
  const root = new URL("..", import.meta.url).pathname;
  return `${path.startsWith(root) ? path.slice(root.length) : path}:${site.lineNumber}`;
}

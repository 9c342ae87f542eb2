/**
 * What a declaration is made of: inert nodes, each knowing the one before it. Only the builder, which is typed, makes
 * nodes; in them a value is `unknown`, and functions are methods because TypeScript lets a method take less than unknown.
 */

import type { Advisor } from "./advisor.ts";
import type { Detector } from "./detector.ts";
import type { EventContext } from "./finding.ts";
import type { Processor } from "./processor.ts";
import type { RecordHeaders } from "./rejection.ts";
import type { DeadLetterTopic, InputTopic, InternalTopic, OutputTopic } from "./topics.ts";

/** Where a step was declared, `file:line`, for error messages and `picket describe`. */
interface Declared {
  readonly at: string;
}

export interface ConsumeNode extends Declared {
  readonly kind: "consume";
  readonly topics: readonly (InputTopic | InternalTopic)[];
}

export interface DecodeNode extends Declared {
  readonly kind: "decode";
  readonly from: StepNode;
  /** The decoder answers a value or a Rejection. */
  open(): { decode(bytes: unknown, headers: RecordHeaders): unknown };
  readonly name: string;
}

export interface TimestampNode extends Declared {
  readonly kind: "timestamp";
  readonly from: StepNode;
  readonly name: string;
  /** Event time in ms since the epoch, or 0 where the event carries none. */
  timeOf(value: unknown): number;
}

export interface KeyNode extends Declared {
  readonly kind: "key";
  readonly from: StepNode;
  readonly name: string;
  /** What events without a key are counted under. */
  readonly skipReason: string | undefined;
  keyOf(value: unknown): string | undefined;
}

export interface FilterNode extends Declared {
  readonly kind: "filter";
  readonly from: StepNode;
  readonly name: string;
  /** What the others are counted under. */
  readonly skipReason: string | undefined;
  accepts(value: unknown): boolean;
}

export interface MapNode extends Declared {
  readonly kind: "map";
  readonly from: StepNode;
  readonly name: string;
  map(value: unknown, context: EventContext): unknown;
}

export interface DetectNode extends Declared {
  readonly kind: "detect";
  readonly from: StepNode;
  readonly detectors: readonly Detector<unknown>[];
}

export interface SplitNode extends Declared {
  readonly kind: "split";
  readonly from: StepNode;
  readonly name: string;
  /** Values and Rejections. */
  spread(value: unknown): Iterable<unknown>;
}

export interface ProcessNode extends Declared {
  readonly kind: "process";
  readonly from: StepNode;
  readonly processor: Processor<unknown, unknown>;
}

export interface ConsultNode extends Declared {
  readonly kind: "consult";
  readonly from: StepNode;
  readonly advisor: Advisor<unknown, unknown>;
}

export type StepNode =
  | ConsumeNode
  | DecodeNode
  | TimestampNode
  | KeyNode
  | FilterNode
  | MapNode
  | SplitNode
  | DetectNode
  | ProcessNode
  | ConsultNode;

export interface ForwardNode extends Declared {
  readonly kind: "forward";
  readonly from: StepNode;
  readonly topic: InternalTopic;
  /** How the value becomes the bytes that are sent on; without it they are the record's own. */
  readonly as: Encoding | undefined;
}

export interface Encoding {
  readonly name: string;
  /** What it answers is copied before the next is encoded. */
  encode(value: unknown): Buffer;
}

export interface ProduceNode extends Declared {
  readonly kind: "produce";
  readonly from: StepNode;
  readonly topic: OutputTopic<unknown>;
}

export type EndNode = ForwardNode | ProduceNode;

export interface StageNode extends Declared {
  readonly name: string;
  readonly ends: readonly EndNode[];
  readonly deadLetters: DeadLetterTopic | undefined;
}

/** The steps from the source to `end`, in the order that an event takes. */
export function pathTo(end: EndNode): readonly StepNode[] {
  const path: StepNode[] = [];
  for (let step: StepNode | undefined = end.from; step; step = step.kind === "consume" ? undefined : step.from) {
    path.unshift(step);
  }
  return path;
}

/** All steps of a stage, each once. */
export function stepsOf(stage: StageNode): readonly StepNode[] {
  return [...new Set(stage.ends.flatMap((end) => pathTo(end)))];
}

/** All detectors of a stage, each once. */
export function detectorsOf(stage: StageNode): readonly Detector<unknown>[] {
  return stepsOf(stage).flatMap((step) => (step.kind === "detect" ? step.detectors : []));
}

/** All processors of a stage, each once. */
export function processorsOf(stage: StageNode): readonly Processor<unknown, unknown>[] {
  return stepsOf(stage).flatMap((step) => (step.kind === "process" ? [step.processor] : []));
}

/** All that a stage asks, each once. */
export function advisorsOf(stage: StageNode): readonly Advisor<unknown, unknown>[] {
  return stepsOf(stage).flatMap((step) => (step.kind === "consult" ? [step.advisor] : []));
}

/** Whatever of a stage keeps states. */
export function keepersOf(stage: StageNode): readonly (Detector<unknown> | Processor<unknown, unknown>)[] {
  return [...detectorsOf(stage), ...processorsOf(stage)];
}

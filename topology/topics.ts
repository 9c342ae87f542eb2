/** Topics as the declaration knows them: a role, a logical name (the settings give the real one), and what they carry. */

import type { EventSource } from "./finding.ts";

/** A topic that others write: one event a record, unkeyed. */
export interface InputTopic {
  readonly role: "input";
  readonly name: string;
}

/**
 * A topic between two stages, ours alone: keyed, and framed (one record carries many events of one partition, see
 * runtime/frame.ts), because the cost of a record is what bounds a transaction's throughput.
 */
export interface InternalTopic {
  readonly role: "internal";
  readonly name: string;
  /** What its key is, for people. */
  readonly keyedBy: string;
  /** Left out: as many as the settings say. */
  readonly partitions?: number;
  /**
   * What was told of one time meets here: stages on the way to it read their past side by side, none further ahead of another than
   * this, in ms (runtime/pace/pace.ts). Left out: each reads as fast as it can.
   */
  readonly leadMs?: number;
}

/** A topic that others read. */
export interface OutputTopic<T> {
  readonly role: "output";
  readonly name: string;
  readonly carries: Carrier<T>;
  /** Readers act on what is proven to come from us: without a key the topology does not start. */
  readonly isSigned: boolean;
}

/** Where events that cannot be read go, with their bytes. */
export interface DeadLetterTopic {
  readonly role: "dead-letters";
  readonly name: string;
}

export type Topic = InputTopic | InternalTopic | OutputTopic<unknown> | DeadLetterTopic;

/** How values of a type travel: the forms that the settings choose from, and what identifies and dates a value. */
export interface Carrier<T> {
  /** Full name of the protobuf message, e.g. `picket.v1.Anomaly`. */
  readonly type: string;
  readonly formats: Readonly<Record<OutputFormat, ValueFormat<T>>>;
  idOf(value: T): string;
  /** Ms since the epoch. */
  timeOf(value: T): number;
  /** What a trace and a count say of a value; `undefined` for what is no finding: it is neither counted nor a span of its own. */
  factsOf(value: T): ValueFacts | undefined;
}

export interface ValueFacts {
  readonly detector: string;
  readonly severity: string;
  readonly score: number;
  readonly containerImage: string;
  readonly source: EventSource;
}

export type OutputFormat = "json" | "protobuf";

export interface ValueFormat<T> {
  readonly contentType: string;
  encode(value: T): Buffer;
}

export function input(name: string): InputTopic {
  return Object.freeze({ role: "input", name });
}

export function internal(name: string, options: Omit<InternalTopic, "role" | "name">): InternalTopic {
  return Object.freeze({ role: "internal", name, ...options });
}

export function output<T>(name: string, carries: Carrier<T>, { isSigned = false } = {}): OutputTopic<T> {
  return Object.freeze({ role: "output", name, carries, isSigned });
}

export function deadLetterTopic(name: string): DeadLetterTopic {
  return Object.freeze({ role: "dead-letters", name });
}

/** An event on its way through a stage: the value as the last step left it, and all that belongs to it. */

import type { TraceContext } from "../telemetry/propagation.ts";
import type { EventSource } from "../topology/finding.ts";
import type { ProcessorContext } from "../topology/processor.ts";
import type { RecordHeaders } from "../topology/rejection.ts";
import type { PartitionState } from "./partition-state.ts";

/** Stands for the bytes of a record that has none. */
export const tombstone = Buffer.alloc(0);

const noHeaders: RecordHeaders = [];

/** What all events of one input partition, within one batch, have in common. */
export interface Origin {
  readonly topic: string;
  readonly partition: number;
  /** State of the partition that this stage reads; where the stage reads frames that is not the input's partition. */
  readonly state: PartitionState;
}

/**
 * Mutable, for the hot path's sake: a step overwrites `payload`. It belongs to one branch of the stage; where a stage
 * branches, each branch goes on with a `fork`.
 */
export class Envelope implements ProcessorContext {
  /** The value as the last step left it. Not named `value`: kafka-streams would send the value alone and lose the rest. */
  payload: unknown;
  key: string;
  time: number;
  readonly offset: number;
  /** The event's own bytes, as they came in. */
  readonly bytes: Buffer;
  readonly trace: TraceContext | undefined;
  readonly origin: Origin;
  /** Of the record that this event came in; none where that is a frame. */
  readonly headers: RecordHeaders;

  constructor(
    origin: Origin,
    offset: number,
    key: string,
    time: number,
    bytes: Buffer,
    trace: TraceContext | undefined,
    payload: unknown = bytes,
    headers: RecordHeaders = noHeaders,
  ) {
    this.payload = payload;
    this.key = key;
    this.time = time;
    this.offset = offset;
    this.bytes = bytes;
    this.trace = trace;
    this.origin = origin;
    this.headers = headers;
  }

  /** The record of an input topic that this event came in. */
  get source(): EventSource {
    return { topic: this.origin.topic, partition: this.origin.partition, offset: this.offset };
  }

  get tick(): number {
    return this.origin.state.tick;
  }

  fork(): Envelope {
    return this.carrying(this.payload);
  }

  /** What a step made of this event. */
  carrying(payload: unknown, trace = this.trace): Envelope {
    return new Envelope(this.origin, this.offset, this.key, this.time, this.bytes, trace, payload, this.headers);
  }
}

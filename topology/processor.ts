/**
 * What a processor is: a stateful step that answers an event of its key with any number of values, now or when time has passed.
 * Like a detector it is a frozen value that opens one state per key.
 */

import type { EventContext } from "./finding.ts";

/** Of a W3C trace, as headers carry it. */
export interface TraceContext {
  readonly traceparent: string;
  readonly tracestate?: string;
}

export interface ProcessorContext extends EventContext {
  /**
   * The newest tick of the partition, ms since the epoch, 0 before the first: time as the log tells it (the partition's owner
   * writes a tick a second into it), so that a replay sees the same. Says nothing exact of the events' own clocks.
   */
  readonly tick: number;
  readonly trace: TraceContext | undefined;
}

/** Sends a value on, under the state's key. @param trace what readers go on from; left out: that of the event at hand. */
export type Emit<Out> = (value: Out, trace?: TraceContext) => void;

/**
 * The state of one processor for one key. Pure: what it emits depends only on the events and ticks it saw, in their order.
 * Nothing else is asked for while it runs.
 */
export interface ProcessorState<In, Out> {
  process(event: In, context: ProcessorContext, emit: Emit<Out>): void;
  /** The tick from which on it is to be woken; Infinity while it waits for nothing. */
  readonly wakeAt: number;
  /** The partition's tick has reached `wakeAt`. */
  wake(context: WakeContext, emit: Emit<Out>): void;
  /** Everything that later answers depend on, as versioned bytes. */
  snapshot(): Uint8Array;
}

export interface WakeContext {
  readonly key: string;
  readonly tick: number;
}

export interface Processor<In, Out> {
  /** Unique in a topology, kebab-case. */
  readonly name: string;
  /** Whatever changes what a stored state means: parameters, features, the algorithm. States of another version are not read. */
  readonly version: string;
  open(): ProcessorState<In, Out>;
  /** @throws PicketError `SNAPSHOT_INVALID` for bytes of another processor or version, and for corrupt ones. */
  restore(snapshot: Uint8Array): ProcessorState<In, Out>;
}

/** No processor and no detector may be named so: under this name a partition's own time is kept beside their states. */
export const clockName = "clock";

/**
 * Steps that make any number of values of one event, and values of no event at all when time has passed: what they make
 * starts on its further way from a source of its own.
 */

import type { SplitNode } from "../topology/nodes.ts";
import type { Emit, Processor } from "../topology/processor.ts";
import { Rejection, type RejectionReason } from "../topology/rejection.ts";
import type { PushSource } from "./chain.ts";
import type { StageSink } from "./compile.ts";
import { Envelope, type Origin } from "./envelope.ts";
import { guarded, type Operation } from "./operation.ts";

/** The record of an internal topic that told the time. */
export interface TickRecord {
  readonly origin: Origin;
  readonly offset: number;
  readonly bytes: Buffer;
}

/**
 * What could not be read goes to dead letters once for each reason, after the values: each letter has the whole record, and a
 * record may hold thousands of values.
 */
export function splitting(node: SplitNode, spring: PushSource, sink: StageSink): Operation {
  return (envelope) => {
    let rejected: Rejection[] | undefined;
    for (const value of node.spread(envelope.payload)) {
      if (value instanceof Rejection) (rejected ??= []).push(value);
      else spring.push(envelope.carrying(value));
    }
    if (rejected === undefined) return undefined;
    for (const { first, more } of byReason(rejected)) {
      sink.reject(
        envelope,
        more === 0 ? first : new Rejection(first.reason, `${first.detail} And ${more} more like it.`),
      );
    }
    return undefined;
  };
}

function byReason(rejected: readonly Rejection[]) {
  const reasons = new Map<RejectionReason, { readonly first: Rejection; more: number }>();
  for (const one of rejected) {
    const before = reasons.get(one.reason);
    if (before) before.more += 1;
    else reasons.set(one.reason, { first: one, more: 0 });
  }
  return reasons.values();
}

export function processing(processor: Processor<unknown, unknown>, spring: PushSource): Operation {
  return (envelope) => {
    const state = envelope.origin.state.stateOf(processor, envelope.key, envelope.time);
    state.process(envelope.payload, envelope, emitter(envelope, spring));
    return undefined;
  };
}

/** Wakes the processor's states that waited for `tick`, one after the other by key. */
export function waking(processor: Processor<unknown, unknown>, spring: PushSource, sink: StageSink) {
  return (tick: number, { origin, offset, bytes }: TickRecord): void => {
    for (const { key, state } of origin.state.due(processor)) {
      const wake = guarded(`${processor.name} at a tick`, sink, (envelope) => {
        state.wake({ key, tick }, emitter(envelope, spring));
        return undefined;
      });
      wake(new Envelope(origin, offset, key, tick, bytes, undefined));
    }
  };
}

function emitter(envelope: Envelope, spring: PushSource): Emit<unknown> {
  return (value, trace) => spring.push(envelope.carrying(value, trace));
}

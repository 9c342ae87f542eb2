/** What the steps of a declaration do to one event, each with the guard that no step may do without. */

import type { Detector } from "../topology/detector.ts";
import type { ConsultNode, DetectNode, ProcessNode, SplitNode, StepNode } from "../topology/nodes.ts";
import { Rejection } from "../topology/rejection.ts";
import type { CompileOptions, StageSink } from "./compile.ts";
import type { Envelope } from "./envelope.ts";

export type Operation = (envelope: Envelope) => Envelope | undefined;

/** Steps that answer an event with one or none. */
export type LinearNode = Exclude<StepNode, DetectNode | SplitNode | ProcessNode | ConsultNode>;

/** An event that `step` fails on goes to dead letters, under the name of the step. */
export function guarded(name: string, sink: StageSink, step: Operation): Operation {
  return (envelope) => {
    try {
      return step(envelope);
    } catch (error) {
      sink.reject(envelope, new Rejection("step_failed", `${name}: ${String(error)}`));
      return undefined;
    }
  };
}

/** What a step does to an event that goes on as one event, or not at all. */
export function operation(node: LinearNode, sink: StageSink, options: CompileOptions): Operation {
  switch (node.kind) {
    case "consume":
      return (envelope) => envelope;
    case "decode": {
      const decoder = node.open();
      return (envelope) => {
        const value = decoder.decode(envelope.payload, envelope.headers);
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
        if (time >= earliestEventTime) envelope.time = time;
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
        if (key.length > longestKey) {
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
const longestKey = 1024;

/** 2000-01-01T00:00:00Z: a clock that shows an earlier time was never set. */
const earliestEventTime = 946_684_800_000;

export function observe(detector: Detector<unknown>, envelope: Envelope, sink: StageSink): Envelope | undefined {
  const event = envelope.payload;
  if (!detector.accepts(event)) return undefined;
  const verdict = envelope.origin.state.stateOf(detector, envelope.key, envelope.time).observe(event);
  if (!verdict) return undefined;
  sink.scored(detector.name);
  if (!verdict.anomalous) return undefined;
  envelope.payload = { detector, verdict, event };
  return envelope;
}

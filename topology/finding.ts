/** What flows beside a value through a stage, and what a detector's judgement looks like on its way to an anomaly. */

import type { Detector, Verdict } from "./detector.ts";

/** The record of an input topic that an event came in. */
export interface EventSource {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

export interface EventContext {
  readonly key: string;
  /** Event time, ms since the epoch. */
  readonly time: number;
  readonly source: EventSource;
}

/** One anomalous event. Valid until the next event is processed: a map right after `detect` copies what it needs. */
export interface Finding<Event> {
  readonly detector: Detector<Event>;
  readonly verdict: Verdict;
  readonly event: Event;
}

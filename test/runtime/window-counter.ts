/** A toy processor for tests of what runs processors: counts a key's events per ten seconds of ticks. */

import type { Emit, Processor, ProcessorContext, ProcessorState, WakeContext } from "../../topology/processor.ts";

export interface WindowCount {
  readonly key: string;
  /** The tick at which the window opened. */
  readonly opened: number;
  /** Undefined for the word that it sends at the hundredth event, before the window closes. */
  readonly closed: number | undefined;
  readonly count: number;
  /** Of the last event: that the order of events is part of the result. */
  readonly last: string;
}

export const windowMs = 10_000;

/** A window opens with the first event that finds none open, and closes with a tick ten seconds later. */
export const windowCounter: Processor<string, WindowCount> = {
  name: "window-counter",
  version: "1",
  open: () => new WindowCounter(undefined),
  restore: (snapshot) => new WindowCounter(JSON.parse(Buffer.from(snapshot).toString()) ?? undefined),
};

type Open = Omit<WindowCount, "closed">;

class WindowCounter implements ProcessorState<string, WindowCount> {
  #open: Open | undefined;

  constructor(open: Open | undefined) {
    this.#open = open;
  }

  get wakeAt(): number {
    return this.#open ? this.#open.opened + windowMs : Infinity;
  }

  process(event: string, { key, tick }: ProcessorContext, emit: Emit<WindowCount>): void {
    const { opened, count } = this.#open ?? { opened: tick, count: 0 };
    this.#open = { key, opened, count: count + 1, last: event };
    if (this.#open.count % 100 === 0) emit({ ...this.#open, closed: undefined });
  }

  wake({ tick }: WakeContext, emit: Emit<WindowCount>): void {
    if (this.#open) emit({ ...this.#open, closed: tick });
    this.#open = undefined;
  }

  snapshot(): Uint8Array {
    return Buffer.from(JSON.stringify(this.#open ?? null));
  }
}

/** A toy processor for tests of what runs processors: counts a key's events per ten seconds of ticks. */

import type { Emit, Processor, ProcessorContext, ProcessorState, WakeContext } from "../../topology/processor.ts";

export interface WindowCount {
  readonly key: string;
  /** The tick at which the window opened. */
  readonly opened: number;
  /** Of the tick that closed it; left out of the word that every hundredth event sends ahead. */
  readonly closed?: number;
  readonly count: number;
  /** Of all windows: what is forgotten, or lost, shows. */
  readonly total: number;
  /** Of the last event: so that the order of events shows. */
  readonly last: string;
}

export const windowMs = 10_000;

/** A window opens with the first event that finds none open, and closes with a tick ten seconds later. */
export const windowCounter: Processor<string, WindowCount> = {
  name: "window-counter",
  version: "1",
  open: () => new WindowCounter({ total: 0 }),
  restore: (snapshot) => new WindowCounter(JSON.parse(Buffer.from(snapshot).toString())),
};

interface Counted {
  total: number;
  window?: { readonly opened: number; readonly count: number; readonly last: string };
}

class WindowCounter implements ProcessorState<string, WindowCount> {
  readonly #counted: Counted;

  constructor(counted: Counted) {
    this.#counted = counted;
  }

  get wakeAt(): number {
    const { window } = this.#counted;
    return window ? window.opened + windowMs : Infinity;
  }

  process(event: string, { key, tick }: ProcessorContext, emit: Emit<WindowCount>): void {
    const { opened, count } = this.#counted.window ?? { opened: tick, count: 0 };
    this.#counted.window = { opened, count: count + 1, last: event };
    this.#counted.total += 1;
    if (count % 100 === 99) emit({ key, total: this.#counted.total, ...this.#counted.window });
  }

  wake({ key, tick }: WakeContext, emit: Emit<WindowCount>): void {
    const { window, total } = this.#counted;
    if (window) emit({ key, total, ...window, closed: tick });
    delete this.#counted.window;
  }

  snapshot(): Uint8Array {
    return Buffer.from(JSON.stringify(this.#counted));
  }
}

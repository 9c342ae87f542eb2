/** What was asked of the simulated cluster, and which events it was told to show: for tests and for people who watch. */

import type { Clock } from "../../runtime/clock.ts";
import type { NodeEvent } from "../cluster/port.ts";
import type { Operation } from "./faults.ts";

/** A call that was answered without an error. */
export interface Call {
  readonly at: number;
  readonly client: string;
  readonly operation: Operation;
  /** The name of what it was about. */
  readonly object: string;
  readonly traceparent?: string | undefined;
}

/** As Kubernetes keeps them: one that repeats is counted. */
export interface ShownEvent extends NodeEvent {
  readonly node: string;
  readonly count: number;
  readonly lastAt: number;
}

/** So many of each are kept, the newest. */
const kept = 10_000;

export class Journal {
  readonly #clock: Clock;
  readonly #calls: Call[] = [];
  readonly #events = new Map<string, ShownEvent>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Oldest first. */
  get calls(): readonly Call[] {
    return this.#calls;
  }

  /** In the order in which they happened last. */
  get events(): readonly ShownEvent[] {
    return [...this.#events.values()];
  }

  recordCall(call: Omit<Call, "at">): void {
    this.#calls.push({ ...call, at: this.#clock.now() });
    if (this.#calls.length > kept) this.#calls.shift();
  }

  recordEvent(node: string, event: NodeEvent): void {
    const id = JSON.stringify([node, event.type, event.reason, event.message]);
    const count = (this.#events.get(id)?.count ?? 0) + 1;
    this.#events.delete(id);
    this.#events.set(id, { ...event, node, count, lastAt: this.#clock.now() });
    const [oldest] = this.#events.keys();
    if (oldest !== undefined && this.#events.size > kept) this.#events.delete(oldest);
  }
}

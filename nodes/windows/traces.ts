/** The traces of a window: the weightiest of what was notable in it, each once however often it happened. */

import type { Trace } from "../window.ts";

const mostTraces = 16;

export class Traces {
  /** In the order in which they came. */
  readonly #traces: Trace[] = [];

  add(trace: Trace): void {
    const isKnown = this.#traces.some(({ what, summary }) => what === trace.what && summary === trace.summary);
    if (isKnown) return;
    if (this.#traces.length < mostTraces) {
      this.#traces.push(trace);
      return;
    }
    const lightest = this.#traces.reduce(
      (found, { weight }, at) => (weight < this.#traces[found]!.weight ? at : found),
      0,
    );
    if (trace.weight <= this.#traces[lightest]!.weight) return;
    this.#traces.splice(lightest, 1);
    this.#traces.push(trace);
  }

  /** Weightiest first. */
  list(): readonly Trace[] {
    return this.#traces.toSorted((one, other) => other.weight - one.weight);
  }

  /** In the order in which they came, which decides later which goes. */
  all(): readonly Trace[] {
    return this.#traces;
  }
}

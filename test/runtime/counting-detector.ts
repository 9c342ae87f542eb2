/** A detector whose states count their events, for tests of what holds states. */

import type { Detector, DetectorState, Verdict } from "../../topology/detector.ts";

export function countingDetector(name: string, scope: Detector<unknown>["scope"] = "container"): Detector<unknown> {
  return {
    name,
    model: "count",
    profile: "test",
    version: "1",
    scope,
    reads: "any",
    accepts: () => true,
    open: () => new CountingState(0),
    restore: (snapshot) => new CountingState(Number(Buffer.from(snapshot).toString())),
  };
}

/** Its score is how many events it has seen before. */
class CountingState implements DetectorState<unknown> {
  #count: number;

  constructor(count: number) {
    this.#count = count;
  }

  observe(): Verdict {
    const score = this.#count;
    this.#count += 1;
    return { score, threshold: Infinity, anomalous: false, severity: "low", reasons: [] };
  }

  snapshot(): Uint8Array {
    return Buffer.from(String(this.#count));
  }
}

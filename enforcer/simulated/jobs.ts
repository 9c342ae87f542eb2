/** Jobs of the simulated cluster: nothing runs in them, but they take a while and then have ended as they were told to. */

import type { Clock } from "../../runtime/clock.ts";
import type { JobOutcome } from "../cluster/port.ts";

const durationMs = 1000;

export class SimulatedJobs {
  /** How they end; `running`: never. */
  ending: JobOutcome = { state: "succeeded" };
  readonly #clock: Clock;
  /** Since when each runs. */
  readonly #since = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Those that were made, by name. */
  get names(): readonly string[] {
    return [...this.#since.keys()];
  }

  run(name: string): JobOutcome {
    const now = this.#clock.now();
    const since = this.#since.get(name) ?? now;
    this.#since.set(name, since);
    return now - since < durationMs ? { state: "running" } : this.ending;
  }
}

/** Says every minute what a collector did, so that its log shows whether it works. */

import type { Clock } from "../runtime/clock.ts";
import type { CollectorState } from "../telemetry/collection.ts";
import type { Logger } from "../telemetry/logger.ts";
import type { Tally } from "./tally.ts";

const everyMs = 60_000;

export interface ProgressOptions {
  readonly tally: Tally;
  readonly state: () => CollectorState;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Resolves when `stop` aborts. */
export async function tellProgress(options: ProgressOptions, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    await options.clock.sleep(everyMs, stop);
    if (!stop.aborted) tellOnce(options);
  }
}

/** Warns where something was lost. */
export function tellOnce({ tally, state, logger }: Omit<ProgressOptions, "clock">): void {
  const { written, lost } = tally.take();
  const line = { written, ...state(), ...(Object.keys(lost).length === 0 ? {} : { lost }) };
  if ("lost" in line) logger.warn(line, "collected, but not all");
  else logger.info(line, "collected");
}

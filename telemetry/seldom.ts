/** Troubles that heal by themselves come again many times a second while they last: each is worth a line once in a while. */

import type { PicketError } from "../errors/picket-error.ts";
import type { Logger } from "./logger.ts";

/** One that is over by then, as at a cluster's first start, is none. */
const patienceMs = 5000;
const quietMs = 10_000;
/** Distinct texts that are remembered. */
const mostTexts = 100;

interface Trouble {
  readonly since: number;
  metAt: number;
  toldAt: number;
}

/** @param elapsed of a clock, ms. */
export function seldom(logger: Logger, elapsed: () => number): (problem: PicketError) => void {
  const troubles = new Map<string, Trouble>();
  return (problem) => {
    const now = elapsed();
    const known = troubles.get(problem.message);
    if (known === undefined || now - known.metAt > quietMs) {
      if (troubles.size >= mostTexts) troubles.clear();
      troubles.set(problem.message, { since: now, metAt: now, toldAt: -Infinity });
      return;
    }
    known.metAt = now;
    if (now - known.since < patienceMs || now - known.toldAt < quietMs) return;
    known.toldAt = now;
    logger.warn({ error: problem }, "Kafka is in trouble; trying again");
  };
}

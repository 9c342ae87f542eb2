/** Troubles that heal by themselves come again many times a second while they last: each is worth a line once in a while. */

import type { PicketError } from "../errors/picket-error.ts";
import type { Logger } from "./logger.ts";

const quietMs = 10_000;
/** Distinct texts that are remembered. */
const mostTexts = 100;

/** @param elapsed of a clock, ms. */
export function seldom(logger: Logger, elapsed: () => number): (problem: PicketError) => void {
  const toldAt = new Map<string, number>();
  return (problem) => {
    const { message } = problem;
    if (elapsed() - (toldAt.get(message) ?? -Infinity) < quietMs) return;
    if (toldAt.size >= mostTexts) toldAt.clear();
    toldAt.set(message, elapsed());
    logger.warn({ error: problem }, "Kafka is in trouble; trying again");
  };
}

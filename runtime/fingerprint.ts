/** What tells states of these settings from states that mean something else. */

import { createHash } from "node:crypto";
import type { Detector } from "../topology/detector.ts";
import type { Processor } from "../topology/processor.ts";

/** Changes with everything of a stage that changes what a stored state means. 16 hexadecimal digits. */
export function fingerprintOf(
  keepers: readonly (Detector<unknown> | Processor<unknown, unknown>)[],
  forgetAfterMs: number,
): string {
  const meanings = keepers.map(meaningOf).sort();
  return createHash("sha256")
    .update(JSON.stringify([...meanings, `forgets after ${forgetAfterMs} ms`]))
    .digest("hex")
    .slice(0, 16);
}

function meaningOf(keeper: Detector<unknown> | Processor<unknown, unknown>): string {
  const { name, version } = keeper;
  return "model" in keeper ? `${name} ${keeper.model} ${keeper.profile} ${version}` : `${name} ${version}`;
}

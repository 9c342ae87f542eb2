/** What tells states of these settings from states that mean something else. */

import { createHash } from "node:crypto";
import type { Detector } from "../topology/detector.ts";

/** Changes with everything of a stage that changes what a stored state means. 16 hexadecimal digits. */
export function fingerprintOf(detectors: readonly Detector<unknown>[], forgetAfterMs: number): string {
  const meanings = detectors
    .map(({ name, model, profile, version }) => `${name} ${model} ${profile} ${version}`)
    .sort();
  return createHash("sha256")
    .update(JSON.stringify([...meanings, `forgets after ${forgetAfterMs} ms`]))
    .digest("hex")
    .slice(0, 16);
}

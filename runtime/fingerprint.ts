/** What tells states of these settings from states that mean something else. */

import { createHash } from "node:crypto";
import type { Detector } from "../topology/detector.ts";

/** Of a stage's detectors: changes with everything that changes what a stored state means. 16 hexadecimal digits. */
export function fingerprintOf(detectors: readonly Detector<unknown>[]): string {
  const meanings = detectors
    .map(({ name, model, profile, version }) => `${name} ${model} ${profile} ${version}`)
    .sort();
  return createHash("sha256").update(JSON.stringify(meanings)).digest("hex").slice(0, 16);
}

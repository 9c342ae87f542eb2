/** What a detector's feature is called and measured in, for people. */

import { syscallName } from "../../sources/ebpf/syscall-names.ts";
import { bytes, count, nanoseconds } from "./units.ts";
import type { Measure } from "./units.ts";
import { visible } from "./visible.ts";

/** Features named by a number are counts of that system call: `59` reads `execve calls`. */
export function featureName(feature: string): string {
  return isSyscall(feature) ? `${syscallName(Number(feature))} calls` : visible(feature);
}

export function featureMeasure(feature: string): Measure {
  if (feature.endsWith("_ns")) return nanoseconds;
  return feature.includes("bytes") ? bytes : count;
}

function isSyscall(feature: string): boolean {
  return /^\d{1,4}$/.test(feature);
}

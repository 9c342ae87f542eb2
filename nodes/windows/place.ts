/** Whether a binary lies where everyone may write, and programs have no business. */

import { posix } from "node:path";

export type Place = "tmp" | "dev_shm";

const folders: readonly (readonly [string, Place])[] = [
  ["/tmp/", "tmp"],
  ["/var/tmp/", "tmp"],
  ["/dev/shm/", "dev_shm"],
  ["/run/shm/", "dev_shm"],
];

/** @param binary an absolute path; others tell nothing. */
export function placeOf(binary: string): Place | undefined {
  // Sensors that tell the path as it was given to execve tell also `/tmp/../bin/ls` and `//tmp/x`.
  const path = binary.includes("/.") || binary.includes("//") ? posix.normalize(binary) : binary;
  for (const [folder, place] of folders) if (path.startsWith(folder)) return place;
  return undefined;
}

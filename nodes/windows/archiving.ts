/** Command lines that pack files and hand the archive on instead of keeping it (MITRE ATT&CK T1560.001). */

import type { ActingProcess } from "../observation.ts";
import { programOf, shells } from "./program.ts";

const archivers: ReadonlySet<string> = new Set(["tar", "zip", "7z", "cpio"]);
/** `-` in the place of a file. */
const handingOn = /(?:^|\s)-(?=\s|$)/;
const inShells = /(?:^|[\s;&|"'`(/])(?:tar|zip|7z)\s[^;&|]*\s-(?=\s)/;

export function isArchiving({ binary, arguments: given }: ActingProcess): boolean {
  const program = programOf(binary);
  return archivers.has(program) ? handingOn.test(given) : shells.has(program) && inShells.test(given);
}

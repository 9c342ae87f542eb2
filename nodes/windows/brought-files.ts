/**
 * Command lines that bring a file and make it a program, as the first half of what droppers do: fetch, chmod, run (MITRE ATT&CK
 * T1105, T1222).
 */

import type { ActingProcess } from "../observation.ts";
import { programOf, shells } from "./program.ts";

/** What fetches, and what makes executable. */
const bringers: ReadonlySet<string> = new Set(["curl", "wget", "ftpget", "tftp", "scp", "chmod", "install"]);
const inShells = /(?:^|[\s;&|"'`(/])(?:curl|wget|ftpget|tftp|scp|chmod|install)\s/;
const separators = /[\s"'`;&|()<>=]+/;

/** @returns the last parts of all paths and URLs that it names; most of them are no files. */
export function namesOfBrought({ binary, arguments: given }: ActingProcess): readonly string[] {
  const program = programOf(binary);
  const isBringing = bringers.has(program) || (shells.has(program) && inShells.test(given));
  if (!isBringing) return [];
  return given
    .split(separators)
    .map((word) => word.slice(word.lastIndexOf("/") + 1))
    .filter((name) => /\w/.test(name) && !/^[-+\d]/.test(name));
}

/** Files that a person names on the command line: one that cannot be read is a mistake of theirs, and no failure. */

import { readFile } from "node:fs/promises";
import { PicketError } from "../errors/picket-error.ts";

/**
 * @param what it is, such as `fleet`.
 * @throws PicketError `SETTINGS_INVALID` where it cannot be read.
 */
export async function readGiven(what: string, path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new PicketError("SETTINGS_INVALID", `The ${what} ${JSON.stringify(path)} cannot be read.`, { cause });
  }
}

/** Files that commands write are tried before anything else is done, so that a wrong path is told at once. */

import { open } from "node:fs/promises";
import { PicketError } from "../errors/picket-error.ts";

/**
 * Creates the file that `flag` names where it is missing, and leaves it as it is where not.
 *
 * @throws PicketError `SETTINGS_INVALID` where it cannot be written.
 */
export async function requireWritable(flag: string, path: string): Promise<void> {
  try {
    await (await open(path, "a")).close();
  } catch (cause) {
    throw new PicketError("SETTINGS_INVALID", `${flag} ${JSON.stringify(path)}: cannot be written.`, { cause });
  }
}

/** The policy of nodes in a file. */

import { readFile } from "node:fs/promises";
import { PicketError } from "../../errors/picket-error.ts";
import { type NodePolicy, parseNodePolicy } from "../../nodes/policy/policy.ts";

/** @throws PicketError `SETTINGS_INVALID` where it cannot be read, or with all its mistakes. */
export async function readPolicy(path: string): Promise<NodePolicy> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new PicketError("SETTINGS_INVALID", `${JSON.stringify(path)}: cannot be read.`, { cause });
  });
  return parseNodePolicy(text, path);
}

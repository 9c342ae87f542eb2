/** The policy of nodes in a file. */

import { type NodePolicy, parseNodePolicy } from "../../nodes/policy/policy.ts";
import { readGiven } from "../read-given.ts";

/** @throws PicketError `SETTINGS_INVALID` where it cannot be read, or with all its mistakes. */
export async function readPolicy(path: string): Promise<NodePolicy> {
  return parseNodePolicy(await readGiven("policy", path), path);
}

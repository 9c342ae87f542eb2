/** What a topology signs its requests with, as the settings have it. */

import type { Settings } from "../config/settings.ts";
import { signRecord } from "../enforcer/signing/sign.ts";
import { readSigningKey } from "../enforcer/signing/signing-key.ts";
import type { RunnerOptions } from "../runtime/topology-runner.ts";

/**
 * `undefined`: there is no key, and to do without one was not asked for.
 * @throws PicketError `KEY_FILE_INVALID` where the key is none, or others may read it.
 */
export async function signerOf({ requests }: Settings): Promise<RunnerOptions["sign"]> {
  if (requests.signingKey === undefined) return requests.unsigned === "accept" ? "unsigned" : undefined;
  const key = await readSigningKey(requests.signingKey);
  return (record) => signRecord(record, key);
}

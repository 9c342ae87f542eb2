/** An entry that a session fetches of its base again: what the base says, or an error; never another version. */

import { PicketError } from "../errors/picket-error.ts";
import { readEntry, unpackEntry } from "./entry.ts";

/**
 * @param stored what lies in the store under the name now.
 * @param hash of the entry as it stands at the base; `undefined` where the base has none of that name.
 * @throws PicketError `SNAPSHOT_INVALID` when it is gone, damaged, or another.
 */
export function fetchedEntry(name: string, stored: Buffer | undefined, hash: bigint | undefined): Buffer {
  if (hash === undefined) throw unfetched(name, "the snapshot has none of that name");
  if (stored === undefined) throw unfetched(name, "it is not in the store any more");
  const entry = readEntry(stored);
  if (typeof entry === "string") throw unfetched(name, entry);
  if (entry.name !== name || entry.hash !== hash) throw unfetched(name, "it is not the one that was saved");
  return unpackEntry(entry);
}

function unfetched(name: string, problem: string): PicketError {
  return new PicketError("SNAPSHOT_INVALID", `the stored entry ${JSON.stringify(name)} cannot be fetched: ${problem}`, {
    context: { name },
  });
}

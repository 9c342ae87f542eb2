/** The stored form of one learned state: when its key was last seen, and when it is to be woken, in front of its own bytes. */

import { PicketError } from "../errors/picket-error.ts";

const asleep = 1;
const waiting = 2;
const headBytes = { [asleep]: 9, [waiting]: 17 } as const;

export interface StateEntry {
  /** Stream time (see partition-state.ts) in ms, when the key last had an event. */
  readonly lastSeen: number;
  /** The tick that it waits for, in ms; Infinity for none. */
  readonly wakeAt: number;
  /** As the state's `snapshot` wrote it; a view. */
  readonly state: Uint8Array;
}

/**
 * Layout, little-endian: version (1 byte), last seen (8 bytes, a double), only in version 2 the tick that it waits for (the
 * same), state. Version 1 waits for none.
 */
export function sealEntry({ lastSeen, wakeAt, state }: StateEntry): Uint8Array {
  const version = wakeAt === Infinity ? asleep : waiting;
  const bytes = Buffer.allocUnsafe(headBytes[version] + state.length);
  bytes[0] = version;
  bytes.writeDoubleLE(lastSeen, 1);
  if (version === waiting) bytes.writeDoubleLE(wakeAt, 9);
  bytes.set(state, headBytes[version]);
  return bytes;
}

/** @throws PicketError `SNAPSHOT_INVALID` for what `sealEntry` did not write. */
export function openEntry(name: string, bytes: Uint8Array): StateEntry {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = view[0];
  if ((version !== asleep && version !== waiting) || view.length < headBytes[version]) {
    throw new PicketError("SNAPSHOT_INVALID", `the entry ${JSON.stringify(name)} is of no known version, or cut`, {
      context: { name },
    });
  }
  const wakeAt = version === waiting ? view.readDoubleLE(9) : Infinity;
  return { lastSeen: view.readDoubleLE(1), wakeAt, state: view.subarray(headBytes[version]) };
}

/** The stored form of one learned state: when its key was last seen, in front of the detector's own bytes. */

import { PicketError } from "../errors/picket-error.ts";

const version = 1;
const headBytes = 9;

export interface StateEntry {
  /** Stream time (see partition-state.ts) in ms, when the key last had an event. */
  readonly lastSeen: number;
  /** As the detector's `snapshot` wrote it; a view. */
  readonly state: Uint8Array;
}

/** Layout, little-endian: version (1 byte), last seen (8 bytes, a double), state. */
export function sealEntry({ lastSeen, state }: StateEntry): Uint8Array {
  const bytes = Buffer.allocUnsafe(headBytes + state.length);
  bytes[0] = version;
  bytes.writeDoubleLE(lastSeen, 1);
  bytes.set(state, headBytes);
  return bytes;
}

/** @throws PicketError `SNAPSHOT_INVALID` for what `sealEntry` of this version did not write. */
export function openEntry(name: string, bytes: Uint8Array): StateEntry {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.length < headBytes || view[0] !== version) {
    throw new PicketError("SNAPSHOT_INVALID", `the entry ${JSON.stringify(name)} is none of version ${version}`, {
      context: { name },
    });
  }
  return { lastSeen: view.readDoubleLE(1), state: view.subarray(headBytes) };
}

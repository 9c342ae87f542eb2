/** A partition's own time, the newest tick that was read from it: kept like a state, so that every snapshot has it. */

import { PicketError } from "../errors/picket-error.ts";
import { clockName } from "../topology/processor.ts";
import { GLOBAL_KEY, type Keeper, type KeptState } from "./key-states.ts";

/** Under which a store keeps it. */
export const clockEntry = `${clockName}/${GLOBAL_KEY}`;

export class PartitionClock implements KeptState {
  /** Ms since the epoch; 0 before the first. */
  tick = 0;

  /** A double, little-endian. */
  snapshot(): Uint8Array {
    const bytes = Buffer.alloc(tickBytes);
    bytes.writeDoubleLE(this.tick);
    return bytes;
  }
}

export const clockKeeper: Keeper<PartitionClock> = {
  name: clockName,
  scope: "global",
  open: () => new PartitionClock(),
  restore(snapshot) {
    const bytes = Buffer.from(snapshot);
    if (bytes.length !== tickBytes) {
      throw new PicketError("SNAPSHOT_INVALID", `A partition's time takes ${tickBytes} bytes, not ${bytes.length}.`);
    }
    const clock = new PartitionClock();
    clock.tick = bytes.readDoubleLE();
    return clock;
  },
};

const tickBytes = 8;

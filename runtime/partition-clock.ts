/** A partition's own time, the newest tick that was read from it, and what it told: kept like a state, so that every snapshot has it. */

import { PicketError } from "../errors/picket-error.ts";
import { ByteReader, ByteWriter } from "../proto/bytes.ts";
import { noVersions, type Versions } from "../topology/advisor.ts";
import { clockName } from "../topology/processor.ts";
import { globalKey, type Keeper, type KeptState } from "./key-states.ts";
import { readVersions, writeVersions } from "./tick.ts";

/** Under which a store keeps it. */
export const clockEntry = `${clockName}/${globalKey}`;

export class PartitionClock implements KeptState {
  /** Ms since the epoch; 0 before the first. */
  tick = 0;
  /** As the newest tick told them. */
  versions: Versions = noVersions;

  /** A double, little-endian; then, where there are any, the versions as in a tick. */
  snapshot(): Uint8Array {
    const writer = new ByteWriter(tickBytes);
    writer.double(this.tick);
    if (this.versions.size > 0) writeVersions(writer, this.versions);
    return writer.view();
  }
}

export const clockKeeper: Keeper<PartitionClock> = {
  name: clockName,
  scope: "global",
  open: () => new PartitionClock(),
  restore(snapshot) {
    const reader = new ByteReader(Buffer.from(snapshot));
    const clock = new PartitionClock();
    clock.tick = reader.double();
    if (reader.remaining > 0) clock.versions = readVersions(reader);
    if (reader.failed || reader.remaining > 0) {
      throw new PicketError("SNAPSHOT_INVALID", `These ${snapshot.length} bytes are not a partition's time.`);
    }
    return clock;
  },
};

const tickBytes = 8;

/**
 * Ticks: records of internal topics that tell the time, beside the frames (frame.ts) that carry events. The owner of a
 * partition writes one a second into it; only what is read back changes anything, so a replay sees the same time pass.
 *
 * Layout: version u8 = 2 | time varint | (where any are told) versions: a varint count, and name and version as texts | whatever a
 * later version adds.
 */

import { ByteReader, ByteWriter } from "../proto/bytes.ts";
import { noVersions, type Versions } from "../topology/advisor.ts";
import { Rejection } from "../topology/rejection.ts";

const tickVersion = 2;

export interface Tick {
  /** Ms since the epoch, by the clock of whoever wrote it. */
  readonly time: number;
  /** Of what the stage asks outside (topology/advisor.ts), as the partition's owner has it: these count from here on. */
  readonly versions: Versions;
}

/** @param tick without versions: the stage asks nothing outside. */
export function encodeTick({ time, versions = noVersions }: Pick<Tick, "time"> & Partial<Tick>): Buffer {
  const writer = new ByteWriter(16);
  writer.byte(tickVersion);
  writer.varint(time);
  if (versions.size > 0) writeVersions(writer, versions);
  return writer.view();
}

/** Whether a record of an internal topic is meant as a tick. */
export function isTick(value: Buffer): boolean {
  return value[0] === tickVersion;
}

/** Reads what `isTick`. */
export function readTick(value: Buffer): Tick | Rejection {
  const reader = new ByteReader(value.subarray(1));
  const time = reader.varint();
  if (reader.failed) return new Rejection("frame_malformed", "A tick without a time.");
  const versions = reader.remaining === 0 ? noVersions : readVersions(reader);
  return reader.failed ? new Rejection("frame_malformed", "A tick with versions that are cut.") : { time, versions };
}

export function writeVersions(to: ByteWriter, versions: Versions): void {
  to.varint(versions.size);
  for (const [name, version] of versions) {
    to.text(name);
    to.text(version);
  }
}

/** Where the reader failed, anything. */
export function readVersions(from: ByteReader): Versions {
  const versions = new Map<string, string>();
  for (let left = from.count(); left > 0 && !from.failed; left--) versions.set(from.text(), from.text());
  return versions;
}

/**
 * Ticks: records of internal topics that tell the time, beside the frames (frame.ts) that carry events. The owner of a
 * partition writes one a second into it; only what is read back changes anything, so a replay sees the same time pass.
 *
 * Layout: version u8 = 2 | time varint | whatever a later version adds.
 */

import { ByteReader, ByteWriter } from "../proto/bytes.ts";
import { Rejection } from "../topology/rejection.ts";

const VERSION = 2;

export interface Tick {
  /** Ms since the epoch, by the clock of whoever wrote it. */
  readonly time: number;
}

export function encodeTick({ time }: Tick): Buffer {
  const writer = new ByteWriter(16);
  writer.byte(VERSION);
  writer.varint(time);
  return writer.view();
}

/** Whether a record of an internal topic is meant as a tick. */
export function isTick(value: Buffer): boolean {
  return value[0] === VERSION;
}

/** Reads what `isTick`. */
export function readTick(value: Buffer): Tick | Rejection {
  const reader = new ByteReader(value.subarray(1));
  const time = reader.varint();
  return reader.failed ? new Rejection("frame_malformed", "A tick without a time.") : { time };
}

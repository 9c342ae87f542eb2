/** From fetched records to envelopes: an input record is one event, an internal one is a frame of many, or tells the time. */

import type { LogRecord } from "../log/port.ts";
import { latestTime } from "../proto/codecs/timestamp.ts";
import { traceContextOf } from "../telemetry/propagation.ts";
import { Rejection } from "../topology/rejection.ts";
import type { CompiledStage, StageSink } from "./compile.ts";
import { Envelope, type Origin, tombstone } from "./envelope.ts";
import { readFrame } from "./frame.ts";
import type { OwnedPartition } from "./owned-partition.ts";
import { isTick, readTick } from "./tick.ts";

export class Intake {
  readonly #framed: boolean;
  readonly #compiled: CompiledStage;
  readonly #sink: StageSink;
  readonly #maxClockAheadMs: number;

  /** @param framed whether the stage's topic is an internal one. */
  constructor(framed: boolean, compiled: CompiledStage, sink: StageSink, maxClockAheadMs: number) {
    this.#framed = framed;
    this.#maxClockAheadMs = maxClockAheadMs;
    this.#compiled = compiled;
    this.#sink = sink;
  }

  /** Runs one record through the stage. @returns how many events it held. */
  take(record: LogRecord, from: OwnedPartition): number {
    if (!this.#framed) return this.#takeEvent(record, from);
    return record.value && isTick(record.value)
      ? this.#takeTick(record, record.value, from)
      : this.#takeFrame(record, from);
  }

  #takeEvent(record: LogRecord, from: OwnedPartition): number {
    this.#compiled.push(envelopeOf(record, from));
    return 1;
  }

  #takeTick(record: LogRecord, bytes: Buffer, from: OwnedPartition): number {
    const tick = readTick(bytes);
    if (tick instanceof Rejection) this.#sink.reject(envelopeOf(record, from), tick);
    else this.#compiled.pass(tick, { origin: from, offset: record.offset, bytes });
    return 0;
  }

  #takeFrame(record: LogRecord, from: OwnedPartition): number {
    const frame = record.value ? readFrame(record.value) : new Rejection("frame_malformed", "The record has no value.");
    if (frame instanceof Rejection) {
      this.#sink.reject(envelopeOf(record, from), frame);
      return 0;
    }
    // An input record may be stamped by the clock that its event's time is from; a frame's record is stamped by ours.
    from.state.limitTime(record.timestamp + this.#maxClockAheadMs);
    const origin: Origin = { topic: frame.topic, partition: frame.partition, state: from.state };
    for (const { offset, key, time, bytes, trace } of frame.events) {
      this.#compiled.push(new Envelope(origin, offset, key, time, bytes, trace));
    }
    return frame.events.length;
  }
}

/** A tombstone has no bytes, which every decoder rejects as empty. */
function envelopeOf(record: LogRecord, from: OwnedPartition): Envelope {
  const trace = traceContextOf(record.headers);
  const bytes = record.value ?? tombstone;
  return new Envelope(from, record.offset, "", timeOf(record), bytes, trace, bytes, record.headers);
}

/** Producers write any number as a record's time, and -1 for none; what no clock shows counts as 1970. */
function timeOf({ timestamp }: LogRecord): number {
  return timestamp >= 0 && timestamp <= latestTime ? timestamp : 0;
}

/**
 * Frames: how events travel through an internal topic. One Kafka record holds many events of one input partition, each
 * with all that a record of its own would keep. A frame is processed whole, in one transaction.
 *
 * Layout (varints are unsigned LEB128; `text` is a varint length and UTF-8):
 *   version u8 = 1 | source topic text | source partition varint | first offset varint | first time varint
 *   keys: count varint, then text each
 *   events: count varint, then each: offset minus the one before varint | time minus the one before zigzag varint
 *           | index of its key varint | traceparent text | (when there is one) tracestate text | bytes length varint, bytes
 */

import type { TraceContext } from "../telemetry/propagation.ts";
import { Rejection } from "../topology/rejection.ts";
import { ByteReader, ByteWriter } from "../proto/bytes.ts";

const frameVersion = 1;

export interface FramedEvent {
  readonly key: string;
  /** Event time, ms since the epoch. */
  readonly time: number;
  /** Offset of the input record. */
  readonly offset: number;
  readonly trace: TraceContext | undefined;
  /** A view into the frame. */
  readonly bytes: Buffer;
}

export interface Frame {
  readonly topic: string;
  readonly partition: number;
  readonly events: readonly FramedEvent[];
}

/** Collects events of one input partition until `take`n as one frame. */
export class FrameWriter {
  readonly #topic: string;
  readonly #partition: number;
  readonly #events = new ByteWriter(16_384);
  readonly #keys = new Map<string, number>();
  #keyBytes = 0;
  #count = 0;
  #first = { offset: 0, time: 0 };
  #last = { offset: 0, time: 0 };

  constructor(topic: string, partition: number) {
    this.#topic = topic;
    this.#partition = partition;
  }

  get count(): number {
    return this.#count;
  }

  /** Bytes of the events and keys so far; a header of some bytes comes on top. */
  get size(): number {
    return this.#events.length + this.#keyBytes;
  }

  /** Whether an event of that origin and offset may be added: of another input partition, or an earlier one, it may not. */
  takes({ topic, partition }: { readonly topic: string; readonly partition: number }, offset: number): boolean {
    if (partition !== this.#partition || topic !== this.#topic) return false;
    return this.#count === 0 || offset >= this.#last.offset;
  }

  /** What it `takes`. */
  add(key: string, time: number, offset: number, trace: TraceContext | undefined, bytes: Buffer): void {
    if (this.#count === 0) this.#first = this.#last = { offset, time };
    let index = this.#keys.get(key);
    if (index === undefined) {
      this.#keys.set(key, (index = this.#keys.size));
      this.#keyBytes += Buffer.byteLength(key);
    }
    const events = this.#events;
    events.varint(offset - this.#last.offset);
    events.zigzag(time - this.#last.time);
    events.varint(index);
    events.text(trace?.traceparent ?? "");
    if (trace) events.text(trace.tracestate ?? "");
    events.varint(bytes.length);
    events.bytes(bytes);
    this.#last = { offset, time };
    this.#count += 1;
  }

  /** The frame so far; the writer starts anew. */
  take(): Buffer {
    const head = new ByteWriter(256);
    head.byte(frameVersion);
    head.text(this.#topic);
    head.varint(this.#partition);
    head.varint(this.#first.offset);
    head.varint(this.#first.time);
    head.varint(this.#keys.size);
    for (const key of this.#keys.keys()) head.text(key);
    head.varint(this.#count);
    const frame = Buffer.concat([head.view(), this.#events.view()]);
    this.#events.clear();
    this.#keys.clear();
    this.#keyBytes = 0;
    this.#count = 0;
    return frame;
  }
}

/** The keys that a frame has events of, without reading the events; none where it is no frame. */
export function readFrameKeys(value: Buffer): readonly string[] {
  const reader = new ByteReader(value);
  if (reader.byte() !== frameVersion) return [];
  readOrigin(reader);
  return readKeys(reader);
}

/** Reads a frame, or says why it is none. The whole is checked before anything of it is used. */
export function readFrame(value: Buffer): Frame | Rejection {
  const reader = new ByteReader(value);
  const version = reader.byte();
  if (version !== frameVersion) return malformed(`version ${version}, this Picket reads ${frameVersion}`);
  const { topic, partition, first } = readOrigin(reader);
  let { offset, time } = first;
  const keys = readKeys(reader);
  const events: FramedEvent[] = [];
  for (let left = reader.count(); left > 0 && !reader.failed; left--) {
    offset += reader.varint();
    time += reader.zigzag();
    const key = keys[reader.varint()];
    const traceparent = reader.text();
    const trace = traceparent === "" ? undefined : traceOf(traceparent, reader.text());
    const bytes = reader.bytes(reader.varint());
    if (key === undefined) return malformed("an event names a key that the frame does not have");
    events.push({ key, time, offset, trace, bytes });
  }
  if (reader.failed || reader.remaining > 0) return malformed("truncated, or longer than its events");
  return { topic, partition, events };
}

function readOrigin(reader: ByteReader) {
  const topic = reader.text();
  const partition = reader.varint();
  return { topic, partition, first: { offset: reader.varint(), time: reader.varint() } };
}

function readKeys(reader: ByteReader): readonly string[] {
  const keys: string[] = [];
  for (let left = reader.count(); left > 0; left--) keys.push(reader.text());
  return keys;
}

function traceOf(traceparent: string, tracestate: string): TraceContext {
  return tracestate === "" ? { traceparent } : { traceparent, tracestate };
}

function malformed(detail: string): Rejection {
  return new Rejection("frame_malformed", `Not a frame: ${detail}.`);
}

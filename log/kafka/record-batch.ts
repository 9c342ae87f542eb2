/**
 * Kafka's record batches (magic 2, KIP-98) between bytes and records. Own code, because this is the hottest path there is:
 * the library's codec makes a BigInt and several objects a record; here a record costs its LogRecord and two views.
 */

import { crc32c } from "@platformatic/kafka";
import { PicketError } from "../../errors/picket-error.ts";
import type { Header, LogRecord, OutputRecord } from "../port.ts";
import { inflate } from "./inflate.ts";

/** The fixed part of a batch, up to and with its record count; what `batchLength` counts begins at byte 12. */
const headerBytes = 61;
const lengthStart = 12;
const crcStart = 21;
const noHeaders: readonly Header[] = Object.freeze([]);

/** A batch as it lies in the fetched bytes; its records are decoded only when asked for. */
export class RecordBatch {
  readonly #bytes: Buffer;
  readonly #start: number;
  /** Where the next batch begins. */
  readonly end: number;

  /** @returns `undefined` when the bytes from `start` on hold no whole batch, as at the end of a fetch answer. */
  static at(bytes: Buffer, start: number): RecordBatch | undefined {
    if (bytes.length < start + headerBytes) return undefined;
    const end = start + lengthStart + bytes.readInt32BE(start + 8);
    return end > bytes.length ? undefined : new RecordBatch(bytes, start, end);
  }

  private constructor(bytes: Buffer, start: number, end: number) {
    this.#bytes = bytes;
    this.#start = start;
    this.end = end;
    if (bytes[start + 16] !== 2) {
      throw new PicketError("LOG_UNSUPPORTED", "The log holds records in a format from before Kafka 0.11.");
    }
  }

  get firstOffset(): number {
    return readInt64(this.#bytes, this.#start);
  }

  get lastOffset(): number {
    return this.firstOffset + this.#bytes.readInt32BE(this.#start + 23);
  }

  get producerId(): number {
    return readInt64(this.#bytes, this.#start + 43);
  }

  get isTransactional(): boolean {
    return (this.#attributes & 0x10) !== 0;
  }

  /** Whether it is a marker of the broker (a commit or an abort), not records of a producer. */
  get isControl(): boolean {
    return (this.#attributes & 0x20) !== 0;
  }

  /** For a control batch: whether it aborts. The key of its one record is two 16-bit numbers, version and type. */
  get isAbortMarker(): boolean {
    const cursor = new Cursor(this.#bytes, this.#start + headerBytes);
    cursor.varint();
    cursor.position += 1;
    cursor.varint();
    cursor.varint();
    const key = cursor.bytes();
    return key !== null && key.readInt16BE(2) === 0;
  }

  /**
   * Appends the records from `offset` on to `records`. A batch that does not decompress, or would become too large, counts
   * as one record of the bytes that it has: nobody can read it, and nobody may be held up by it.
   * @returns how many bytes it became.
   * @throws PicketError `LOG_UNSUPPORTED`
   */
  readInto(records: LogRecord[], offset: number): number {
    const codec = this.#attributes & 0x07;
    const compressed = this.#bytes.subarray(this.#start + headerBytes, this.end);
    if (codec === 0) {
      this.#readInto(records, offset, new Cursor(this.#bytes, this.#start + headerBytes));
      return compressed.length;
    }
    const before = records.length;
    try {
      const inflated = inflate(codec, compressed);
      this.#readInto(records, offset, new Cursor(inflated, 0));
      return inflated.length;
    } catch (error) {
      if (error instanceof PicketError) throw error;
      records.length = before;
      const timestamp = readInt64(this.#bytes, this.#start + 27);
      records.push({ offset: this.lastOffset, timestamp, key: null, value: compressed, headers: noHeaders });
      return compressed.length;
    }
  }

  #readInto(records: LogRecord[], offset: number, cursor: Cursor): void {
    const bytes = this.#bytes;
    const count = bytes.readInt32BE(this.#start + 57);
    const { firstOffset } = this;
    const firstTimestamp = readInt64(bytes, this.#start + 27);
    // Bit 3: the broker stamped the batch when it appended it, and its records' own times do not count.
    const appendTime = (this.#attributes & 0x08) === 0 ? undefined : readInt64(bytes, this.#start + 35);
    for (let i = 0; i < count; i += 1) {
      const end = cursor.varint() + cursor.position;
      cursor.position += 1;
      const timestamp = appendTime ?? firstTimestamp + cursor.varlong();
      const recordOffset = firstOffset + cursor.varint();
      if (recordOffset >= offset) {
        const key = cursor.bytes();
        const value = cursor.bytes();
        const headerCount = cursor.varint();
        const headers = headerCount === 0 ? noHeaders : cursor.headers(headerCount);
        records.push({ offset: recordOffset, timestamp, key, value, headers });
      }
      cursor.position = end;
    }
  }

  get #attributes(): number {
    return this.#bytes.readInt16BE(this.#start + 21);
  }
}

/** Who writes a batch, so that the broker can tell a repetition (KIP-98). */
export interface BatchWriter {
  readonly producerId: bigint;
  readonly producerEpoch: number;
  readonly sequence: number;
  readonly transactional: boolean;
}

/** @param now - the time of records that bring none, in ms since the epoch. */
export function encodeBatch(records: readonly OutputRecord[], writer: BatchWriter, now: number): Buffer {
  const firstTimestamp = records[0]?.timestamp ?? now;
  let maxTimestamp = firstTimestamp;
  const bodies = new Float64Array(records.length);
  let size = headerBytes;
  for (const [index, record] of records.entries()) {
    const timestamp = record.timestamp ?? now;
    if (timestamp > maxTimestamp) maxTimestamp = timestamp;
    const body = bodyBytes(record, index, timestamp - firstTimestamp);
    bodies[index] = body;
    size += varintBytes(body) + body;
  }
  const bytes = Buffer.allocUnsafe(size);
  const pen = new Pen(bytes, headerBytes);
  for (const [index, record] of records.entries()) {
    pen.varint(bodies[index] ?? 0);
    pen.record(record, index, (record.timestamp ?? now) - firstTimestamp);
  }
  bytes.writeBigInt64BE(0n, 0);
  bytes.writeInt32BE(size - lengthStart, 8);
  bytes.writeInt32BE(-1, 12);
  bytes.writeInt8(2, 16);
  bytes.writeInt16BE(writer.transactional ? 0x10 : 0, 21);
  bytes.writeInt32BE(records.length - 1, 23);
  bytes.writeBigInt64BE(BigInt(firstTimestamp), 27);
  bytes.writeBigInt64BE(BigInt(maxTimestamp), 35);
  bytes.writeBigInt64BE(writer.producerId, 43);
  bytes.writeInt16BE(writer.producerEpoch, 51);
  bytes.writeInt32BE(writer.sequence, 53);
  bytes.writeInt32BE(records.length, 57);
  bytes.writeUInt32BE(crc32c(bytes.subarray(crcStart)), 17);
  return bytes;
}

/** An upper bound of what a record takes in a batch. */
export function recordBytes({ key, value, headers }: OutputRecord): number {
  let bytes = 35 + (key?.length ?? 0) + (value?.length ?? 0);
  for (const [name, content] of headers) bytes += 10 + Buffer.byteLength(name) + content.length;
  return bytes;
}

function bodyBytes({ key, value, headers }: OutputRecord, offsetDelta: number, timestampDelta: number): number {
  let bytes = 1 + varintBytes(timestampDelta) + varintBytes(offsetDelta) + varintBytes(headers.length);
  bytes += key === null ? 1 : varintBytes(key.length) + key.length;
  bytes += value === null ? 1 : varintBytes(value.length) + value.length;
  for (const [name, content] of headers) {
    const nameBytes = Buffer.byteLength(name);
    bytes += varintBytes(nameBytes) + nameBytes + varintBytes(content.length) + content.length;
  }
  return bytes;
}

/** The length of a zigzag varint. Numbers beyond 32 bits (times far apart) count too, hence no bit operators. */
function varintBytes(value: number): number {
  let rest = value >= 0 ? value * 2 : -value * 2 - 1;
  let bytes = 1;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes += 1;
  return bytes;
}

function readInt64(bytes: Buffer, at: number): number {
  return bytes.readInt32BE(at) * 0x1_0000_0000 + bytes.readUInt32BE(at + 4);
}

class Cursor {
  readonly #bytes: Buffer;
  position: number;

  constructor(bytes: Buffer, position: number) {
    this.#bytes = bytes;
    this.position = position;
  }

  varint(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.#bytes[this.position] ?? 0;
      this.position += 1;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return (value >>> 1) ^ -(value & 1);
    }
  }

  /** Exact up to 2^53; times are. */
  varlong(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.#bytes[this.position] ?? 0;
      this.position += 1;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    }
  }

  bytes(): Buffer | null {
    const length = this.varint();
    if (length < 0) return null;
    const start = this.position;
    this.position += length;
    return this.#bytes.subarray(start, start + length);
  }

  headers(count: number): Header[] {
    return Array.from({ length: count }, () => {
      const name = this.bytes();
      return [name?.toString() ?? "", this.bytes() ?? Buffer.alloc(0)] as const;
    });
  }
}

class Pen {
  readonly #bytes: Buffer;
  #position: number;

  constructor(bytes: Buffer, position: number) {
    this.#bytes = bytes;
    this.#position = position;
  }

  record({ key, value, headers }: OutputRecord, offsetDelta: number, timestampDelta: number): void {
    this.varint(0);
    this.varint(timestampDelta);
    this.varint(offsetDelta);
    this.#nullable(key);
    this.#nullable(value);
    this.varint(headers.length);
    for (const [name, content] of headers) {
      this.varint(Buffer.byteLength(name));
      this.#position += this.#bytes.write(name, this.#position);
      this.#nullable(content);
    }
  }

  varint(value: number): void {
    let rest = value >= 0 ? value * 2 : -value * 2 - 1;
    for (; rest >= 128; rest = Math.floor(rest / 128)) this.#byte((rest % 128) + 128);
    this.#byte(rest);
  }

  #nullable(content: Buffer | null): void {
    this.varint(content === null ? -1 : content.length);
    if (content !== null) this.#position += content.copy(this.#bytes, this.#position);
  }

  #byte(value: number): void {
    this.#bytes[this.#position] = value;
    this.#position += 1;
  }
}

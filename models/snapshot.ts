/**
 * The frame of every model's snapshot: name and version of its model, its fields, a checksum. Versioned plain data, so that
 * a snapshot of another model, of another version or with a flipped bit is refused instead of read as nonsense.
 */

import { crc32 } from "node:zlib";
import { PicketError } from "../errors/picket-error.ts";

export type SnapshotField = number | Uint8Array | Uint16Array | Float64Array;

const checksumBytes = 4;

/**
 * Layout, little-endian: name length (1 byte), name (ASCII), version (2 bytes), fields, CRC-32 of all that (4 bytes). A
 * number takes 8 bytes, an array a length (4 bytes) and its elements.
 */
export function sealSnapshot(model: string, version: number, fields: readonly SnapshotField[]): Uint8Array {
  const parts = [Buffer.from([model.length]), Buffer.from(model, "ascii"), uint16(version), ...fields.map(encoded)];
  const body = Buffer.concat(parts);
  return Buffer.concat([body, uint32(crc32(body))]);
}

/** @throws PicketError `SNAPSHOT_INVALID` unless `bytes` are an intact snapshot of this model and version. */
export function openSnapshot(bytes: Uint8Array, model: string, version: number): SnapshotReader {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = view.length - checksumBytes;
  if (end < 3 || crc32(view.subarray(0, end)) !== view.readUInt32LE(end)) {
    throw invalid(model, "its checksum does not match");
  }
  const start = 1 + view[0]!;
  const name = view.toString("ascii", 1, start);
  if (name !== model || start + 2 > end) throw invalid(model, `it is of the model ${JSON.stringify(name)}`);
  const found = view.readUInt16LE(start);
  if (found !== version) throw invalid(model, `it has version ${found}, this build reads version ${version}`);
  return new SnapshotReader(model, view.subarray(start + 2, end));
}

/** Reads the fields in the order in which they were sealed; every method throws `SNAPSHOT_INVALID` when they do not fit. */
export class SnapshotReader {
  readonly #model: string;
  readonly #bytes: Buffer;
  #at = 0;

  constructor(model: string, bytes: Buffer) {
    this.#model = model;
    this.#bytes = bytes;
  }

  number(): number {
    return this.#take(8).readDoubleLE();
  }

  /** A whole number from `min` to `max`. */
  integer(min: number, max: number): number {
    const value = this.number();
    this.expect(Number.isInteger(value) && value >= min && value <= max, `${value} is not from ${min} to ${max}`);
    return value;
  }

  /** A view into the snapshot: copy what is kept. */
  bytes(length?: number): Uint8Array {
    return this.#array(1, length);
  }

  words(length?: number): Uint16Array {
    const bytes = this.#array(2, length);
    const words = new Uint16Array(bytes.length / 2);
    for (let i = 0; i < words.length; i++) words[i] = bytes[2 * i]! | (bytes[2 * i + 1]! << 8);
    return words;
  }

  doubles(length?: number): Float64Array {
    const bytes = this.#array(8, length);
    return Float64Array.from({ length: bytes.length / 8 }, (_, i) => bytes.readDoubleLE(8 * i));
  }

  /** To be called after the last field. */
  done(): void {
    this.expect(this.#at === this.#bytes.length, "it goes on after its last field");
  }

  expect(condition: boolean, problem: string): void {
    if (!condition) throw invalid(this.#model, problem);
  }

  #array(width: number, expected: number | undefined): Buffer {
    const length = this.#take(4).readUInt32LE();
    this.expect(expected === undefined || length === expected, `an array has ${length} elements, not ${expected}`);
    return this.#take(length * width);
  }

  #take(length: number): Buffer {
    this.expect(this.#at + length <= this.#bytes.length, "it ends within a field");
    return this.#bytes.subarray(this.#at, (this.#at += length));
  }
}

function encoded(field: SnapshotField): Buffer {
  if (typeof field === "number") {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleLE(field);
    return bytes;
  }
  const bytes = Buffer.alloc(4 + field.byteLength);
  bytes.writeUInt32LE(field.length);
  if (field instanceof Uint8Array) bytes.set(field, 4);
  else if (field instanceof Uint16Array) {
    for (let i = 0; i < field.length; i++) {
      bytes[4 + 2 * i] = field[i]!;
      bytes[5 + 2 * i] = field[i]! >> 8;
    }
  } else field.forEach((value, i) => bytes.writeDoubleLE(value, 4 + 8 * i));
  return bytes;
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function invalid(model: string, problem: string): PicketError {
  return new PicketError("SNAPSHOT_INVALID", `a snapshot of ${model} cannot be restored: ${problem}`, {
    context: { model, problem },
  });
}

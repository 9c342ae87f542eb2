/**
 * The frame of every model's snapshot: name and version of its model, its fields, a checksum. Versioned plain data, so that
 * a snapshot of another model, of another version or with a flipped bit is refused instead of read as nonsense.
 */

import { endianness } from "node:os";
import { crc32 } from "node:zlib";
import { PicketError } from "../errors/picket-error.ts";

export type SnapshotField = number | Uint8Array | Uint16Array | Float64Array | SnapshotParts;

/** What a snapshot is made of. As a field of another it takes the place of its bytes, which then are written only once. */
export interface SnapshotParts {
  readonly model: string;
  readonly version: number;
  readonly fields: readonly SnapshotField[];
}

const checksumBytes = 4;

/**
 * Layout, little-endian: name length (1 byte), name (ASCII), version (2 bytes), fields, CRC-32 of all that (4 bytes). A
 * number takes 8 bytes, an array a length (4 bytes) and its elements; a snapshot in it is an array of bytes.
 */
export function sealSnapshot(model: string, version: number, fields: readonly SnapshotField[]): Uint8Array {
  return sealParts({ model, version, fields });
}

export function sealParts(parts: SnapshotParts): Uint8Array {
  const bytes = Buffer.allocUnsafe(sealedSize(parts));
  seal(parts, bytes);
  return bytes;
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
    const raw = bytesOf(words);
    raw.set(bytes);
    if (isBigEndian) raw.swap16();
    return words;
  }

  doubles(length?: number): Float64Array {
    const bytes = this.#array(8, length);
    const doubles = new Float64Array(bytes.length / 8);
    const raw = bytesOf(doubles);
    raw.set(bytes);
    if (isBigEndian) raw.swap64();
    return doubles;
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

function sealedSize({ model, fields }: SnapshotParts): number {
  return fields.reduce<number>((sum, field) => sum + sizeOf(field), 1 + model.length + 2 + checksumBytes);
}

function sizeOf(field: SnapshotField): number {
  if (typeof field === "number") return 8;
  return 4 + ("fields" in field ? sealedSize(field) : field.byteLength);
}

/** @param to as long as it takes. */
function seal({ model, version, fields }: SnapshotParts, to: Buffer): void {
  let at = 1 + model.length;
  to[0] = model.length;
  to.write(model, 1, "ascii");
  to.writeUInt16LE(version, at);
  at += 2;
  for (const field of fields) {
    const size = sizeOf(field);
    write(field, to.subarray(at, at + size));
    at += size;
  }
  to.writeUInt32LE(crc32(to.subarray(0, at)), at);
}

function write(field: SnapshotField, to: Buffer): void {
  if (typeof field === "number") {
    to.writeDoubleLE(field);
    return;
  }
  const elements = to.subarray(4);
  if ("fields" in field) {
    to.writeUInt32LE(elements.length);
    seal(field, elements);
    return;
  }
  to.writeUInt32LE(field.length);
  elements.set(bytesOf(field));
  if (isBigEndian && field instanceof Uint16Array) elements.swap16();
  if (isBigEndian && field instanceof Float64Array) elements.swap64();
}

/** A snapshot is little-endian wherever it was written; where the machine is too, arrays are copied as they are. */
const isBigEndian = endianness() === "BE";

function bytesOf({ buffer, byteOffset, byteLength }: Uint8Array | Uint16Array | Float64Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

function invalid(model: string, problem: string): PicketError {
  return new PicketError("SNAPSHOT_INVALID", `a snapshot of ${model} cannot be restored: ${problem}`, {
    context: { model, problem },
  });
}

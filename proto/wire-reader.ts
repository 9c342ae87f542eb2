/**
 * Reads protobuf's wire format (https://protobuf.dev/programming-guides/encoding) from bytes without copying, and without
 * throwing: after the first thing that cannot be read it stands at its end with `failed` set.
 *
 * It accepts exactly what protobufjs accepts, down to its corners: tags of at most 5 bytes, known varints of at most 10,
 * unknown varints of any length, groups nested at most 100 deep.
 */

import { isUtf8 } from "node:buffer";

export const wireTypes = { varint: 0, fixed64: 1, length: 2, startGroup: 3, endGroup: 4, fixed32: 5 } as const;

/** The tag of a field: its number and its wire type in one number. */
export function tagOf(field: number, wireType: number): number {
  return field * 8 + wireType;
}

const groupDepthLimit = 100;
/** Up to this many bytes a loop checks for ASCII faster than a native call looks at UTF-8. */
const shortString = 64;

export class WireReader {
  bytes: Uint8Array = new Uint8Array(0);
  position = 0;
  /** Where the message being read ends. */
  end = 0;
  failed = false;

  #view: DataView = new DataView(new ArrayBuffer(0));

  start(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.position = 0;
    this.end = bytes.length;
    this.failed = false;
  }

  fail(): 0 {
    this.failed = true;
    this.position = this.end;
    return 0;
  }

  /** @returns field number * 8 + wire type; 0, which is no tag, when there is none to read. */
  tag(): number {
    let value = 0;
    for (let shift = 0; shift < 35 && this.position < this.end; shift += 7) {
      const byte = this.bytes[this.position++]!;
      if (shift === 28 && byte > 15) return this.fail();
      value |= (byte & 127) << shift;
      if (byte < 128) return value >>> 0;
    }
    return this.fail();
  }

  /**
   * Reads the length of what comes next.
   *
   * @returns where that ends. `position` stands at its first byte.
   */
  lengthEnd(): number {
    let value = 0;
    for (let shift = 0; shift < 35 && this.position < this.end; shift += 7) {
      const byte = this.bytes[this.position++]!;
      if (shift === 28 && byte > 7) break;
      value |= (byte & 127) << shift;
      if (byte >= 128) continue;
      if (value > this.end - this.position) break;
      return this.position + value;
    }
    this.fail();
    return this.end;
  }

  /** @returns a uint64 as the nearest double. */
  uint64(): number {
    const first = this.bytes[this.position]!;
    if (first < 128 && this.position < this.end) {
      this.position++;
      return first;
    }
    let low = 0;
    let middle = 0;
    let high = 0;
    for (let index = 0; index < 10 && this.position < this.end; index++) {
      const byte = this.bytes[this.position++]!;
      const bits = byte & 127;
      if (index < 4) low |= bits << (7 * index);
      else if (index < 8) middle |= bits << (7 * (index - 4));
      else high |= bits << (7 * (index - 8));
      // The tenth byte has one bit that counts; what is above 64 bits is dropped.
      if (byte < 128) return (high & 255) * 2 ** 56 + middle * 2 ** 28 + low;
    }
    return this.fail();
  }

  /** @returns an int64 as the nearest double. */
  int64(): number {
    const start = this.position;
    const value = this.uint64();
    if (value < 2 ** 53) return value;
    // Near 2^64 a double cannot hold what two's complement would subtract from, so the bits are read again as integers.
    return Number(BigInt.asIntN(64, this.#bigVarint(start)));
  }

  #bigVarint(start: number): bigint {
    let value = 0n;
    for (let index = 0; start + index < this.position; index++) {
      value |= BigInt(this.bytes[start + index]! & 127) << BigInt(7 * index);
    }
    return value;
  }

  double(): number {
    if (this.end - this.position < 8) return this.fail();
    if (this.#view.buffer !== this.bytes.buffer) this.#view = new DataView(this.bytes.buffer);
    const value = this.#view.getFloat64(this.bytes.byteOffset + this.position, true);
    this.position += 8;
    return value;
  }

  /**
   * Passes over a string, which proto3 demands to be UTF-8.
   *
   * @returns where it starts; `position` then stands where it ends.
   */
  string(): number {
    const end = this.lengthEnd();
    const start = this.position;
    if (!this.#isUtf8(start, end)) this.fail();
    else this.position = end;
    return start;
  }

  #isUtf8(from: number, to: number): boolean {
    if (to - from <= shortString) {
      let bits = 0;
      for (let at = from; at < to; at++) bits |= this.bytes[at]!;
      if (bits < 128) return true;
    }
    return isUtf8(this.bytes.subarray(from, to));
  }

  /**
   * Opens the message whose length comes next: until `leave`, `end` is where it ends.
   *
   * @returns the end of the message around it, for `leave`.
   */
  enter(): number {
    const outer = this.end;
    this.end = this.lengthEnd();
    return outer;
  }

  leave(outer: number): void {
    this.end = outer;
    if (this.failed) this.fail();
  }

  /** Passes over the value of a field that the schema knows as a varint, a double or a string. */
  scalar(tag: number): void {
    if ((tag & 7) === wireTypes.varint) this.uint64();
    else if ((tag & 7) === wireTypes.length) this.string();
    else this.#advance(8);
  }

  /** Passes over the value of a field unknown to the schema, at `depth` messages or groups below the outermost. */
  skip(tag: number, depth: number): void {
    if (tag >>> 3 === 0 || depth > groupDepthLimit) {
      this.fail();
      return;
    }
    switch (tag & 7) {
      case wireTypes.varint:
        return this.#skipVarint();
      case wireTypes.fixed64:
        return this.#advance(8);
      case wireTypes.length:
        this.position = this.lengthEnd();
        return undefined;
      case wireTypes.startGroup:
        return this.#skipGroup(tag, depth);
      case wireTypes.fixed32:
        return this.#advance(4);
      default:
        this.fail();
    }
  }

  #skipVarint(): void {
    while (this.position < this.end) if (this.bytes[this.position++]! < 128) return;
    this.fail();
  }

  #advance(bytes: number): void {
    if (this.end - this.position < bytes) this.fail();
    else this.position += bytes;
  }

  #skipGroup(start: number, depth: number): void {
    while (!this.failed) {
      const tag = this.tag();
      if ((tag & 7) === wireTypes.endGroup) {
        if (tag >>> 3 !== start >>> 3) this.fail();
        return;
      }
      this.skip(tag, depth + 1);
    }
  }
}

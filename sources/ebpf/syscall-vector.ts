/**
 * A syscall-frequency vector, read from its JSON: `{"0":10,"60":"7"}`. The usual shape is read straight from the bytes;
 * anything else goes through JSON.parse, and both ways give the same answer.
 */

import { Rejection } from "../../topology/rejection.ts";
import { syscallCount, type SyscallCounts } from "./event.ts";

const maxVectorBytes = 64 * 1024;

/** More digits than this may not fit a double exactly; JSON.parse decides then. */
const exactDigits = 15;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const quote = 0x22;
const colon = 0x3a;
const comma = 0x2c;
const zero = 0x30;
const atEnd = -1;

const wholeNumber = /^(?:0|[1-9][0-9]*)$/;

export class SyscallVector implements SyscallCounts {
  length = 0;
  readonly numbers = new Uint16Array(syscallCount);
  readonly counts = new Float64Array(syscallCount);

  /** The count of each number, where `#isSet` says so: keys come in any order, and `numbers` are ascending. */
  readonly #dense = new Float64Array(syscallCount);
  readonly #isSet = new Uint32Array(Math.ceil(syscallCount / 32));

  #bytes: Uint8Array = new Uint8Array(0);
  #position = 0;
  #end = 0;

  /**
   * Takes over the vector whose JSON, in UTF-8, stands in `bytes` from `from` to `to`. Of a number that comes more than
   * once the last count holds; counts of 0 and numbers from `syscallCount` on are left out.
   *
   * @returns a rejection instead where it is no such vector; this one is then unusable until the next reading.
   */
  read(bytes: Uint8Array, from: number, to: number): Rejection | undefined {
    if (to - from > maxVectorBytes) return new Rejection("vector_too_large", `${to - from} bytes of JSON`);
    this.#isSet.fill(0);
    this.#bytes = bytes;
    this.#position = from;
    this.#end = to;
    if (!this.#readUsual()) {
      this.#isSet.fill(0);
      const problem = this.#readAny(Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString());
      if (problem !== undefined) return new Rejection("vector_malformed", problem);
    }
    this.#gather();
    return undefined;
  }

  /** @returns whether it was of the usual shape: one flat object of canonical decimals, without escapes. */
  #readUsual(): boolean {
    if (this.#nextSign() !== openBrace) return false;
    let sign = this.#nextSign();
    if (sign === closeBrace) return this.#nextSign() === atEnd;
    for (;;) {
      if (sign !== quote) return false;
      const number = this.#digits();
      // A quote beyond the end is passed too, but then nothing more comes and the next sign is none.
      if (number < 0 || this.#bytes[this.#position++] !== quote || this.#nextSign() !== colon) return false;
      const count = this.#count();
      if (count < 0) return false;
      this.#set(number, count);
      sign = this.#nextSign();
      if (sign === closeBrace) return this.#nextSign() === atEnd;
      if (sign !== comma) return false;
      sign = this.#nextSign();
    }
  }

  /** @returns the next byte that is no white space, having passed it, or `atEnd`. */
  #nextSign(): number {
    while (this.#position < this.#end) {
      const byte = this.#bytes[this.#position++]!;
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return byte;
    }
    return atEnd;
  }

  /** @returns -1 where there is no count of the usual shape. */
  #count(): number {
    const sign = this.#nextSign();
    if (sign === atEnd) return -1;
    if (sign !== quote) {
      this.#position--;
      return this.#digits();
    }
    const count = this.#digits();
    return this.#bytes[this.#position++] === quote ? count : -1;
  }

  /** @returns -1 where there is no canonical decimal, or a very long one. */
  #digits(): number {
    const start = this.#position;
    let value = 0;
    while (this.#position < this.#end) {
      const digit = this.#bytes[this.#position]! - zero;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
      this.#position++;
    }
    const length = this.#position - start;
    if (length === 0 || length > exactDigits) return -1;
    return length > 1 && this.#bytes[start] === zero ? -1 : value;
  }

  /** @returns what is wrong with the vector, if anything. */
  #readAny(json: string): string | undefined {
    const vector = parse(json);
    if (typeof vector !== "object" || vector === null || Array.isArray(vector)) return "it is not a JSON object";
    for (const [number, count] of Object.entries(vector)) {
      if (!wholeNumber.test(number)) return "a key is not a syscall number";
      const value = typeof count === "string" && wholeNumber.test(count) ? Number(count) : count;
      if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) {
        return "a count is not a whole number from 0 to 2^53 - 1";
      }
      this.#set(Number(number), value);
    }
    return undefined;
  }

  #set(number: number, count: number): void {
    if (number >= syscallCount) return;
    this.#dense[number] = count;
    this.#isSet[number >>> 5]! |= 1 << (number & 31);
  }

  #gather(): void {
    this.length = 0;
    for (let word = 0; word < this.#isSet.length; word++) {
      // One set bit at a time, lowest first.
      for (let bits = this.#isSet[word]!; bits !== 0; bits &= bits - 1) {
        const number = word * 32 + 31 - Math.clz32(bits & -bits);
        const count = this.#dense[number]!;
        if (count === 0) continue;
        this.numbers[this.length] = number;
        this.counts[this.length++] = count;
      }
    }
  }
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

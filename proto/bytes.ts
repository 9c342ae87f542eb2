/** Growing and checked byte buffers for forms of our own: varints up to 2^53, doubles, texts, raw bytes. */

/** Makes the same bytes the same string, for texts that repeat. */
export interface TextCache {
  /** @param bytes are UTF-8 from `from` to `to`. */
  textOf(bytes: Uint8Array, from: number, to: number): string;
}

const nan = Buffer.of(0, 0, 0, 0, 0, 0, 0xf8, 0x7f);

export class ByteWriter {
  #buffer: Buffer;
  #length = 0;

  constructor(capacity: number) {
    this.#buffer = Buffer.allocUnsafe(capacity);
  }

  get length(): number {
    return this.#length;
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#buffer[this.#length++] = value;
  }

  /** A whole number from 0 to 2^53 - 1. */
  varint(value: number): void {
    this.#reserve(8);
    let rest = value;
    while (rest >= 0x80) {
      this.#buffer[this.#length++] = (rest % 0x80) + 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#buffer[this.#length++] = rest;
  }

  /** A whole number of either sign, from -2^52 to 2^52 - 1. */
  zigzag(value: number): void {
    this.varint(value < 0 ? -2 * value - 1 : 2 * value);
  }

  /** The same bytes for every NaN: which of them a calculation gives is up to how it was compiled. */
  double(value: number): void {
    this.#reserve(8);
    if (Number.isNaN(value)) this.#buffer.set(nan, this.#length);
    else this.#buffer.writeDoubleLE(value, this.#length);
    this.#length += 8;
  }

  text(value: string): void {
    if (value === "") return this.byte(0);
    const length = Buffer.byteLength(value);
    this.varint(length);
    this.#reserve(length);
    this.#buffer.write(value, this.#length);
    this.#length += length;
  }

  bytes(value: Buffer): void {
    this.#reserve(value.length);
    this.#buffer.set(value, this.#length);
    this.#length += value.length;
  }

  /** What was written; valid until the next write. */
  view(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  clear(): void {
    this.#length = 0;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#buffer.length) return;
    const grown = Buffer.allocUnsafe(Math.max(2 * this.#buffer.length, this.#length + more));
    this.#buffer.copy(grown, 0, 0, this.#length);
    this.#buffer = grown;
  }
}

/** Reads what ByteWriter wrote. Never throws: past the end it answers zeros and empties, and `failed` tells. */
export class ByteReader {
  readonly #buffer: Buffer;
  #at = 0;
  #failed = false;

  constructor(buffer: Buffer) {
    this.#buffer = buffer;
  }

  get failed(): boolean {
    return this.#failed;
  }

  get remaining(): number {
    return this.#buffer.length - this.#at;
  }

  byte(): number {
    const value = this.#buffer[this.#at];
    if (value === undefined) return this.#fail();
    this.#at += 1;
    return value;
  }

  varint(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.#buffer[this.#at];
      if (byte === undefined || scale > 2 ** 49) return this.#fail();
      this.#at += 1;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return Number.isSafeInteger(value) ? value : this.#fail();
      scale *= 0x80;
    }
  }

  zigzag(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** A varint that counts things of at least one byte each, so it cannot exceed what is left. */
  count(): number {
    const value = this.varint();
    return value <= this.remaining ? value : this.#fail();
  }

  /** NaN where it fails. */
  double(): number {
    const start = this.#at;
    return this.#skip(8) ? this.#buffer.readDoubleLE(start) : NaN;
  }

  text(cache?: TextCache): string {
    const length = this.varint();
    if (length === 0) return "";
    const start = this.#at;
    if (!this.#skip(length)) return "";
    return cache === undefined
      ? this.#buffer.toString("utf8", start, this.#at)
      : cache.textOf(this.#buffer, start, this.#at);
  }

  /** A view. */
  bytes(length: number): Buffer {
    const start = this.#at;
    return this.#skip(length) ? this.#buffer.subarray(start, this.#at) : this.#buffer.subarray(0, 0);
  }

  #skip(length: number): boolean {
    if (length > this.remaining) {
      this.#fail();
      return false;
    }
    this.#at += length;
    return true;
  }

  #fail(): number {
    this.#failed = true;
    this.#at = this.#buffer.length;
    return 0;
  }
}

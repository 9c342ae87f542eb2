/** Turns bytes into strings, and the same bytes into the same string: a fleet's names repeat millions of times. */

import type { WireReader } from "./wire-reader.ts";

const sets = 4096;
/** Longer strings are rare, and the cache's memory stays bounded (2 MiB of bytes). */
const longestKept = 256;

interface Slot {
  readonly bytes: Uint8Array;
  readonly text: string;
}

export class StringCache {
  /** Two slots a set, the newer string first: a third that shares a set costs time, never correctness. */
  readonly #slots: (Slot | undefined)[] = Array.from({ length: 2 * sets }, () => undefined);
  readonly #utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

  /** @param bytes are UTF-8 from `from` to `to`. */
  textOf(bytes: Uint8Array, from: number, to: number): string {
    if (from === to) return "";
    if (to - from > longestKept) return this.#utf8.decode(bytes.subarray(from, to));
    const index = 2 * (hash(bytes, from, to) % sets);
    const newer = this.#slots[index];
    if (newer !== undefined && equals(newer.bytes, bytes, from, to)) return newer.text;
    const older = this.#slots[index + 1];
    if (older !== undefined && equals(older.bytes, bytes, from, to)) return older.text;
    const own = new Uint8Array(bytes.subarray(from, to));
    const text = this.#utf8.decode(own);
    this.#slots[index + 1] = newer;
    this.#slots[index] = { bytes: own, text };
    return text;
  }
}

/** A string field of the message that is being read: checked when it is met, made into text only when someone asks. */
export class TextField {
  readonly #cache: StringCache;
  #bytes: Uint8Array = new Uint8Array(0);
  #from = 0;
  #to = 0;

  constructor(cache: StringCache) {
    this.#cache = cache;
  }

  get text(): string {
    return this.#cache.textOf(this.#bytes, this.#from, this.#to);
  }

  /** Reads the string that `reader` stands before; fails the reader where it is not UTF-8. */
  read(reader: WireReader): void {
    this.#from = reader.string();
    this.#to = reader.position;
    this.#bytes = reader.bytes;
  }

  clear(): void {
    this.#from = this.#to = 0;
  }
}

/** FNV-1a, 32 bits. */
function hash(bytes: Uint8Array, from: number, to: number): number {
  let value = 0x811c9dc5;
  for (let at = from; at < to; at++) value = Math.imul(value ^ bytes[at]!, 0x01000193);
  return (value ^ (value >>> 15)) >>> 0;
}

function equals(known: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (known.length !== to - from) return false;
  for (let index = 0; index < known.length; index++) if (known[index] !== bytes[from + index]) return false;
  return true;
}

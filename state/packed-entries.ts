/**
 * A snapshot's entries as `load` returns them: a map that holds them packed and unpacks on access, so that a partition with
 * thousands of idle containers takes a tenth of the memory while it is restored. Reading an entry twice unpacks it twice.
 */

import { unpackEntry, type PackedEntry } from "./entry.ts";

export class PackedEntries implements ReadonlyMap<string, Buffer> {
  readonly #packed: ReadonlyMap<string, PackedEntry>;

  constructor(packed: ReadonlyMap<string, PackedEntry>) {
    this.#packed = packed;
  }

  /** Those of `all` whose names are wanted, packed as they are. */
  static joined(all: readonly PackedEntries[], wanted: (name: string) => boolean): PackedEntries {
    return new PackedEntries(new Map(all.flatMap((entries) => [...entries.#packed].filter(([name]) => wanted(name)))));
  }

  get size(): number {
    return this.#packed.size;
  }

  has(name: string): boolean {
    return this.#packed.has(name);
  }

  /** @throws PicketError `SNAPSHOT_INVALID`, although `load` checked the packed bytes, should they not unpack. */
  get(name: string): Buffer | undefined {
    const entry = this.#packed.get(name);
    return entry && unpackEntry(entry);
  }

  keys(): MapIterator<string> {
    return this.#packed.keys();
  }

  *values(): MapIterator<Buffer> {
    for (const entry of this.#packed.values()) yield unpackEntry(entry);
  }

  *entries(): MapIterator<[string, Buffer]> {
    for (const [name, entry] of this.#packed) yield [name, unpackEntry(entry)];
  }

  [Symbol.iterator](): MapIterator<[string, Buffer]> {
    return this.entries();
  }

  forEach(visit: (value: Buffer, name: string, map: ReadonlyMap<string, Buffer>) => void): void {
    for (const [name, value] of this) visit(value, name, this);
  }
}

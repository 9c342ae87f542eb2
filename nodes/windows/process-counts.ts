/** What one sensor of processes saw in a window. */

import type { ByteReader, ByteWriter } from "../../proto/bytes.ts";
import type { Place } from "./place.ts";

/** Different binaries that are told apart; where there are more, a storm is what the count of executions shows. */
const mostBinaries = 256;

export class ProcessCounts {
  execs = 0;
  fromTmp = 0;
  fromDevShm = 0;
  suspiciousConnections = 0;
  /** Hashes of their names. */
  readonly #binaries = new Set<number>();

  get binaries(): number {
    return this.#binaries.size;
  }

  addExec(binary: string, place: Place | undefined): void {
    this.execs += 1;
    if (place === "tmp") this.fromTmp += 1;
    if (place === "dev_shm") this.fromDevShm += 1;
    if (this.#binaries.size < mostBinaries) this.#binaries.add(hash(binary));
  }

  write(to: ByteWriter): void {
    for (const count of [this.execs, this.fromTmp, this.fromDevShm, this.suspiciousConnections]) to.varint(count);
    to.varint(this.#binaries.size);
    for (const binary of this.#binaries) to.varint(binary);
  }

  static read(from: ByteReader): ProcessCounts {
    const counts = new ProcessCounts();
    counts.execs = from.varint();
    counts.fromTmp = from.varint();
    counts.fromDevShm = from.varint();
    counts.suspiciousConnections = from.varint();
    for (let left = from.count(); left > 0; left--) counts.#binaries.add(from.varint());
    return counts;
  }
}

/** FNV-1a, 31 bits of it, of the parts as one text: to put them together would cost more. */
export function hash(...parts: readonly string[]): number {
  let value = 0x811c9dc5;
  for (const part of parts) {
    for (let at = 0; at < part.length; at++) value = Math.imul(value ^ part.charCodeAt(at), 0x01000193);
  }
  return (value ^ (value >>> 15)) & 0x7fffffff;
}

/** A segment: the entries that one save wrote, each behind its length (4 bytes, little-endian), in one file. */

import { readEntry, type PackedEntry } from "../entry.ts";
import type { Range } from "./files.ts";

const lengthBytes = 4;

export function framed({ packed }: PackedEntry): readonly Buffer[] {
  const length = Buffer.alloc(lengthBytes);
  length.writeUInt32LE(packed.length);
  return [length, packed];
}

export function framedBytes({ packed }: PackedEntry): number {
  return lengthBytes + packed.length;
}

/** Where in its segment the packed bytes are of an entry whose frame starts at `start` and takes `bytes`. */
export function packedRange({ start, bytes }: Range): Range {
  return { start: start + lengthBytes, bytes: bytes - lengthBytes };
}

/** @returns the entries, or what is wrong with the bytes. */
export function readSegment(bytes: Buffer): readonly PackedEntry[] | string {
  const entries: PackedEntry[] = [];
  for (let at = 0; at < bytes.length;) {
    const start = at + lengthBytes;
    const end = start <= bytes.length ? start + bytes.readUInt32LE(at) : Infinity;
    if (end > bytes.length) return `it ends within an entry, at byte ${at}`;
    const entry = readEntry(bytes.subarray(start, end));
    if (typeof entry === "string") return `its entry at byte ${at} cannot be read: ${entry}`;
    entries.push(entry);
    at = end;
  }
  return entries;
}

/**
 * The outer form of a stored entry: what was learned under one name, or that the name is forgotten. Compressed where that
 * pays, and checked twice: a CRC over the packed bytes, so that a store can be checked without unpacking, and a hash of name
 * and content that says whether two entries are the same whatever packed them.
 *
 * Layout, little-endian: format (1 byte), form (1 byte: 0 forgotten, 1 plain, 2 zstd), name length (2 bytes), hash (8 bytes),
 * content length (4 bytes), name (UTF-8), body, CRC-32 of all that (4 bytes, last in every format).
 *
 * Why zstd at level 1, measured by bench/state-codec.ts: the 19,900 bytes of a container's half-space trees, mostly empty
 * masses, become 1,750 in about 45 us (deflate at level 1: 1,940 in 80 us; deflate at level 6: 1,730 in 220 us). The 600 to
 * 1,600 bytes of a one-class SVM, mostly doubles, would lose a tenth for 30 us, so bodies that small stay plain.
 */

import { createHash } from "node:crypto";
import { constants, crc32, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { PicketError } from "../errors/picket-error.ts";
import { stateFormat } from "./format.ts";

export interface PackedEntry {
  readonly name: string;
  /** 64 bits, big-endian, of the SHA-256 of name and content. */
  readonly hash: bigint;
  /** The name is forgotten: there is no content. */
  readonly forgotten: boolean;
  /** What a store keeps. */
  readonly packed: Buffer;
}

const forms = { forgotten: 0, plain: 1, zstd: 2 } as const;
const headBytes = 16;
const checksumBytes = 4;
const worthCompressing = 2048;
/** No model comes near; a length beyond it is nonsense. */
const largestContent = 2 ** 28;
/** One chunk takes nearly every entry; the usual ones are ten times as large as that. */
const fast = { chunkSize: 4096, params: { [constants.ZSTD_c_compressionLevel]: 1 } };

export function packEntry(name: string, content: Uint8Array): PackedEntry {
  const small = content.length < worthCompressing;
  const body = small ? content : zstdCompressSync(content, fast);
  return seal(name, small ? forms.plain : forms.zstd, content, body);
}

/** An entry that says: what was stored under this name before is forgotten. */
export function packForgotten(name: string): PackedEntry {
  return seal(name, forms.forgotten, new Uint8Array(), new Uint8Array());
}

/** @returns the entry, or what is wrong with the bytes, in words. Cheap: the content stays packed. */
export function readEntry(packed: Buffer): PackedEntry | string {
  const end = packed.length - checksumBytes;
  if (end < headBytes || crc32(packed.subarray(0, end)) !== packed.readUInt32LE(end))
    return "its checksum does not match";
  const format = packed[0]!;
  if (format !== stateFormat) return `it has format ${format}, this version reads format ${stateFormat}`;
  const bodyStart = headBytes + packed.readUInt16LE(2);
  if (bodyStart > end || packed[1]! > forms.zstd) return "its head makes no sense";
  const name = packed.toString("utf8", headBytes, bodyStart);
  return { name, hash: packed.readBigUInt64BE(4), forgotten: packed[1] === forms.forgotten, packed };
}

/**
 * The content of an entry that `readEntry` took.
 * @throws PicketError `SNAPSHOT_INVALID` when it does not unpack to what its hash says.
 */
export function unpackEntry({ name, hash, packed }: PackedEntry): Buffer {
  const body = packed.subarray(headBytes + packed.readUInt16LE(2), packed.length - checksumBytes);
  const length = packed.readUInt32LE(12);
  const content = packed[1] === forms.zstd ? decompressed(name, body, length) : body;
  if (content.length !== length || hashOf(name, content) !== hash) throw invalid(name);
  return content;
}

function seal(name: string, form: number, content: Uint8Array, body: Uint8Array): PackedEntry {
  const nameBytes = Buffer.byteLength(name);
  if (nameBytes > 0xff_ff) throw new RangeError(`a name of ${nameBytes} bytes is too long for an entry`);
  const hash = hashOf(name, content);
  const packed = Buffer.allocUnsafe(headBytes + nameBytes + body.length + checksumBytes);
  packed[0] = stateFormat;
  packed[1] = form;
  packed.writeUInt16LE(nameBytes, 2);
  packed.writeBigUInt64BE(hash, 4);
  packed.writeUInt32LE(content.length, 12);
  packed.write(name, headBytes);
  packed.set(body, headBytes + nameBytes);
  const end = packed.length - checksumBytes;
  packed.writeUInt32LE(crc32(packed.subarray(0, end)), end);
  return { name, hash, forgotten: form === forms.forgotten, packed };
}

function hashOf(name: string, content: Uint8Array): bigint {
  return createHash("sha256").update(name).update("\0").update(content).digest().readBigUInt64BE();
}

function decompressed(name: string, body: Buffer, length: number): Buffer {
  try {
    // One buffer of the right size, which takes a third less time than growing one.
    const size = Math.min(Math.max(length, 64), largestContent);
    return zstdDecompressSync(body, { chunkSize: size, maxOutputLength: size });
  } catch (error) {
    throw invalid(name, error);
  }
}

function invalid(name: string, cause?: unknown): PicketError {
  return new PicketError("SNAPSHOT_INVALID", `the stored entry ${JSON.stringify(name)} does not unpack`, {
    context: { name },
    cause,
  });
}

/**
 * Decompresses the records of a batch, up to a bound: whoever may write to a topic decides what is in it, and a few hundred
 * kilobytes of gzip can become gigabytes. Producers bound a batch before they compress it, at about a megabyte.
 */

import { gunzipSync, zstdDecompressSync } from "node:zlib";
import { compressionsAlgorithms } from "@platformatic/kafka";
import { snappyUncompressor } from "hysnappy";
import { PicketError } from "../../errors/picket-error.ts";

/** The most that one batch may become, in bytes. */
export const largestInflated = 64 * 2 ** 20;

/** The bits of a batch's attributes that say how it is compressed (KIP-98, KIP-110). */
const codecs = { gzip: 1, snappy: 2, lz4: 3, zstd: 4 } as const;

/**
 * @throws RangeError for what would become larger, and other errors for what does not decompress.
 * @throws PicketError `LOG_UNSUPPORTED` for a codec that is none of Kafka's.
 */
export function inflate(codec: number, bytes: Buffer): Buffer {
  switch (codec) {
    case codecs.gzip:
      return gunzipSync(bytes, { maxOutputLength: largestInflated });
    case codecs.zstd:
      return zstdDecompressSync(bytes, { maxOutputLength: largestInflated });
    case codecs.snappy:
      return unsnapped(bytes);
    case codecs.lz4:
      bounded(lz4Bound(bytes));
      return compressionsAlgorithms.lz4.decompressSync(bytes);
    default:
      throw new PicketError("LOG_UNSUPPORTED", `The log holds records compressed in an unknown way (${codec}).`);
  }
}

function bounded(length: number): void {
  if (length > largestInflated) throw new RangeError(`A batch would become ${length} bytes.`);
}

const xerialMagic = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);
const xerialHeaderBytes = 16;
/** Not the Kafka library's: a malformed block breaks its WebAssembly for good, and with it the checksums of what we write. */
const uncompress = snappyUncompressor();

/** A block begins with its length (snappy's format description); Java writes several blocks in a frame. */
function unsnapped(bytes: Buffer): Buffer {
  const blocks = bytes.subarray(0, xerialMagic.length).equals(xerialMagic) ? xerialBlocks(bytes) : [bytes];
  bounded(blocks.reduce((total, block) => total + leadingVarint(block), 0));
  return Buffer.concat(blocks.map((block) => uncompress(block, leadingVarint(block))));
}

function xerialBlocks(bytes: Buffer): Buffer[] {
  const blocks: Buffer[] = [];
  for (let at = xerialHeaderBytes; at < bytes.length;) {
    const length = bytes.readUInt32BE(at);
    blocks.push(bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return blocks;
}

function leadingVarint(bytes: Buffer): number {
  let value = 0;
  for (let i = 0; i < 5; i += 1) {
    const byte = bytes.readUInt8(i);
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return value;
  }
  throw new RangeError("A block of snappy does not say how long it is.");
}

const lz4HeaderBytes = 7;

/** An upper bound: as many full blocks as the frame has (LZ4 frame format 1.6). */
function lz4Bound(bytes: Buffer): number {
  const flags = bytes.readUInt8(4);
  const largestBlock = 2 ** (8 + 2 * ((bytes.readUInt8(5) >> 4) & 0x07));
  const [blockChecksumBytes, sizeBytes] = [(flags & 0x10) === 0 ? 0 : 4, (flags & 0x08) === 0 ? 0 : 8];
  let total = 0;
  for (let at = lz4HeaderBytes + sizeBytes; ;) {
    const size = bytes.readUInt32LE(at) & 0x7f_ff_ff_ff;
    if (size === 0) return total;
    total += largestBlock;
    at += 4 + size + blockChecksumBytes;
  }
}

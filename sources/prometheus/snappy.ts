/**
 * Uncompresses what remote write sends, snappy's block format, and no more than the caller allows: the length is declared
 * in front, so a bomb is refused before a byte of it is unpacked.
 * https://github.com/google/snappy/blob/main/format_description.txt
 */

import { WireReader } from "../../proto/wire-reader.ts";
import { Rejection } from "../../topology/rejection.ts";

/**
 * Unpacks snappy's block format.
 *
 * @param length as the block declares it. The answer has this length.
 * @throws anything for a block that is not sound.
 */
export type Uncompress = (compressed: Uint8Array, length: number) => Uint8Array;

/** @param maxBytes blocks that declare to be longer are refused. */
export function uncompressed(compressed: Uint8Array, maxBytes: number, uncompress: Uncompress): Uint8Array | Rejection {
  if (compressed.length === 0) return new Rejection("empty", "no bytes");
  const reader = new WireReader();
  reader.start(compressed);
  const length = reader.uint64();
  if (reader.failed) return new Rejection("malformed", "not snappy: no length in front");
  if (length > maxBytes) {
    return new Rejection("too_large", `${length} bytes uncompressed, at most ${maxBytes} are read`);
  }
  try {
    const bytes = uncompress(compressed, length);
    if (bytes.length === length) return bytes;
  } catch {
    // What the decompressor says of it is of no use to people.
  }
  return new Rejection("malformed", `not snappy, or not of the ${length} bytes that it declares`);
}

/**
 * Files of events, `*.events` and `*.events.gz`: records of a 4-byte little-endian length and that many bytes of one
 * EbpfEvent. Both are read and written as a stream, whatever their size.
 */

import { createWriteStream } from "node:fs";
import { open } from "node:fs/promises";
import { pipeline as connect } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import { PicketError } from "../../errors/picket-error.ts";

/** Longer records are taken for a sign that the file is something else; Kafka's brokers take 1 MiB by default. */
const maxEventBytes = 16 * 1024 * 1024;
const lengthBytes = 4;
const chunkBytes = 64 * 1024;
/** Gzip's first bytes, with deflate as the method. As a length they would mean a first event of half a megabyte or more. */
const gzipMagic = Buffer.of(0x1f, 0x8b, 0x08);

/**
 * The events of a file in their order, each a buffer that stays valid. Whether the file is compressed is told by its
 * content. Memory is bounded by the longest event.
 *
 * @throws PicketError `EVENTS_FILE_INVALID` where the file cannot be read, is truncated, or holds an absurd length (context:
 * path, and position: the byte, uncompressed, where the record starts that is wrong).
 */
export async function* readEventFile(path: string): AsyncGenerator<Buffer, void, undefined> {
  let position = 0;
  const invalid = (problem: string, cause?: unknown) =>
    new PicketError("EVENTS_FILE_INVALID", `${path} ${problem}.`, { context: { path, position }, cause });

  let chunks: Buffer[] = [];
  let held = 0;
  let needed = lengthBytes;
  try {
    for await (const chunk of bytesOf(path)) {
      chunks.push(chunk);
      held += chunk.length;
      if (held < needed) continue;

      const bytes = chunks.length === 1 ? chunk : Buffer.concat(chunks);
      let at = 0;
      for (;;) {
        needed = lengthBytes;
        if (bytes.length - at < needed) break;
        const length = bytes.readUInt32LE(at);
        if (length > maxEventBytes) {
          throw invalid(`is no file of events: at byte ${position} one of ${length} bytes should begin`);
        }
        needed += length;
        if (bytes.length - at < needed) break;
        yield bytes.subarray(at + lengthBytes, at + needed);
        at += needed;
        position += needed;
      }
      chunks = [bytes.subarray(at)];
      held = bytes.length - at;
    }
  } catch (error) {
    if (error instanceof PicketError) throw error;
    throw invalid(position === 0 ? "cannot be read" : `cannot be read beyond byte ${position}`, error);
  }
  if (held > 0) throw invalid(`ends within an event, at byte ${position} (${held} of ${needed} bytes)`);
}

/**
 * Writes events to a file, compressed where its name ends in `.gz`.
 *
 * @returns how many.
 */
export async function writeEventFile(
  path: string,
  events: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<number> {
  let count = 0;
  async function* frames(): AsyncGenerator<Buffer, void, undefined> {
    let parts: Uint8Array[] = [];
    let bytes = 0;
    for await (const event of events) {
      const length = Buffer.alloc(lengthBytes);
      length.writeUInt32LE(event.length);
      parts.push(length, event);
      bytes += lengthBytes + event.length;
      count++;
      if (bytes < chunkBytes) continue;
      yield Buffer.concat(parts);
      parts = [];
      bytes = 0;
    }
    yield Buffer.concat(parts);
  }
  const file = createWriteStream(path);
  await (path.endsWith(".gz") ? pipeline(frames, createGzip(), file) : pipeline(frames, file));
  return count;
}

async function* bytesOf(path: string): AsyncGenerator<Buffer, void, undefined> {
  const file = await open(path);
  try {
    const magic = await file.read(Buffer.alloc(gzipMagic.length), 0, gzipMagic.length, 0);
    const raw = file.createReadStream({ start: 0, highWaterMark: chunkBytes });
    // An error of the file itself reaches the reader through the decompressor, which `connect` destroys with it.
    yield* magic.buffer.equals(gzipMagic) ? connect(raw, createGunzip({ chunkSize: chunkBytes }), () => {}) : raw;
  } finally {
    await file.close();
  }
}

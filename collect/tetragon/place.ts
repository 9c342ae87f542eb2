/** How far a log file was read, in a form that finds the same content again after the file was renamed or copied. */

import { createHash } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { z } from "zod";

/** The first bytes of a file, which no other has: an event carries its time, and the id of its process. */
export interface Head {
  /** In bytes. */
  readonly length: number;
  /** SHA-256, hexadecimal. */
  readonly hash: string;
}

export interface Place {
  /** Of the file when it was read; numbers are used again. */
  readonly inode: string;
  /** After the last line that is done. */
  readonly offset: number;
  readonly head: Head;
  /** When the file was last written to, in ns since the epoch. */
  readonly modified: string;
}

/** More bytes say nothing more. */
export const longestHead = 1024;

const newline = 10;

/** @param first bytes of a file. Until they hold a line they may be those of any file, and the head has no length. */
export function headOf(first: Buffer): Head {
  const isTelling = first.length >= longestHead || first.includes(newline);
  const length = isTelling ? Math.min(first.length, longestHead) : 0;
  return { length, hash: hashOf(first, length) };
}

export function beginsWith(first: Buffer, { length, hash }: Head): boolean {
  return first.length >= length && hashOf(first, length) === hash;
}

function hashOf(bytes: Buffer, length: number): string {
  return createHash("sha256").update(bytes.subarray(0, length)).digest("hex");
}

const place = z.object({
  inode: z.string(),
  offset: z.int().min(0),
  head: z.object({ length: z.int().min(0).max(longestHead), hash: z.string() }),
  modified: z.string().regex(/^\d+$/),
});

/**
 * @param onProblem hears of a file that is there and cannot be read, or holds no place: it is then as if there were none.
 * @returns `undefined` where there is none.
 */
export async function loadPlace(
  file: string,
  onProblem: (error: unknown) => void = () => {},
): Promise<Place | undefined> {
  try {
    return place.parse(JSON.parse(await readFile(file, "utf8")));
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) onProblem(error);
    return undefined;
  }
}

/** All or nothing: a reader sees the place before or this one. @throws the system's error where it cannot be written. */
export async function savePlace(file: string, reached: Place): Promise<void> {
  await writeFile(`${file}.new`, `${JSON.stringify(reached)}\n`);
  await rename(`${file}.new`, file);
}

/** The file that is followed, and those beside it that it once was: renamed (logrotate, lumberjack) or copied (copytruncate). */

import { type FileHandle, open, readdir, stat } from "node:fs/promises";
import path from "node:path";
import { beginsWith, longestHead, type Place } from "./place.ts";

export interface LogFile {
  readonly path: string;
  readonly inode: string;
  readonly size: number;
  /** When it was last written to, in ns since the epoch. Renaming leaves it as it was. */
  readonly modified: bigint;
  /** When it was made, where the file system knows. */
  readonly born: bigint;
}

/** @returns `undefined` where there is no such file now. */
export async function logFile(file: string): Promise<LogFile | undefined> {
  const found = await stat(file, { bigint: true }).catch(() => undefined);
  if (found?.isFile() !== true) return undefined;
  return {
    path: file,
    inode: String(found.ino),
    size: Number(found.size),
    modified: found.mtimeNs,
    born: found.birthtimeNs,
  };
}

/**
 * Former ones, the oldest first: `tetragon.log.1`, `tetragon.log-20260301`, `tetragon-2026-03-01T12-00-00.000.log`. Compressed
 * ones are none.
 */
export async function formerFiles(file: string): Promise<readonly LogFile[]> {
  const { dir, name, ext, base } = path.parse(file);
  const names = await readdir(dir === "" ? "." : dir).catch(() => []);
  const former = names.filter((other) => isFormer(other, { name, ext, base }));
  const found = await Promise.all(former.map((other) => logFile(path.join(dir, other))));
  return found.filter((one) => one !== undefined).sort(byAge);
}

/**
 * @param files the oldest first, the followed one last.
 * @returns the one that has the content of the place now: the same file, the followed one, or the newest.
 */
export async function holderOf(place: Place, files: readonly LogFile[]): Promise<LogFile | undefined> {
  const same = files.filter(({ inode }) => inode === place.inode);
  for (const file of [...same, ...files.toReversed()]) if (await holds(file, place)) return file;
  return undefined;
}

function byAge(one: LogFile, other: LogFile): number {
  const difference = one.modified === other.modified ? one.born - other.born : one.modified - other.modified;
  return difference < 0n ? -1 : Number(difference > 0n);
}

/** @returns the first bytes of an open file, `longestHead` where it has so many. */
export async function firstBytes(handle: FileHandle): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(longestHead), 0, longestHead, 0);
  return buffer.subarray(0, bytesRead);
}

function isFormer(other: string, { name, ext, base }: Pick<path.ParsedPath, "name" | "ext" | "base">): boolean {
  const rest = other.startsWith(base) ? other.slice(base.length) : undefined;
  if (rest !== undefined && /^[.-]\d[^.]*$/.test(rest)) return true;
  return other.startsWith(`${name}-`) && other.endsWith(ext) && /^\d/.test(other.slice(name.length + 1));
}

async function holds({ path: file, size, inode }: LogFile, place: Place): Promise<boolean> {
  if (place.head.length === 0) return inode === place.inode;
  if (size < place.offset) return false;
  const handle = await open(file).catch(() => undefined);
  if (handle === undefined) return false;
  try {
    return beginsWith(await firstBytes(handle), place.head);
  } finally {
    await handle.close();
  }
}

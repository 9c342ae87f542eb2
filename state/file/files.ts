/** What the file store asks of the file system, so that a test can end the process between any two steps. */

import * as fs from "node:fs/promises";
import path from "node:path";
import { PicketError } from "../../errors/picket-error.ts";

export interface OpenFile {
  write(bytes: Buffer): Promise<unknown>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface Range {
  readonly start: number;
  readonly bytes: number;
}

export interface Files {
  /** Creates a file; fails where it exists. */
  create(file: string): Promise<OpenFile>;
  /** Makes what was created, renamed or removed in a directory last. */
  syncDirectory(directory: string): Promise<void>;
  makeDirectory(directory: string): Promise<unknown>;
  rename(from: string, to: string): Promise<void>;
  remove(file: string): Promise<void>;
  read(file: string): Promise<Buffer>;
  /** Some of a file's bytes; a range beyond its end comes back shorter. */
  readRanges(file: string, ranges: readonly Range[]): Promise<readonly Buffer[]>;
  /** Empty where there is no such directory. */
  names(directory: string): Promise<readonly string[]>;
}

export const realFiles: Files = {
  create: async (file) => {
    const handle = await fs.open(file, "wx");
    return { write: (bytes) => handle.writeFile(bytes), sync: () => handle.sync(), close: () => handle.close() };
  },
  syncDirectory: async (directory) => {
    const handle = await fs.open(directory, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
  makeDirectory: (directory) => fs.mkdir(directory, { recursive: true }),
  rename: fs.rename,
  remove: (file) => fs.rm(file, { recursive: true, force: true }),
  read: (file) => fs.readFile(file),
  readRanges: async (file, ranges) => {
    const handle = await fs.open(file, "r");
    try {
      const found: Buffer[] = [];
      for (const { start, bytes } of ranges) {
        const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, start);
        found.push(buffer.subarray(0, bytesRead));
      }
      return found;
    } finally {
      await handle.close();
    }
  },
  names: async (directory) => {
    try {
      return await fs.readdir(directory);
    } catch (error) {
      if (codeOf(error) === "ENOENT") return [];
      throw error;
    }
  },
};

/** Writes a new file so that it is whole or not there: under another name first, then renamed. */
export async function writeWhole(files: Files, file: string, chunks: Iterable<Buffer>): Promise<void> {
  const partial = `${file}.partial`;
  await files.remove(partial);
  const open = await files.create(partial);
  try {
    for (const chunk of chunks) await open.write(chunk);
    await open.sync();
  } finally {
    await open.close();
  }
  await files.rename(partial, file);
  await files.syncDirectory(path.dirname(file));
}

const advice: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the quota is used up",
  EACCES: "the directory may not be written; check its owner and mode",
  EPERM: "the directory may not be written; check its owner and mode",
  EROFS: "the file system is read-only",
  ENOTDIR: "a part of its path is a file",
};

export function filesUnavailable(directory: string, cause: unknown): PicketError {
  const meaning = advice[codeOf(cause) ?? ""];
  const said = meaning === undefined ? String(cause) : `${meaning} (${String(cause)})`;
  return new PicketError("STATE_UNAVAILABLE", `snapshots in ${directory} fail: ${said}`, {
    context: { directory },
    cause,
  });
}

export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error ? String(error.code) : undefined;
}

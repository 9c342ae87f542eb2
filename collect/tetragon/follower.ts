/**
 * Reads a log file as it grows, across rotations, without a gap: what was renamed or copied away is read to its end before what
 * came after it. The same lines may come twice.
 */

import { type FileHandle, open } from "node:fs/promises";
import { PicketError } from "../../errors/picket-error.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { Logger } from "../../telemetry/logger.ts";
import { LineSplitter } from "./line-splitter.ts";
import { firstBytes, formerFiles, holderOf, logFile, type LogFile } from "./log-files.ts";
import { beginsWith, headOf, type Place } from "./place.ts";

export interface FollowerOptions {
  readonly file: string;
  /** Longer lines are passed over. */
  readonly maxLineBytes: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface Followed {
  readonly lines: readonly Buffer[];
  /** Lines that were too long. */
  readonly passedOver: number;
  /** After these lines. */
  readonly place: Place;
  /** Of the file that they are from. */
  readonly size: number;
}

/** A file to read from an offset on, if it is still the one that was found under its name. */
interface Part {
  readonly file: LogFile;
  readonly from: number;
}

const pieceBytes = 256 * 1024;
const lookEveryMs = 200;
/** Before content counts as gone. */
const [mostTries, lookAgainMs] = [5, 20];

export class Follower {
  readonly #options: FollowerOptions;
  #place: Place | undefined;
  /** Whether the file of the place was read to its end after another took its name. */
  #isDone = false;
  /** Files that were read to their end, as far as they are still there. */
  #finished: readonly string[] = [];

  /** @param place where to go on; left out: at the beginning of the file. */
  constructor(options: FollowerOptions, place: Place | undefined) {
    this.#options = options;
    this.#place = place;
  }

  /** Ends when `stop` aborts. @throws PicketError `SETTINGS_INVALID` where a file is there but may not be read. */
  async *read(stop: AbortSignal): AsyncGenerator<Followed, void> {
    const { file, clock, logger } = this.#options;
    let isMissing = false;
    while (!stop.aborted) {
      const part = await this.#next();
      if (part !== undefined) yield* this.#readPart(part, stop);
      else {
        if (!isMissing) logger.info({ file }, "the file is not there: waiting for it");
        await clock.sleep(lookEveryMs, stop);
      }
      isMissing = part === undefined;
    }
  }

  /** @returns what is to be read now, which may be another in a moment. */
  async #next(): Promise<Part | undefined> {
    const { file, logger } = this.#options;
    const place = this.#place;
    if (place === undefined) {
      const current = await logFile(file);
      return current && { file: current, from: 0 };
    }
    const { files, current, holder } = await this.#look(place);
    if (holder !== undefined && !this.#isDone) return { file: holder, from: place.offset };
    if (holder === undefined && !this.#isDone && files.length > 0) {
      logger.warn({ file }, "the file was truncated, or is gone, before it was read to its end: lines may be missing");
      this.#isDone = true;
    }
    this.#finished = this.#finished.filter((id) => files.some((one) => idOf(one) === id));
    // Files that were written to at the same time are told apart by whether they were read, not by their order.
    const since = holder?.modified ?? BigInt(place.modified);
    const isLater = (one: LogFile): boolean => one.modified >= since && !this.#finished.includes(idOf(one));
    const after = files.find((one) => one === current || isLater(one));
    return after && { file: after, from: 0 };
  }

  /** @returns all files, the oldest first, which is followed now, and which has the content of the place. */
  async #look(place: Place) {
    const { file, clock } = this.#options;
    for (let tries = 1; ; tries += 1) {
      const current = await logFile(file);
      const former = (await formerFiles(file)).filter(({ inode }) => inode !== current?.inode);
      const files = [...former, ...(current === undefined ? [] : [current])];
      const holder = await holderOf(place, files);
      if (holder !== undefined || this.#isDone || tries === mostTries) return { files, current, holder };
      // A rotation under way moves files while they are looked at.
      await clock.sleep(lookAgainMs);
    }
  }

  async *#readPart(part: Part, stop: AbortSignal): AsyncGenerator<Followed, void> {
    const handle = await openIfThere(part.file.path);
    if (handle === undefined) return;
    try {
      yield* this.#readOpen(handle, part, stop);
    } finally {
      await handle.close();
    }
  }

  /** Ends at the end of a file that is not written to any more, and where it is not, or not any more, what is to be read. */
  async *#readOpen(handle: FileHandle, part: Part, stop: AbortSignal): AsyncGenerator<Followed, void> {
    const { file, clock, maxLineBytes } = this.#options;
    const splitter = new LineSplitter(maxLineBytes);
    let offset = part.from;
    let head = headOf(await firstBytes(handle));
    let isLeft = part.file.path !== file;
    if (!(await this.#isNext(handle, part))) return;
    if (this.#place === undefined) {
      const { inode, modified, size } = part.file;
      this.#place = { inode, offset, head, modified: String(modified) };
      // Before anything is read: a file that is rotated meanwhile, and not looked at for long, is then found again.
      yield { lines: [], passedOver: 0, place: this.#place, size };
    }
    while (!stop.aborted) {
      const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafeSlow(pieceBytes), 0, pieceBytes, offset);
      const { ino, size, mtimeNs, birthtimeNs: born } = await handle.stat({ bigint: true });
      // Looked at after reading: what came after a truncation is then not taken for what was before it.
      const first = await firstBytes(handle);
      if (size < offset + bytesRead || !beginsWith(first, head)) return;
      const before = head;
      head = headOf(first);
      // Now that it is told from others, it may turn out to be another.
      if (before.length === 0 && head.length > 0 && !(await this.#isNext(handle, part))) return;
      offset += bytesRead;
      const isEnd = bytesRead === 0 && isLeft;
      if (bytesRead > 0 || isEnd) {
        const lines = splitter.push(buffer.subarray(0, bytesRead));
        const rest = isEnd ? splitter.end() : undefined;
        if (rest !== undefined) lines.push(rest);
        const place = { inode: String(ino), offset: offset - splitter.pendingBytes, head, modified: String(mtimeNs) };
        // Until there is a whole line, the first bytes may be those of any file, and the place is the end of the one before.
        if (place.offset > 0) {
          this.#place = place;
          this.#isDone = isEnd;
          yield { lines, passedOver: splitter.takeTooLong(), place, size: Number(size) };
        }
      }
      if (isEnd) {
        this.#finished = [...this.#finished, idOf({ inode: String(ino), born })];
        return;
      }
      if (bytesRead > 0) continue;
      // Once more before it is left: it may have been written to meanwhile.
      isLeft = await this.#hasSuccessor(String(ino));
      if (!isLeft) await clock.sleep(lookEveryMs, stop);
    }
  }

  /** Files may have been renamed, copied or truncated between looking and opening. */
  async #isNext(handle: FileHandle, { from }: Part): Promise<boolean> {
    const { ino } = await handle.stat({ bigint: true });
    const next = await this.#next();
    return next?.file.inode === String(ino) && next.from === from;
  }

  /** One that is still empty may be there before its writer knows of it, who then still writes to the one before. */
  async #hasSuccessor(inode: string): Promise<boolean> {
    const current = await logFile(this.#options.file);
    return current !== undefined && current.inode !== inode && current.size > 0;
  }
}

function idOf({ inode, born }: Pick<LogFile, "inode" | "born">): string {
  return `${inode} ${born}`;
}

async function openIfThere(file: string): Promise<FileHandle | undefined> {
  try {
    return await open(file);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    const remedy = "Run the collector with the right to: Tetragon makes its files readable to root alone.";
    throw new PicketError("SETTINGS_INVALID", `The file ${file} is there, but Picket may not read it. ${remedy}`, {
      cause: error,
    });
  }
}

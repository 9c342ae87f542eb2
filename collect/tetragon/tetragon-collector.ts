/** Takes Tetragon's lines from a file, or from standard input, to Kafka, each at least once. */

import { addAbortSignal, type Readable } from "node:stream";
import type { OutputRecord } from "../../log/port.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { Logger } from "../../telemetry/logger.ts";
import { bytesOf, type Outlet } from "../outlet.ts";
import type { Tally } from "../tally.ts";
import { Follower } from "./follower.ts";
import { lineRecord } from "./line-record.ts";
import { LineSplitter } from "./line-splitter.ts";
import { loadPlace, type Place, savePlace } from "./place.ts";

export interface TetragonOptions {
  readonly topic: string;
  readonly maxLineBytes: number;
  readonly outlet: Outlet;
  readonly tally: Tally;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface FollowedFile {
  readonly file: string;
  /** Where the place is kept. */
  readonly placeFile: string;
}

const saveEveryMs = 1000;

export class TetragonCollector {
  readonly #options: TetragonOptions;
  /** What Kafka has; and what of it is on the disk. */
  #reached: Place | undefined;
  #saved: Place | undefined;
  #sizeSeen = 0;
  #isSaveFailing = false;

  constructor(options: TetragonOptions) {
    this.#options = options;
  }

  /** Bytes between what Kafka has of the file and its end, as far as that was seen. */
  get behindBytes(): number {
    return Math.max(0, this.#sizeSeen - (this.#reached?.offset ?? 0));
  }

  /** Resolves when `stop` has aborted, Kafka has what was read, and the place is saved. */
  async follow({ file, placeFile }: FollowedFile, stop: AbortSignal): Promise<void> {
    const { outlet, tally, logger } = this.#options;
    this.#reached = this.#saved = await loadPlace(placeFile, (error) =>
      logger.warn(
        { placeFile, error },
        "the place cannot be read: lines are read again from the beginning of the file",
      ),
    );
    logger.info({ file, from: this.#reached?.offset ?? 0 }, "the file is followed");
    const saving = this.#keepSaving(placeFile, stop);
    let sent = Promise.resolve(true);
    for await (const { lines, passedOver, place, size } of new Follower({ ...this.#options, file }, this.#reached).read(
      stop,
    )) {
      const records = this.#recordsOf(lines);
      await outlet.room(bytesOf(records), stop);
      if (stop.aborted) break;
      tally.lost(passedOver, "too_large");
      this.#sizeSeen = size;
      sent = this.#reach(place, records, sent);
      if (this.#saved === undefined && (await sent)) await this.#save(placeFile);
    }
    await sent;
    await saving;
    await this.#save(placeFile);
  }

  /** Resolves when the input has ended, or `stop` has aborted, and Kafka has what was read. */
  async readFrom(input: Readable, stop: AbortSignal): Promise<void> {
    const { outlet, tally } = this.#options;
    const splitter = new LineSplitter(this.#options.maxLineBytes);
    let sent: Promise<boolean> | undefined;
    try {
      const pieces: AsyncIterable<Buffer> = addAbortSignal(stop, input);
      for await (const piece of pieces) {
        const records = this.#recordsOf(splitter.push(piece));
        tally.lost(splitter.takeTooLong(), "too_large");
        await outlet.room(bytesOf(records), stop);
        sent = this.#send(records);
      }
    } catch (error) {
      if (!stop.aborted) throw error;
    }
    const rest = splitter.end();
    await sent;
    await this.#send(this.#recordsOf(rest === undefined ? [] : [rest]));
  }

  #recordsOf(lines: readonly Buffer[]): readonly OutputRecord[] {
    return lines.map((line) => lineRecord(this.#options.topic, line));
  }

  /** @returns whether Kafka has them. */
  async #send(records: readonly OutputRecord[]): Promise<boolean> {
    const delivery = await this.#options.outlet.send(records);
    if (delivery === "written") this.#options.tally.written(records.length);
    return delivery === "written";
  }

  /** The place is reached when Kafka has these records and all before them. @returns whether it is. */
  async #reach(place: Place, records: readonly OutputRecord[], earlier: Promise<boolean>): Promise<boolean> {
    const isWritten = await this.#send(records);
    const isReached = (await earlier) && isWritten;
    if (isReached) this.#reached = place;
    return isReached;
  }

  async #keepSaving(placeFile: string, stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      await this.#options.clock.sleep(saveEveryMs, stop);
      await this.#save(placeFile);
    }
  }

  async #save(placeFile: string): Promise<void> {
    const reached = this.#reached;
    if (reached === undefined || reached === this.#saved) return;
    try {
      await savePlace(placeFile, reached);
      this.#saved = reached;
      this.#isSaveFailing = false;
    } catch (error) {
      if (!this.#isSaveFailing)
        this.#options.logger.warn({ placeFile, error }, "the place cannot be saved: a restart would read lines again");
      this.#isSaveFailing = true;
    }
  }
}

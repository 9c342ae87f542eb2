/**
 * Writes what was collected to Kafka in batches, and repeats a batch without end until Kafka has it. What waits meanwhile is
 * bounded; whoever hands in more decides what gives way: the sender, the file, or the oldest.
 */

import { hasCode } from "../errors/picket-error.ts";
import type { LogWriter, OutputRecord } from "../log/port.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Logger } from "../telemetry/logger.ts";

/** `dropped`: it gave way, its sender gave it up, or the outlet was closed; Kafka may have a part of it. */
export type Delivery = "written" | "dropped";

export interface OutletOptions {
  readonly writer: LogWriter;
  readonly clock: Clock;
  readonly logger: Logger;
  /** A batch holds so much, or what was handed in at once and is larger. */
  readonly batchBytes: number;
  /** How long less than that waits for more. */
  readonly lingerMs: number;
  /** How much may wait, what is on its way to Kafka included. */
  readonly bufferBytes: number;
  /** A record is larger than its topic takes, however often it is written. */
  readonly onRefused: (record: OutputRecord) => void;
}

/** Records that are acknowledged, or given up, together. */
interface Parcel {
  readonly records: readonly OutputRecord[];
  readonly bytes: number;
  readonly settle: (delivery: Delivery) => void;
}

const [firstDelayMs, longestDelayMs] = [100, 5000];
/** A batch that takes longer is worth saying; the writer itself is patient for a minute. */
const unusualMs = 5000;

export class Outlet {
  readonly #options: OutletOptions;
  /** In the order they came; what is on its way to Kafka is not among them. */
  readonly #queue = new Set<Parcel>();
  readonly #closing = new AbortController();
  #queuedBytes = 0;
  #sentBytes = 0;
  #pumping = false;
  /** Ends the wait for more. */
  #full = new AbortController();
  /** Woken when room was made. */
  #roomMade = Promise.withResolvers<void>();
  /** What Kafka answers now, where it does not take records. */
  trouble: Error | undefined;

  constructor(options: OutletOptions) {
    this.#options = options;
  }

  /** Not acknowledged yet. */
  get waitingBytes(): number {
    return this.#queuedBytes + this.#sentBytes;
  }

  get isClosed(): boolean {
    return this.#closing.signal.aborted;
  }

  /** However large it is, it may wait alone. */
  hasRoom(bytes: number): boolean {
    return this.waitingBytes === 0 || this.waitingBytes + bytes <= this.#options.bufferBytes;
  }

  /** Resolves once there is room, or when `stop` aborts. */
  async room(bytes: number, stop: AbortSignal): Promise<void> {
    const tell = (): void => this.#tellRoom();
    stop.addEventListener("abort", tell, { once: true });
    while (!this.hasRoom(bytes) && !stop.aborted) await this.#roomMade.promise;
    stop.removeEventListener("abort", tell);
  }

  /** Drops the oldest that wait, where there is no room otherwise. */
  makeRoom(bytes: number): void {
    for (const oldest of this.#queue) {
      if (this.hasRoom(bytes)) return;
      this.#drop(oldest);
    }
  }

  /** @param given aborts when its sender gives it up. */
  async send(records: readonly OutputRecord[], given?: AbortSignal): Promise<Delivery> {
    if (records.length === 0) return "written";
    if (this.#closing.signal.aborted || given?.aborted) return "dropped";
    const { promise, resolve: settle } = Promise.withResolvers<Delivery>();
    const parcel = { records, bytes: bytesOf(records), settle };
    this.#queue.add(parcel);
    this.#queuedBytes += parcel.bytes;
    const giveUp = (): void => this.#drop(parcel);
    given?.addEventListener("abort", giveUp, { once: true });
    if (this.#queuedBytes >= this.#options.batchBytes) this.#full.abort();
    void this.#pump();
    const delivery = await promise;
    given?.removeEventListener("abort", giveUp);
    return delivery;
  }

  /** Drops what is not written by now. The writer is the caller's to close, first. */
  close(): void {
    this.#closing.abort();
    this.#full.abort();
    for (const parcel of this.#queue) this.#drop(parcel);
  }

  /** Never throws. */
  async #pump(): Promise<void> {
    if (this.#pumping) return;
    this.#pumping = true;
    const { clock, batchBytes, lingerMs } = this.#options;
    while (this.#queue.size > 0) {
      if (this.#queuedBytes < batchBytes) await clock.sleep(lingerMs, this.#full.signal);
      this.#full = new AbortController();
      const batch = this.#take();
      // All that waited was given up.
      if (batch.length === 0) break;
      const delivery = await this.#deliver(batch.flatMap(({ records }) => records));
      this.#sentBytes = 0;
      for (const { settle } of batch) settle(delivery);
      this.#tellRoom();
    }
    this.#pumping = false;
  }

  #take(): readonly Parcel[] {
    const batch: Parcel[] = [];
    for (const parcel of this.#queue) {
      if (batch.length > 0 && this.#sentBytes + parcel.bytes > this.#options.batchBytes) break;
      batch.push(parcel);
      this.#queue.delete(parcel);
      this.#queuedBytes -= parcel.bytes;
      this.#sentBytes += parcel.bytes;
    }
    return batch;
  }

  async #deliver(records: readonly OutputRecord[]): Promise<Delivery> {
    const { clock, logger } = this.#options;
    const taken = new AbortController();
    void clock.sleep(unusualMs, taken.signal).then(() => {
      if (!taken.signal.aborted) this.#tellTrouble(new Error(`Kafka has not answered for ${unusualMs} ms.`));
    });
    for (let delayMs = firstDelayMs; ; delayMs = Math.min(longestDelayMs, 2 * delayMs)) {
      try {
        await this.#write(records);
        taken.abort();
        if (this.trouble !== undefined) logger.info({}, "Kafka takes records again");
        this.trouble = undefined;
        return "written";
      } catch (error) {
        if (this.#closing.signal.aborted) {
          taken.abort();
          return "dropped";
        }
        this.#tellTrouble(error instanceof Error ? error : new Error(String(error)));
        await clock.sleep(delayMs, this.#closing.signal);
      }
    }
  }

  #tellTrouble(problem: Error): void {
    const isNew = problem.message !== this.trouble?.message;
    this.trouble = problem;
    if (isNew) this.#options.logger.warn({ error: problem.message }, "Kafka does not take records: trying on");
  }

  /** A record that is too large is refused with all that is written beside it, so it is looked for by halves. */
  async #write(records: readonly OutputRecord[]): Promise<void> {
    try {
      await this.#options.writer.write(records);
    } catch (error) {
      if (!hasCode(error, "RECORD_TOO_LARGE")) throw error;
      const half = records.length >> 1;
      if (half === 0) return records.forEach(this.#options.onRefused);
      await this.#write(records.slice(0, half));
      await this.#write(records.slice(half));
    }
  }

  /** What is on its way goes on, only nobody hears of it. */
  #drop(parcel: Parcel): void {
    if (this.#queue.delete(parcel)) {
      this.#queuedBytes -= parcel.bytes;
      this.#tellRoom();
    }
    parcel.settle("dropped");
  }

  #tellRoom(): void {
    this.#roomMade.resolve();
    this.#roomMade = Promise.withResolvers();
  }
}

/** About what a record takes in memory beside its bytes. */
const recordOverhead = 100;

export function bytesOf(records: readonly OutputRecord[]): number {
  return records.reduce((sum, { key, value }) => sum + recordOverhead + (key?.length ?? 0) + (value?.length ?? 0), 0);
}

/** A key ring whose file may change while it is in use: keys come, and are taken back, without a restart. */

import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { Clock } from "../../runtime/clock.ts";
import type { Logger } from "../../telemetry/logger.ts";
import { type KeyRing, parseKeyRing } from "./key-ring.ts";

/** Of mounted secrets, notices of changes do not come reliably, so the content is looked at. */
const lookEveryMs = 10_000;

export interface WatchedKeyRingOptions {
  readonly clock: Clock;
  readonly logger: Logger;
}

export class WatchedKeyRing {
  readonly #file: string;
  readonly #options: WatchedKeyRingOptions;
  #text: string;
  #ring: KeyRing;
  #isReadable = true;

  /** Reads it at once. @throws PicketError `KEY_FILE_INVALID` as `parseKeyRing`, or what the file system says. */
  constructor(file: string, options: WatchedKeyRingOptions) {
    this.#file = file;
    this.#options = options;
    this.#text = readFileSync(file, "utf8");
    this.#ring = parseKeyRing(this.#text, file);
  }

  /** The newest that was whole. */
  get ring(): KeyRing {
    return this.#ring;
  }

  /** Looks at the file now and then until `stop` aborts. What cannot be read, or is wrong, is said, and changes nothing. */
  async run(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      await this.#options.clock.sleep(lookEveryMs, stop);
      if (!stop.aborted) await this.#look();
    }
  }

  async #look(): Promise<void> {
    const { logger } = this.#options;
    try {
      const text = await readFile(this.#file, "utf8");
      this.#isReadable = true;
      if (text === this.#text) return;
      // Also of one that is wrong, so that this is said once.
      this.#text = text;
      this.#ring = parseKeyRing(text, this.#file);
      logger.info({ file: this.#file, keys: [...this.#ring.keys()] }, "the key ring has changed");
    } catch (error) {
      const isNews = this.#isReadable;
      this.#isReadable = false;
      if (isNews) logger.warn({ file: this.#file, error }, "the key ring cannot be read; the one before stays in use");
    }
  }
}

/** The bearer tokens that senders may show (RFC 6750), from a file that may change while we run. */

import { createHash, timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";
import { PicketError } from "../../errors/picket-error.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { Logger } from "../../telemetry/logger.ts";

const readEveryMs = 10_000;

/** One a line; empty lines and those that begin with `#` are none. Two, so that a token can be changed without a gap. */
export class Tokens {
  readonly #file: string;
  readonly #clock: Clock;
  readonly #logger: Logger;
  #readAt: number;
  #hashes: readonly Buffer[];

  /** @throws PicketError `SETTINGS_INVALID` where the file cannot be read, or holds no token. */
  constructor(file: string, { clock, logger }: { readonly clock: Clock; readonly logger: Logger }) {
    this.#file = file;
    this.#clock = clock;
    this.#logger = logger;
    this.#readAt = clock.elapsed();
    this.#hashes = hashesIn(file);
  }

  /** @param authorization the header, such as `Bearer abc`. Takes as long for a token that is nearly right as for any other. */
  allow(authorization: string | undefined): boolean {
    this.#readAgain();
    const [, token] = /^bearer +(\S+) *$/i.exec(authorization ?? "") ?? [];
    if (token === undefined) return false;
    const shown = hashOf(token);
    return this.#hashes.filter((hash) => timingSafeEqual(hash, shown)).length > 0;
  }

  #readAgain(): void {
    const now = this.#clock.elapsed();
    if (now - this.#readAt < readEveryMs) return;
    this.#readAt = now;
    try {
      this.#hashes = hashesIn(this.#file);
    } catch (error) {
      this.#logger.warn({ error }, "the file of tokens cannot be read again: those of before stay valid");
    }
  }
}

function hashesIn(file: string): readonly Buffer[] {
  const tokens = read(file)
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
  if (tokens.length === 0) throw new PicketError("SETTINGS_INVALID", `There is no token in ${file}; write one a line.`);
  return tokens.map(hashOf);
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new PicketError("SETTINGS_INVALID", `The file of tokens ${file} cannot be read.`, { cause: error });
  }
}

/** Hashes are equally long, as the comparison demands. */
function hashOf(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

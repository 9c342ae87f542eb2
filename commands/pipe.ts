/** Standard output at the pace of its reader; `head` and pagers leave early, and that is no error. */

import { once } from "node:events";
import type { Output } from "./surroundings.ts";

export class Pipe {
  readonly #output: Output;
  readonly #broken = new AbortController();

  constructor(output: Output) {
    this.#output = output;
    output.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
      this.#broken.abort();
    });
  }

  /** Aborts when nobody reads any more. */
  get broken(): AbortSignal {
    return this.#broken.signal;
  }

  async write(text: string): Promise<void> {
    if (this.broken.aborted || this.#output.write(text)) return;
    await once(this.#output, "drain", { signal: this.broken }).catch((error: unknown) => {
      if (!this.broken.aborted) throw error;
    });
  }
}

/** Names that came up at a node within the last minute: few, the newest last. */

import type { ByteReader, ByteWriter } from "../../proto/bytes.ts";

/** By the node's clock, ms. */
const memory = 60_000;
/** More come up only where somebody wants them to be forgotten; the oldest goes. */
const mostNames = 16;

export class RecentNames {
  readonly #times = new Map<string, number>();

  /** @param time ms by the node's clock. */
  add(name: string, time: number): void {
    this.#times.delete(name);
    this.#times.set(name, time);
    this.#times.forEach((since, old) => {
      if (this.#times.size > mostNames || time - since > memory) this.#times.delete(old);
    });
  }

  has(name: string, time: number): boolean {
    const since = this.#times.get(name);
    return since !== undefined && Math.abs(time - since) <= memory;
  }

  write(to: ByteWriter): void {
    to.varint(this.#times.size);
    for (const [name, time] of this.#times) {
      to.text(name);
      to.varint(time);
    }
  }

  read(from: ByteReader): void {
    for (let left = from.count(); left > 0; left--) this.#times.set(from.text(), from.varint());
  }
}

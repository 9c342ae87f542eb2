/** Names that came up at a node within the last minute: few, the newest last. */

import type { ByteReader, ByteWriter } from "../../proto/bytes.ts";

/** By the node's clock, ms. */
const memory = 60_000;
/** More come up only where somebody wants them to be forgotten; the oldest goes. */
const mostNames = 16;

interface RecentName {
  readonly name: string;
  /** When it came up last. */
  readonly time: number;
}

export class RecentNames {
  /** Few: a list is quicker than a map. */
  #names: readonly RecentName[] = [];

  /** @param time ms by the node's clock. */
  add(name: string, time: number): void {
    const others = this.#names.filter((one) => one.name !== name).slice(1 - mostNames);
    this.#names = [...others.filter((one) => time - one.time <= memory), { name, time }];
  }

  has(name: string, time: number): boolean {
    const known = this.#names.find((one) => one.name === name);
    return known !== undefined && Math.abs(time - known.time) <= memory;
  }

  write(to: ByteWriter): void {
    to.varint(this.#names.length);
    for (const { name, time } of this.#names) {
      to.text(name);
      to.varint(time);
    }
  }

  read(from: ByteReader): void {
    this.#names = Array.from({ length: from.count() }, () => ({ name: from.text(), time: from.varint() }));
  }
}

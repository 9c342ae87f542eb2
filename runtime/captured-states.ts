/**
 * States as they were at one offset, by name, as the bytes that a store keeps. They are made one after the other, as the store
 * asks for them, so that neither memory nor the way of the events has to bear all of them at once; one that an event is
 * about to change before its turn is made then.
 */

import { type Learned, nameOf, wakeAtOf } from "./key-states.ts";
import { sealEntry } from "./state-entry.ts";

interface Captured {
  readonly lastSeen: number;
  /** Where they had to be made before their turn. */
  bytes: Uint8Array | undefined;
}

/** To be iterated once. */
export class CapturedStates implements Iterable<readonly [name: string, bytes: Uint8Array]> {
  readonly names: ReadonlySet<string>;
  readonly #left: Map<Learned, Captured>;
  #bytes = 0;

  constructor(states: readonly Learned[]) {
    this.names = new Set(states.map(nameOf));
    this.#left = new Map(states.map((learned) => [learned, { lastSeen: learned.own.lastSeen, bytes: undefined }]));
  }

  /** Of what was iterated. */
  get bytes(): number {
    return this.#bytes;
  }

  /** To be called before a state changes, or goes. */
  keep(learned: Learned): void {
    const captured = this.#left.get(learned);
    if (captured) captured.bytes ??= bytesOf(learned, captured);
  }

  *[Symbol.iterator](): Generator<readonly [name: string, bytes: Uint8Array]> {
    for (const [learned, captured] of this.#left) {
      const bytes = captured.bytes ?? bytesOf(learned, captured);
      this.#left.delete(learned);
      this.#bytes += bytes.length;
      yield [nameOf(learned), bytes];
    }
  }
}

function bytesOf({ state }: Learned, { lastSeen }: Captured): Uint8Array {
  return sealEntry({ lastSeen, wakeAt: wakeAtOf(state), state: state!.snapshot() });
}

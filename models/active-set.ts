/**
 * Which of many sparse features have ever been set, in ascending order. A model that keeps a slot for these alone answers
 * as if it kept all: a feature that was always 0 scales to 0 and weighs 0.
 */

import { openSnapshot, sealSnapshot } from "./snapshot.ts";

const model = "active-set";
const version = 1;

/** `length` pairs of a feature's number and its count, numbers strictly ascending. */
export interface SparseVector {
  readonly length: number;
  readonly numbers: Uint16Array;
  readonly counts: Float64Array;
}

export class ActiveSet {
  #numbers: Uint16Array = new Uint16Array();

  /** Features ever set; `numbers[slot]` is the feature of a slot. */
  get numbers(): Uint16Array {
    return this.#numbers;
  }

  get byteLength(): number {
    return this.#numbers.byteLength;
  }

  /** Writes `vector` to the slots of `out`, after making a slot for each new feature; `onInsert` hears of its position. */
  spread(vector: SparseVector, out: Float64Array, onInsert: (at: number) => void): void {
    let slot = 0;
    for (let i = 0; i < vector.length; i++) {
      const number = vector.numbers[i]!;
      const value = vector.counts[i]!;
      while (slot < this.#numbers.length && this.#numbers[slot]! < number) out[slot++] = 0;
      if (this.#numbers[slot] !== number) {
        if (value === 0 || !Number.isFinite(value)) continue;
        this.#insert(slot, number);
        onInsert(slot);
      }
      out[slot++] = value;
    }
    while (slot < this.#numbers.length) out[slot++] = 0;
  }

  #insert(at: number, number: number): void {
    const longer = new Uint16Array(this.#numbers.length + 1);
    longer.set(this.#numbers.subarray(0, at));
    longer[at] = number;
    longer.set(this.#numbers.subarray(at), at + 1);
    this.#numbers = longer;
  }

  snapshot(): Uint8Array {
    return sealSnapshot(model, version, [this.#numbers]);
  }

  static restore(bytes: Uint8Array): ActiveSet {
    const reader = openSnapshot(bytes, model, version);
    const numbers = reader.words();
    reader.expect(
      numbers.every((number, i) => i === 0 || numbers[i - 1]! < number),
      "its features are not in ascending order",
    );
    reader.done();
    const restored = new ActiveSet();
    restored.#numbers = numbers;
    return restored;
  }
}

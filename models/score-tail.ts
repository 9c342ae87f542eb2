/**
 * The score that only a small share of recent scores reaches: a histogram of scores from 0 to 1 in which what is older weighs
 * less. Unlike P-square it follows scores that drift, and is as good far out in the tail as in the middle.
 */

import { openSnapshot, sealParts, type SnapshotParts } from "./snapshot.ts";

const model = "score-tail";
const version = 1;
/** What a bin is wide decides by how little the share is missed, on the side of fewer. */
const bins = 2048;

export interface ScoreTailOptions {
  /** The share of scores that may reach the threshold, between 0 and 1, both excluded. */
  readonly share: number;
  /** After so many more scores a score counts half. */
  readonly halfLife: number;
}

export class ScoreTail {
  readonly #options: ScoreTailOptions;
  readonly #weights = new Float64Array(bins);
  #total = 0;
  #count = 0;

  /** Its half-life is at least ten times as many scores as it takes for one to reach the threshold. */
  constructor({ share, halfLife }: ScoreTailOptions) {
    if (!(share > 0 && share < 1)) throw new RangeError(`a share is between 0 and 1, got ${share}`);
    this.#options = { share, halfLife: Math.max(Math.ceil(halfLife), Math.ceil(10 / share)) };
  }

  get byteLength(): number {
    return this.#weights.byteLength + 16;
  }

  /** Infinity until there were as many scores as it takes for one to reach it. */
  get threshold(): number {
    const { share } = this.#options;
    if (this.#count * share < 1) return Infinity;
    let above = 0;
    let bin = bins;
    while (bin > 0 && above + this.#weights[bin - 1]! <= share * this.#total) above += this.#weights[--bin]!;
    return bin / bins;
  }

  /** @param score from 0 to 1; any other number is not learned. */
  learnOne(score: number): void {
    if (!(score >= 0 && score <= 1)) return;
    this.#weights[Math.min(Math.floor(score * bins), bins - 1)]! += 1;
    this.#total += 1;
    if (++this.#count % this.#options.halfLife !== 0) return;
    for (let bin = 0; bin < bins; bin++) this.#weights[bin]! /= 2;
    this.#total /= 2;
  }

  snapshot(): Uint8Array {
    return sealParts(this.parts());
  }

  parts(): SnapshotParts {
    const { share, halfLife } = this.#options;
    return { model, version, fields: [share, halfLife, this.#count, this.#total, this.#weights] };
  }

  static restore(bytes: Uint8Array): ScoreTail {
    const reader = openSnapshot(bytes, model, version);
    const share = reader.number();
    reader.expect(share > 0 && share < 1, `its share is ${share}`);
    const restored = new ScoreTail({ share, halfLife: reader.integer(1, Number.MAX_SAFE_INTEGER) });
    restored.#count = reader.integer(0, Number.MAX_SAFE_INTEGER);
    restored.#total = reader.number();
    restored.#weights.set(reader.doubles(bins));
    reader.done();
    return restored;
  }
}

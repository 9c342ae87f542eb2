/**
 * What is usual for one node: of each feature a running middle and a running spread that forget within hours and that a burst
 * moves little, since what lies far off is learned as if it lay nearer (Huber, 1964).
 */

import type { ByteReader, ByteWriter } from "../../proto/bytes.ts";
import { featureTraits } from "./feature-traits.ts";

const size = featureTraits.length;
/** Deviations beyond so many spreads are learned as this many: a node that settles on a new level is believed in an hour. */
const reach = 4;
/** Windows in which a change is half learned, about: an hour of 10 seconds. */
const memory = 360;
/** Before so many windows, nothing is known of a feature. */
const neededWindows = 30;
/** For normal values the mean absolute deviation is the standard deviation divided by this. */
const normal = Math.sqrt(Math.PI / 2);

export class OwnPast {
  readonly #middles = new Float64Array(size);
  readonly #spreads = new Float64Array(size);
  /** Windows with the feature, up to `memory`. */
  readonly #windows = new Uint16Array(size);

  knows(feature: number): boolean {
    return this.#windows[feature]! >= neededWindows;
  }

  middle(feature: number): number {
    return this.#middles[feature]!;
  }

  /** At least the feature's floor. */
  spread(feature: number): number {
    return Math.max(this.#spreads[feature]!, featureTraits[feature]!.floor);
  }

  /**
   * Writes how many spreads each feature is from its middle to `out`; NaN where it is missing or too little known.
   *
   * @param x on the judge's scales.
   */
  deviations(x: Float64Array, out: Float64Array): void {
    for (let i = 0; i < size; i++) out[i] = this.knows(i) ? (x[i]! - this.middle(i)) / this.spread(i) : NaN;
  }

  /** @param x on the judge's scales; what is missing changes nothing. */
  learn(x: Float64Array): void {
    for (let i = 0; i < size; i++) {
      if (Number.isNaN(x[i])) continue;
      const windows = this.#windows[i]!;
      const rate = 1 / Math.min(windows + 1, memory);
      const limit = this.knows(i) ? reach * this.spread(i) : Infinity;
      const distance = Math.min(Math.max(x[i]! - this.#middles[i]!, -limit), limit);
      this.#middles[i]! += rate * distance;
      // The first window says nothing of the spread.
      if (windows > 0) this.#spreads[i]! += rate * (normal * Math.abs(distance) - this.#spreads[i]!);
      this.#windows[i] = Math.min(windows + 1, memory);
    }
  }

  write(to: ByteWriter): void {
    for (let i = 0; i < size; i++) {
      to.double(this.#middles[i]!);
      to.double(this.#spreads[i]!);
      to.varint(this.#windows[i]!);
    }
  }

  static read(from: ByteReader): OwnPast {
    const past = new OwnPast();
    for (let i = 0; i < size; i++) {
      past.#middles[i] = from.double();
      past.#spreads[i] = from.double();
      past.#windows[i] = from.varint();
    }
    return past;
  }
}

/**
 * A running quantile in constant memory: the P-square algorithm (Jain and Chlamtac, CACM 28(10), 1985), agreeing with
 * River's `stats.Quantile` value for value, with its ways of starting.
 */

import { openSnapshot, sealSnapshot } from "./snapshot.ts";

const model = "p-square-quantile";
const version = 1;
const markers = 5;

export class PSquareQuantile {
  /** The level, between 0 and 1, both excluded. */
  readonly level: number;
  #count = 0;
  /** Marker heights; while fewer than five values were learned, those values, sorted. */
  readonly #heights = new Float64Array(markers);
  readonly #positions = Float64Array.of(1, 2, 3, 4, 5);
  readonly #desired: Float64Array;

  constructor(level: number) {
    if (!(level > 0 && level < 1)) throw new RangeError(`a quantile's level is between 0 and 1, got ${level}`);
    this.level = level;
    this.#desired = Float64Array.of(1, 1 + 2 * level, 1 + 4 * level, 3 + 2 * level, 5);
  }

  get byteLength(): number {
    return 8 + 3 * markers * 8;
  }

  /**
   * The estimate; `undefined` before the first value. Up to and including the fifth value it is an order statistic of all
   * of them, from the sixth on the middle marker: at high levels the estimate falls at that point.
   */
  get value(): number | undefined {
    if (this.#count > markers) return this.#heights[2]!;
    if (this.#count === 0) return undefined;
    return this.#heights[Math.floor(Math.min(this.#count - 1, this.#count * this.level))]!;
  }

  /** A value that is not finite is not learned. */
  learnOne(value: number): void {
    if (!Number.isFinite(value)) return;
    if (this.#count < markers) this.#start(value);
    else this.#move(value);
    this.#count++;
  }

  /** Keeps the first values sorted. */
  #start(value: number): void {
    const heights = this.#heights;
    let at = this.#count;
    for (; at > 0 && heights[at - 1]! > value; at--) heights[at] = heights[at - 1]!;
    heights[at] = value;
  }

  #move(value: number): void {
    const heights = this.#heights;
    const positions = this.#positions;
    const desired = this.#desired;
    const level = this.level;
    for (let i = this.#cellOf(value); i < markers; i++) positions[i]!++;
    desired[1]! += level / 2;
    desired[2]! += level;
    desired[3]! += (1 + level) / 2;
    desired[4]! += 1;
    for (let i = 1; i < markers - 1; i++) {
      const away = desired[i]! - positions[i]!;
      const step = away >= 1 ? 1 : away <= -1 ? -1 : 0;
      if (step === 0 || Math.abs(positions[i + step]! - positions[i]!) <= 1) continue;
      const curved = this.#parabolic(i, step);
      const between = heights[i - 1]! < curved && curved < heights[i + 1]!;
      heights[i] = between ? curved : this.#linear(i, step);
      positions[i]! += step;
    }
  }

  /** The first marker above `value`, after the outer markers were widened to hold it. */
  #cellOf(value: number): number {
    const heights = this.#heights;
    if (value < heights[0]!) {
      heights[0] = value;
      return 1;
    }
    for (let i = 1; i < markers; i++) if (value < heights[i]!) return i;
    heights[4] = value;
    return 4;
  }

  #parabolic(i: number, step: number): number {
    const heights = this.#heights;
    const positions = this.#positions;
    const height = heights[i]!;
    const position = positions[i]!;
    const before = positions[i - 1]!;
    const after = positions[i + 1]!;
    const outer = step / (after - before);
    const left = ((position - before + step) * (heights[i + 1]! - height)) / (after - position);
    const right = ((after - position - step) * (height - heights[i - 1]!)) / (position - before);
    return height + outer * (left + right);
  }

  #linear(i: number, step: number): number {
    const heights = this.#heights;
    const positions = this.#positions;
    const rise = heights[i + step]! - heights[i]!;
    return heights[i]! + (step * rise) / (positions[i + step]! - positions[i]!);
  }

  snapshot(): Uint8Array {
    return sealSnapshot(model, version, [this.level, this.#count, this.#heights, this.#positions, this.#desired]);
  }

  static restore(bytes: Uint8Array): PSquareQuantile {
    const reader = openSnapshot(bytes, model, version);
    const level = reader.number();
    reader.expect(level > 0 && level < 1, `its level is ${level}`);
    const restored = new PSquareQuantile(level);
    restored.#count = reader.integer(0, Number.MAX_SAFE_INTEGER);
    restored.#heights.set(reader.doubles(markers));
    restored.#positions.set(reader.doubles(markers));
    restored.#desired.set(reader.doubles(markers));
    reader.done();
    return restored;
  }
}

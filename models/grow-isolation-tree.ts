/** Grows a tree of an isolation forest over a sample of rows, which may have holes. */

import { emptyTree, endAt, splitAt, type IsolationTree, type Split } from "./isolation-tree.ts";
import type { MersenneTwister } from "./mersenne-twister.ts";

/** Rows of equal length, one after the other in `values`. NaN is a missing number, and no number is infinite. */
export interface Rows {
  readonly values: Float64Array;
  /** Numbers in a row. */
  readonly size: number;
}

/**
 * Each node draws a feature among those that are not constant in its rows, and a threshold between the feature's least and
 * greatest value there. Rows where the feature is missing are dealt out by chance, in the shares of those where it is known.
 *
 * @param sample which rows, by their numbers; they are put into another order.
 */
export function growIsolationTree(rows: Rows, sample: Uint32Array, random: MersenneTwister): IsolationTree {
  const tree = emptyTree(sample.length);
  const order = Uint8Array.from({ length: rows.size }, (_, i) => i);

  function grow(node: number, mine: Uint32Array): void {
    const split = node < 2 ** tree.height && mine.length > 1 ? drawSplit(rows, mine, order, random) : undefined;
    if (split === undefined) {
      endAt(tree, node, mine.length);
      return;
    }
    const middle = divide(rows, mine, split, random);
    grow(2 * node, mine.subarray(0, middle));
    grow(2 * node + 1, mine.subarray(middle));
    splitAt(tree, node, split);
  }

  grow(1, sample);
  return tree;
}

/**
 * How far beyond its rows' range, as a share of it, a node still takes a value for one of them. None at all would isolate the
 * ordinary rows that happen to lie outside of a small sample; at the range's own length little would be left to isolate.
 */
const margin = 0.25;

/** @param order all features; shuffled as far as is looked. @returns `undefined` where all rows are alike. */
function drawSplit(rows: Rows, mine: Uint32Array, order: Uint8Array, random: MersenneTwister): Split | undefined {
  for (let left = order.length; left > 0; left--) {
    const at = Math.floor(random.random() * left);
    const feature = order[at]!;
    order[at] = order[left - 1]!;
    order[left - 1] = feature;
    const { low, high } = range(rows, mine, feature);
    if (!(low < high)) continue;
    const threshold = random.uniform(low, high);
    // Rounding may give the least value itself, which nothing is below.
    const beyond = margin * (high - low);
    return { feature, threshold: threshold > low ? threshold : high, low: low - beyond, high: high + beyond };
  }
  return undefined;
}

/** Of what is known; from Infinity to -Infinity where nothing is. */
function range({ values, size }: Rows, mine: Uint32Array, feature: number): { low: number; high: number } {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < mine.length; i++) {
    const value = values[mine[i]! * size + feature]!;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low, high };
}

/** Brings the rows below the threshold to the front. @returns how many they are. */
function divide({ values, size }: Rows, mine: Uint32Array, split: Split, random: MersenneTwister): number {
  const valueOf = (row: number): number => values[row * size + split.feature]!;
  let below = 0;
  let known = 0;
  for (const row of mine) {
    const value = valueOf(row);
    if (value < split.threshold) below++;
    if (!Number.isNaN(value)) known++;
  }
  let middle = 0;
  for (let i = 0; i < mine.length; i++) {
    const row = mine[i]!;
    const value = valueOf(row);
    if (Number.isNaN(value) ? random.random() * known >= below : value >= split.threshold) continue;
    mine[i] = mine[middle]!;
    mine[middle++] = row;
  }
  return middle;
}

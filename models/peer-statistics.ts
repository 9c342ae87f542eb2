/**
 * How far each of many like things is from the middle of its group, feature by feature: median and median absolute deviation
 * (Hampel, JASA 69, 1974), which no minority of strange ones can move.
 */

import type { Rows } from "./grow-isolation-tree.ts";

export interface PeerOptions {
  /** Fewer than so many with a known value, and nothing is said of that feature. At least 3. */
  readonly minPeers: number;
  /**
   * For each feature the smallest spread that counts, in the feature's unit: among nodes that all stand at 0, a single
   * connection is no infinity.
   */
  readonly floors: Float64Array;
}

/** One entry a feature; NaN where too few peers have it. */
export interface PeerStatistics {
  readonly medians: Float64Array;
  /** 1.4826 MAD + floor: for normal values the standard deviation, and the floor. */
  readonly spreads: Float64Array;
  /** Peers with a known value. */
  readonly known: Uint32Array;
}

/** Makes the MAD of normal values their standard deviation: 1 / the normal distribution's third quartile. */
const consistency = 1.4826;

/** @param rows a group, a vector each; NaN is missing and infinite numbers count as such. */
export function peerStatistics({ values, size }: Rows, { minPeers, floors }: PeerOptions): PeerStatistics {
  if (!(minPeers >= 3)) throw new RangeError(`two are no group: at least 3 peers are needed, got ${minPeers}`);
  const statistics = {
    medians: new Float64Array(size).fill(NaN),
    spreads: new Float64Array(size).fill(NaN),
    known: new Uint32Array(size),
  };
  const column = new Float64Array(values.length / size);
  for (let feature = 0; feature < size; feature++) {
    let known = 0;
    for (let at = feature; at < values.length; at += size) {
      if (Number.isFinite(values[at])) column[known++] = values[at]!;
    }
    statistics.known[feature] = known;
    if (known < minPeers) continue;
    const sorted = column.subarray(0, known).sort();
    const median = middleOf(sorted);
    statistics.medians[feature] = median;
    statistics.spreads[feature] = consistency * medianDistance(sorted, median) + floors[feature]!;
  }
  return statistics;
}

/**
 * Robust z-scores, (x - median) / spread, negative below the median; NaN where `x` or its peers are missing. A spread of 0,
 * which a floor prevents, makes what differs infinite.
 */
export function peerScores({ medians, spreads }: PeerStatistics, x: Float64Array): Float64Array {
  return medians.map((median, i) => {
    const distance = x[i]! - median;
    return distance === 0 ? 0 : distance / spreads[i]!;
  });
}

function middleOf(sorted: Float64Array): number {
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/** The median of |value - median|: distances are met in order by going outwards from the middle, so nothing is sorted again. */
function medianDistance(sorted: Float64Array, median: number): number {
  const count = sorted.length;
  let above = count >> 1;
  let below = above - 1;
  let [last, before] = [0, 0];
  for (let met = 0; met <= count >> 1; met++) {
    before = last;
    const up = above < count ? sorted[above]! - median : Infinity;
    const down = below >= 0 ? median - sorted[below]! : Infinity;
    if (up < down) above++;
    else below--;
    last = Math.min(up, down);
  }
  return count % 2 === 1 ? last : (before + last) / 2;
}

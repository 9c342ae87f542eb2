/**
 * The newest windows of a group's nodes, each as deviations from the node's own past, and where their middle is: what happens to
 * all of them at once speaks against none.
 */

import { peerScores, peerStatistics, type PeerStatistics } from "../../models/peer-statistics.ts";
import type { ByteReader, ByteWriter } from "../../proto/bytes.ts";
import { featureTraits } from "./feature-traits.ts";

const size = featureTraits.length;
/** Fewer nodes are no group to compare with. */
const minPeers = 5;
/** Deviations are in spreads of the node's own past; nodes that all deviate by nothing differ by one of these at least. */
const floors = new Float64Array(size).fill(1);
/** The middle is sought again when so large a part of the rows is new: it takes a sort of all. */
const renewedShare = 1 / 8;

export class PeerRows {
  #values = new Float64Array(0);
  #starts = new Float64Array(0);
  /** Rows that are taken lie before it. */
  #count = 0;
  readonly #free: number[] = [];
  #taken = 0;
  #statistics = none();
  #middleStart = -Infinity;
  #changed = 0;

  /** @returns the number of an empty row, to be kept for one node. */
  take(): number {
    const row = this.#free.pop() ?? this.#count++;
    this.#taken++;
    if (this.#count > this.#starts.length) this.#grow();
    this.clear(row);
    return row;
  }

  give(row: number): void {
    this.clear(row);
    this.#free.push(row);
    this.#taken--;
  }

  clear(row: number): void {
    this.#values.fill(NaN, row * size, (row + 1) * size);
    this.#starts[row] = NaN;
  }

  /** @param start of the window, by the node's clock. */
  put(row: number, deviations: Float64Array, start: number): void {
    this.#values.set(deviations, row * size);
    this.#starts[row] = start;
    if (++this.#changed >= renewedShare * this.#taken) this.seekMiddle();
  }

  seekMiddle(): void {
    const values = this.#values.subarray(0, this.#count * size);
    this.#statistics = peerStatistics({ values, size }, { minPeers, floors });
    const starts = this.#starts.slice(0, this.#count).filter((start) => !Number.isNaN(start));
    this.#middleStart = starts.sort()[(starts.length - 1) >> 1] ?? -Infinity;
    this.#changed = 0;
  }

  /** At least half of the rows are of this time or later; -Infinity where there is none. */
  get middleStart(): number {
    return this.#middleStart;
  }

  /** Robust z-scores of deviations among the others'; NaN where too few nodes have the feature. */
  scores(deviations: Float64Array): Float64Array {
    return peerScores(this.#statistics, deviations);
  }

  #grow(): void {
    const rows = Math.max(16, 2 * this.#count);
    const values = new Float64Array(rows * size);
    values.set(this.#values);
    this.#values = values;
    const starts = new Float64Array(rows);
    starts.set(this.#starts);
    this.#starts = starts;
  }

  /** What is common to all rows. */
  write(to: ByteWriter): void {
    const { medians, spreads, known } = this.#statistics;
    for (let i = 0; i < size; i++) {
      to.double(medians[i]!);
      to.double(spreads[i]!);
      to.varint(known[i]!);
    }
    to.double(this.#middleStart);
    to.varint(this.#changed);
  }

  read(from: ByteReader): void {
    const { medians, spreads, known } = this.#statistics;
    for (let i = 0; i < size; i++) {
      medians[i] = from.double();
      spreads[i] = from.double();
      known[i] = from.varint();
    }
    this.#middleStart = from.double();
    this.#changed = from.varint();
  }

  writeRow(row: number, to: ByteWriter): void {
    for (let i = 0; i < size; i++) to.double(this.#values[row * size + i]!);
    to.double(this.#starts[row]!);
  }

  readRow(row: number, from: ByteReader): void {
    for (let i = 0; i < size; i++) this.#values[row * size + i] = from.double();
    this.#starts[row] = from.double();
  }
}

function none(): PeerStatistics {
  return {
    medians: new Float64Array(size).fill(NaN),
    spreads: new Float64Array(size).fill(NaN),
    known: new Uint32Array(size),
  };
}

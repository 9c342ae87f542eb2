/**
 * An isolation forest that goes on learning: it keeps a sample of recent rows, puts a tree grown over them in the place of its
 * oldest every so often, and calls anomalous what few of the recent scores reach.
 */

import { featureReader, type FeatureScale } from "./feature-scaling.ts";
import { featureReasons, type FeatureReason } from "./feature-reasons.ts";
import { checkShape, growNumbered, IsolationForest, type IsolationForestOptions } from "./isolation-forest.ts";
import { MersenneTwister } from "./mersenne-twister.ts";
import { ScoreTail } from "./score-tail.ts";
import { openSnapshot, sealParts, type SnapshotParts, type SnapshotReader } from "./snapshot.ts";
import { usualRanges, type UsualRanges } from "./usual-ranges.ts";

const model = "streaming-isolation-forest";
const version = 1;

export interface StreamingForestOptions extends IsolationForestOptions {
  readonly features: readonly FeatureScale[];
  /** Rows that are kept, at least `sampleSize`. */
  readonly capacity: number;
  /**
   * Over how many rows it remembers: of that many, `capacity` are kept, and all trees are renewed once. For a group of nodes,
   * that is nodes times windows. What has a daily rhythm wants a day.
   */
  readonly memory: number;
  /** The share of ordinary rows that may reach the threshold: its budget of false alarms a row. */
  readonly falseAlarms: number;
}

export class StreamingIsolationForest {
  readonly #options: StreamingForestOptions;
  readonly #read: (given: Float64Array, out: Float64Array, at?: number) => void;
  readonly #scratch: Float64Array;
  /** The newest `capacity` of the kept rows, scaled; row n lies at n modulo capacity. */
  readonly #rows: Float64Array;
  #scores: ScoreTail;
  #forest: IsolationForest | undefined;
  #usual: UsualRanges;
  #learned = 0;
  #kept = 0;
  /** Trees grown so far. */
  #grown = 0;
  /** The count of learned rows with which the next is kept, and with which it is drawn anew which is. */
  #keepAt = 0;
  #drawAt = 0;
  #renewAt = 0;

  /** @throws RangeError for options that contradict each other. */
  constructor(options: StreamingForestOptions) {
    const { features, capacity, memory, sampleSize, falseAlarms } = options;
    const size = features.length;
    checkShape({ size, sampleSize });
    if (capacity < sampleSize || memory < capacity) {
      throw new RangeError(`sampleSize ${sampleSize}, capacity ${capacity} and memory ${memory} must not fall`);
    }
    this.#options = options;
    this.#read = featureReader(
      features,
      features.map(({ name }) => name),
    );
    this.#scratch = new Float64Array(size);
    this.#rows = new Float64Array(capacity * size);
    this.#usual = { lows: new Float64Array(size).fill(NaN), highs: new Float64Array(size).fill(NaN) };
    this.#scores = new ScoreTail({ share: falseAlarms, halfLife: memory });
  }

  get size(): number {
    return this.#options.features.length;
  }

  get byteLength(): number {
    return this.#rows.byteLength + this.#scores.byteLength + (this.#forest?.byteLength ?? 0) + 16 * this.size + 48;
  }

  /** Rows learned. It warms up until they are `sampleSize`, and 1 / `falseAlarms` more were scored. */
  get learned(): number {
    return this.#learned;
  }

  /** The score from which on a row is anomalous. Infinity while the model warms up. */
  get threshold(): number {
    return this.#scores.threshold;
  }

  /**
   * As `IsolationForest.scoreOne`; 0 while there are no trees.
   *
   * @param x the features in their own units, in the order of the options; NaN is a missing one.
   */
  scoreOne(x: Float64Array): number {
    return this.#forest?.scoreOne(this.#scaled(x)) ?? 0;
  }

  /** By how many splits each feature shortened the path. */
  explain(x: Float64Array): Float64Array {
    return this.#forest?.explain(this.#scaled(x)) ?? new Float64Array(this.size);
  }

  /** The features that shortened the path most. */
  reasons(x: Float64Array): readonly FeatureReason[] {
    const weights = this.explain(x);
    return featureReasons(this.#options.features, weights, this.#scaled(x), this.#usual);
  }

  /**
   * To be called for every row that is not suspect. A suspect row is not learned at all: it would raise the threshold, and
   * become normal in time. Suspect is what other evidence speaks against, or what stays anomalous: a row is not suspect for
   * its score alone, else each one that is left out lowers the threshold for the next.
   *
   * A row with an infinite number, or nothing but holes, is not learned.
   */
  learnOne(x: Float64Array): void {
    if (!isLearnable(x, this.size)) return;
    if (this.#forest !== undefined) this.#scores.learnOne(this.scoreOne(x));
    if (this.#learned === this.#drawAt) this.#drawWhichToKeep();
    if (this.#learned === this.#keepAt) this.#keep(x);
    this.#learned++;
    if (this.#forest === undefined ? this.#kept === this.#options.sampleSize : this.#learned === this.#renewAt) {
      this.#renew();
    }
  }

  /** Of every so many rows one, so that what is kept reaches back as far as the memory, or as all that was learned. */
  #drawWhichToKeep(): void {
    const { capacity, seed } = this.#options;
    const stride = Math.max(1, Math.floor(this.#remembered / capacity));
    // The seed's complement: other numbers than those of the trees.
    const random = new MersenneTwister((this.#kept % 2 ** 21) * 2 ** 32 + (~seed >>> 0));
    this.#keepAt = this.#learned + Math.floor(random.random() * stride);
    this.#drawAt = this.#learned + stride;
  }

  #keep(x: Float64Array): void {
    this.#read(x, this.#rows, (this.#kept % this.#options.capacity) * this.size);
    this.#kept++;
  }

  /** All trees at first, later one. */
  #renew(): void {
    const { trees, sampleSize, seed } = this.#options;
    const rows = { values: this.#keptRows(), size: this.size };
    if (this.#forest === undefined) {
      this.#forest = IsolationForest.fit(rows, { trees, sampleSize, seed });
      this.#grown = trees;
    } else {
      const tree = growNumbered(rows, sampleSize, { seed, number: this.#grown++ });
      this.#forest = this.#forest.renewed(tree, rows);
    }
    this.#usual = usualRanges(rows, this.#options.features);
    this.#renewAt = this.#learned + Math.ceil(this.#remembered / trees);
  }

  /** A young forest remembers all of its life, so that the few rows that it began with soon weigh little. */
  get #remembered(): number {
    return Math.min(this.#learned, this.#options.memory);
  }

  #keptRows(): Float64Array {
    return this.#rows.subarray(0, Math.min(this.#kept, this.#options.capacity) * this.size);
  }

  /** Overwritten by the next call. */
  #scaled(x: Float64Array): Float64Array {
    this.#read(x, this.#scratch);
    return this.#scratch;
  }

  snapshot(): Uint8Array {
    return sealParts(this.parts());
  }

  parts(): SnapshotParts {
    const { trees, sampleSize, seed, capacity, memory, falseAlarms } = this.#options;
    const identity = [this.size, trees, sampleSize, seed, capacity, memory, falseAlarms];
    const counts = [this.#learned, this.#kept, this.#grown, this.#keepAt, this.#drawAt, this.#renewAt];
    const learned = [this.#keptRows(), this.#usual.lows, this.#usual.highs, this.#scores.parts()];
    return { model, version, fields: [...identity, ...counts, ...learned, this.#forest?.parts() ?? new Uint8Array()] };
  }

  /** @param options those that the model was made with; a snapshot of others is refused. */
  static restore(bytes: Uint8Array, options: StreamingForestOptions): StreamingIsolationForest {
    const reader = openSnapshot(bytes, model, version);
    const restored = new StreamingIsolationForest(options);
    const { trees, sampleSize, seed, capacity, memory, falseAlarms } = options;
    for (const expected of [restored.size, trees, sampleSize, seed, capacity, memory, falseAlarms]) {
      const found = reader.number();
      reader.expect(found === expected, `it was made with ${found} where the options say ${expected}`);
    }
    restored.#restoreState(reader);
    reader.done();
    return restored;
  }

  #restoreState(reader: SnapshotReader): void {
    const count = (): number => reader.integer(0, Number.MAX_SAFE_INTEGER);
    this.#learned = count();
    this.#kept = count();
    this.#grown = count();
    this.#keepAt = count();
    this.#drawAt = count();
    this.#renewAt = count();
    this.#rows.set(reader.doubles(this.#keptRows().length));
    this.#usual = { lows: reader.doubles(this.size), highs: reader.doubles(this.size) };
    this.#scores = ScoreTail.restore(reader.bytes());
    const forest = reader.bytes();
    if (forest.length > 0) this.#forest = IsolationForest.restore(forest);
    reader.expect((this.#forest?.size ?? this.size) === this.size, "its trees are of another size");
  }
}

function isLearnable(x: Float64Array, size: number): boolean {
  let known = 0;
  for (let i = 0; i < size; i++) {
    const value = x[i] ?? Infinity;
    if (Math.abs(value) === Infinity) return false;
    if (!Number.isNaN(value)) known++;
  }
  return known > 0;
}

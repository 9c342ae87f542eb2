/**
 * Writes data sets with labels and what the isolation forest scores them, for bench/isolation-forest.py to compare with
 * scikit-learn: `node bench/isolation-forest.ts DIRECTORY`. Also how long a forest takes to grow and to score.
 */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { IsolationForest, usualForest } from "../models/isolation-forest.ts";
import { peerScores, peerStatistics } from "../models/peer-statistics.ts";
import { Random } from "../simulate/random.ts";

const size = 13;
const seeds = [1, 2, 3, 4, 5];
const [directory] = process.argv.slice(2);

interface DataSet {
  readonly training: readonly Float64Array[];
  readonly usual: readonly Float64Array[];
  readonly strange: readonly Float64Array[];
}

const dataSets: Readonly<Record<string, (random: Random) => DataSet>> = {
  /** The paper's own setting: strange rows are among those that are learned. */
  "scattered outliers, learned too": (random) => {
    const usual = rows(2000, () => normalRow(random));
    const strange = rows(40, () => Float64Array.from({ length: size }, () => random.uniform() * 12 - 6));
    return { training: [...usual, ...strange], usual, strange };
  },
  "two clusters, strange rows between": (random) => {
    const clustered = (): Float64Array => {
      const center = random.chance(0.5) ? 3 : -3;
      return normalRow(random).map((value) => value + center);
    };
    return {
      training: rows(2000, clustered),
      usual: rows(2000, clustered),
      strange: rows(200, () => normalRow(random).map((value) => 0.5 * value)),
    };
  },
  "all features a little high": (random) => ({
    training: rows(2000, () => normalRow(random)),
    usual: rows(2000, () => normalRow(random)),
    strange: rows(200, () => normalRow(random).map((value) => value + 1.5)),
  }),
  "one feature far out": (random) => ({
    training: rows(2000, () => normalRow(random)),
    usual: rows(2000, () => normalRow(random)),
    strange: rows(200, () => {
      const row = normalRow(random);
      row[random.integer(0, size - 1)] = 8;
      return row;
    }),
  }),
  "a counter that was always 0": (random) => {
    const quiet = (): Float64Array => normalRow(random).map((value, i) => (i < 3 ? 0 : value));
    const strange = (): Float64Array => quiet().map((value, i) => (i === 0 ? 1 : value));
    return { training: rows(2000, quiet), usual: rows(2000, quiet), strange: rows(200, strange) };
  },
};

if (directory !== undefined) {
  mkdirSync(directory, { recursive: true });
  for (const [name, make] of Object.entries(dataSets)) {
    for (const seed of seeds) writeSet(directory, name, seed, make(new Random(`${name} ${seed}`)));
  }
}
measureSpeed();

/** A line a row: kind, our score, features. */
function writeSet(directory: string, name: string, seed: number, { training, usual, strange }: DataSet): void {
  const forest = fit(training, seed);
  const lines = Object.entries({ training, usual, strange }).flatMap(([kind, rows]) =>
    rows.map((row) => [kind, forest.scoreOne(row), ...row].join(",")),
  );
  writeFileSync(join(directory, `${name}.${seed}.csv`), `${lines.join("\n")}\n`);
}

function measureSpeed(): void {
  const random = new Random("speed");
  const training = rows(20_000, () => normalRow(random));
  const holed = training.map((row) => row.map((value) => (random.chance(0.1) ? NaN : value)));
  const forest = fit(training, 1);
  const group = { values: flat(training.slice(0, 10_000)), size };
  const options = { minPeers: 5, floors: new Float64Array(size).fill(0.1) };
  console.table([
    { what: "grow 100 trees over 256 of 20,000 rows, ms", "CPU time": cpuMs(() => fit(training, 1)) },
    { what: "score a row, µs", "CPU time": (1000 * cpuMs(() => training.map((row) => forest.scoreOne(row)))) / 20_000 },
    {
      what: "score a row with holes, µs",
      "CPU time": (1000 * cpuMs(() => holed.map((row) => forest.scoreOne(row)))) / 20_000,
    },
    {
      what: "explain a row, µs",
      "CPU time": (1000 * cpuMs(() => training.map((row) => forest.explain(row)))) / 20_000,
    },
    {
      what: "peer statistics and scores of 10,000 nodes, ms",
      "CPU time": cpuMs(() => {
        const statistics = peerStatistics(group, options);
        for (const row of training.slice(0, 10_000)) peerScores(statistics, row);
      }),
    },
    { what: "snapshot, bytes", "CPU time": forest.snapshot().length },
    { what: "memory, bytes", "CPU time": forest.byteLength },
  ]);
}

/** Of five runs the quickest. */
function cpuMs(run: () => unknown): number {
  const times = Array.from({ length: 5 }, () => {
    const before = process.cpuUsage();
    run();
    return process.cpuUsage(before).user / 1000;
  });
  return Number(Math.min(...times).toFixed(2));
}

function fit(training: readonly Float64Array[], seed: number): IsolationForest {
  return IsolationForest.fit({ values: flat(training), size }, { ...usualForest, seed });
}

function flat(rows: readonly Float64Array[]): Float64Array {
  return Float64Array.from(rows.flatMap((row) => [...row]));
}

function rows(count: number, make: () => Float64Array): readonly Float64Array[] {
  return Array.from({ length: count }, make);
}

function normalRow(random: Random): Float64Array {
  return Float64Array.from({ length: size }, () => random.normal());
}

/** The streaming forest: its warm-up, its budget of false alarms, drift, suspects, restoring at any row. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { hasCode } from "../../errors/picket-error.ts";
import { featureReader, type FeatureScale } from "../../models/feature-scaling.ts";
import { StreamingIsolationForest, type StreamingForestOptions } from "../../models/streaming-isolation-forest.ts";
import { Random } from "../../simulate/random.ts";

const seed = process.env["PICKET_TEST_SEED"] ?? "two ashes";
const title = (text: string): string => `${text} (PICKET_TEST_SEED="${seed}")`;

const features: readonly FeatureScale[] = [
  { name: "share", transform: "identity" },
  { name: "bytes", transform: "log1p" },
  { name: "count", transform: "log1p" },
];
const options: StreamingForestOptions = {
  features,
  trees: 50,
  sampleSize: 128,
  seed: 7,
  capacity: 512,
  memory: 2000,
  falseAlarms: 0.01,
};

/** @param load moves all features. */
function row(random: Random, load = 1): Float64Array {
  const share = Math.min(1, 0.2 * load + 0.02 * random.normal());
  return Float64Array.of(share, 1e6 * load * random.factor(0.4), random.integer(0, Math.round(9 * load)));
}

function learned(
  random: Random,
  rows: number,
  forest = new StreamingIsolationForest(options),
): StreamingIsolationForest {
  for (let i = 0; i < rows; i++) forest.learnOne(row(random));
  return forest;
}

describe("the streaming forest", () => {
  it(title("warms up: no score before a sample, no threshold before a false alarm can be counted"), () => {
    const random = new Random(`${seed}, warming up`);
    const forest = new StreamingIsolationForest(options);
    const strange = Float64Array.of(0.99, 1e12, 5000);
    for (let i = 0; i < 128; i++) {
      assert.equal(forest.scoreOne(strange), 0);
      assert.deepEqual(forest.reasons(strange), []);
      forest.learnOne(row(random));
    }
    assert.ok(forest.scoreOne(strange) > 0.6);
    for (let i = 0; i < 99; i++) forest.learnOne(row(random));
    assert.equal(forest.threshold, Infinity);
    forest.learnOne(row(random));
    assert.ok(forest.threshold < 1);
    assert.equal(forest.learned, 228);
  });

  it(title("calls about as many ordinary rows anomalous as its budget allows, and strange ones always"), () => {
    const random = new Random(`${seed}, budget`);
    const forest = learned(random, 4000);
    let alarms = 0;
    const rows = 6000;
    for (let i = 0; i < rows; i++) {
      const x = row(random);
      if (forest.scoreOne(x) >= forest.threshold) alarms++;
      forest.learnOne(x);
    }
    assert.ok(alarms < 2 * options.falseAlarms * rows, `${alarms} of ${rows}`);
    assert.ok(alarms > 0.3 * options.falseAlarms * rows, `${alarms} of ${rows}`);
    for (const strange of [
      Float64Array.of(0.9, 1e6, 5),
      Float64Array.of(0.2, 1e10, 5),
      Float64Array.of(0.2, 1e6, 400),
    ]) {
      assert.ok(forest.scoreOne(strange) >= forest.threshold, strange.join(" "));
    }
  });

  it(title("names what is strange with its value, and with what is usual in the feature's own unit"), () => {
    const forest = learned(new Random(`${seed}, reasons`), 1500);
    const [first] = forest.reasons(Float64Array.of(0.2, 5e9, 4));
    assert.ok(first !== undefined);
    assert.equal(first.feature, "bytes");
    assert.ok(Math.abs(first.value / 5e9 - 1) < 1e-9);
    assert.ok(first.usualLow > 2e5 && first.usualLow < 6e5, `${first.usualLow}`);
    assert.ok(first.usualHigh > 1.5e6 && first.usualHigh < 5e6, `${first.usualHigh}`);
    assert.ok(first.share > 0.5 && first.share <= 1);
  });

  it(title("follows a load that doubles: at first strange, in time usual, and the old then strange"), () => {
    const random = new Random(`${seed}, drift`);
    const forest = learned(random, 3000);
    const alarmed = (load: number): number =>
      Array.from({ length: 200 }, () => forest.scoreOne(row(random, load)) >= forest.threshold).filter(Boolean).length;
    assert.ok(alarmed(3) > 180);
    for (let i = 0; i < 12_000; i++) forest.learnOne(row(random, 3));
    assert.ok(alarmed(3) < 10);
    assert.ok(alarmed(1) > 100);
  });

  it(title("has rows of long ago, too, but of no longer ago than it remembers"), () => {
    const random = new Random(`${seed}, memory`);
    const forest = learned(random, 4000);
    // A quarter of the memory: of what is kept, three quarters are of the time before.
    for (let i = 0; i < options.memory / 4; i++) forest.learnOne(row(random, 3));
    const before = forest.scoreOne(Float64Array.of(0.2, 1e6, 5));
    for (let i = 0; i < 2 * options.memory; i++) forest.learnOne(row(random, 3));
    assert.ok(forest.scoreOne(Float64Array.of(0.2, 1e6, 5)) > before + 0.05);
  });

  it(title("does not learn what it is not given: an attack that lasts stays one"), () => {
    const random = new Random(`${seed}, suspects`);
    const forest = learned(random, 3000);
    const attack = Float64Array.of(0.97, 1e6, 5);
    const [score, threshold] = [forest.scoreOne(attack), forest.threshold];
    for (let i = 0; i < 6000; i++) {
      assert.ok(forest.scoreOne(attack) >= forest.threshold);
      if (i % 10 === 0) forest.learnOne(row(random));
    }
    assert.ok(Math.abs(forest.scoreOne(attack) - score) < 0.08);
    assert.ok(Math.abs(forest.threshold - threshold) < 0.05);
  });

  it(title("goes on after a restore at any row, holes and all, bit for bit"), () => {
    const random = new Random(`${seed}, restoring`);
    const small: StreamingForestOptions = {
      features,
      trees: 7,
      sampleSize: 16,
      seed: 4_000_000_000,
      capacity: 40,
      memory: 150,
      falseAlarms: 0.05,
    };
    const uninterrupted = new StreamingIsolationForest(small);
    let forest = new StreamingIsolationForest(small);
    for (let i = 0; i < 700; i++) {
      if (random.chance(0.3)) forest = StreamingIsolationForest.restore(forest.snapshot(), small);
      const x = row(random);
      if (random.chance(0.2)) x[random.integer(0, 2)] = NaN;
      assert.ok(Object.is(forest.scoreOne(x), uninterrupted.scoreOne(x)), `row ${i}`);
      assert.equal(forest.threshold, uninterrupted.threshold);
      assert.deepEqual(forest.reasons(x), uninterrupted.reasons(x));
      forest.learnOne(x);
      uninterrupted.learnOne(x);
    }
    assert.deepEqual(forest.snapshot(), uninterrupted.snapshot());
  });

  it(title("refuses a snapshot that was made with other options, and options that cannot be"), () => {
    const snapshot = learned(new Random(seed), 300).snapshot();
    for (const other of [{ seed: 8 }, { capacity: 513 }, { falseAlarms: 0.02 }, { features: features.slice(1) }]) {
      assert.throws(
        () => StreamingIsolationForest.restore(snapshot, { ...options, ...other }),
        (error) => hasCode(error, "SNAPSHOT_INVALID"),
      );
    }
    for (const wrong of [{ capacity: 100 }, { memory: 500 }, { falseAlarms: 0 }, { features: [] }]) {
      assert.throws(() => new StreamingIsolationForest({ ...options, ...wrong }), RangeError);
    }
  });
});

describe("a model's features", () => {
  it("are read by name, scaled, and missing where they cannot be", () => {
    const read = featureReader(
      [
        { name: "b", transform: "log1p", center: 1, divisor: 2 },
        { name: "a", transform: "identity", center: 10, divisor: 5 },
      ],
      ["a", "unused", "b"],
    );
    const out = new Float64Array(3);
    read(Float64Array.of(20, 7, Math.E ** 3 - 1), out, 1);
    assert.deepEqual(
      [...out].map((value) => Math.round(value * 1e9) / 1e9),
      [0, 1, 2],
    );
    for (const value of [NaN, Infinity, -1]) {
      read(Float64Array.of(value, 7, value), out);
      assert.ok(Number.isNaN(out[0]), `${value}`);
      assert.equal(out[1], value === -1 ? -2.2 : NaN);
    }
  });

  it("are refused where nobody measures them", () => {
    assert.throws(
      () => featureReader(features, ["share", "count"]),
      (error) => hasCode(error, "MODEL_INVALID") && /: bytes\. There are share, count/.test(error.message),
    );
  });
});

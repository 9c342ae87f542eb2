/** A trained forest: its threshold, its file, and files that are refused. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { hasCode } from "../../errors/picket-error.ts";
import type { FeatureScale } from "../../models/feature-scaling.ts";
import { parseForestFile, writeForestFile } from "../../models/isolation-forest-file.ts";
import { trainIsolationForest, TrainedIsolationForest } from "../../models/trained-isolation-forest.ts";
import { Random } from "../../simulate/random.ts";

const seed = process.env["PICKET_TEST_SEED"] ?? "six birches";
const features: readonly FeatureScale[] = [
  { name: "share", transform: "identity" },
  { name: "bytes", transform: "log1p", unit: 1000 },
];
const names = ["share", "bytes"];
const options = { trees: 60, sampleSize: 128, seed: 42, contamination: 0.01 };

function rows(count: number): { values: Float64Array; size: number } {
  const random = new Random(seed);
  const values = Float64Array.from({ length: 2 * count }, (_, i) =>
    i % 2 === 0 ? 0.3 + 0.05 * random.normal() : 1e6 * random.factor(0.5),
  );
  return { values, size: 2 };
}

describe(`a trained forest (PICKET_TEST_SEED="${seed}")`, () => {
  const { parts, scores } = trainIsolationForest(rows(1000), features, options);
  const file = writeForestFile(parts);

  it("calls the stated share of its training rows anomalous", () => {
    assert.equal(scores.filter((score) => score >= parts.threshold).length, 10);
    const strict = trainIsolationForest(rows(1000), features, { ...options, contamination: 0 });
    assert.ok(strict.parts.threshold > Math.max(...strict.scores) && strict.parts.threshold < 1);
  });

  it("does not call more anomalous where scores are equal", () => {
    const twins = Float64Array.from({ length: 400 }, (_, i) => [0.1, 0.9, 0.5, 0.5, 0.1, 0.9, 0.5, 0.5][i % 8]!);
    const { parts, scores } = trainIsolationForest({ values: twins, size: 2 }, features, {
      ...options,
      contamination: 0.1,
    });
    assert.ok(scores.filter((score) => score >= parts.threshold).length <= 20);
  });

  it("is read back from its file to the same answers, and to the same file", () => {
    const { parts: read, version } = parseForestFile(file);
    const [trained, again] = [new TrainedIsolationForest(parts, names), new TrainedIsolationForest(read, names)];
    const { values } = rows(1000);
    for (let row = 0; row < 1000; row++) {
      assert.equal(again.scoreOne(values.subarray(2 * row, 2 * row + 2)), scores[row]);
    }
    const strange = Float64Array.of(0.31, 1e9);
    assert.deepEqual(again.reasons(strange), trained.reasons(strange));
    assert.equal(again.threshold, trained.threshold);
    assert.equal(writeForestFile(read), file);
    assert.equal(version, JSON.parse(file).sha256.slice(0, 12));
  });

  it("names the strange feature in its own unit", () => {
    const [first] = new TrainedIsolationForest(parts, names).reasons(Float64Array.of(0.31, 1e9));
    assert.ok(first !== undefined);
    assert.equal(first.feature, "bytes");
    assert.ok(Math.abs(first.value / 1e9 - 1) < 1e-9);
    assert.ok(first.usualLow > 1e5 && first.usualLow < 6e5 && first.usualHigh > 2e6 && first.usualHigh < 8e6);
  });

  it("finds its features by name in wider rows, and is refused where they are not measured", () => {
    const wide = new TrainedIsolationForest(parts, ["bytes", "other", "share"]);
    const narrow = new TrainedIsolationForest(parts, names);
    assert.equal(wide.scoreOne(Float64Array.of(2e6, 7, 0.4)), narrow.scoreOne(Float64Array.of(0.4, 2e6)));
    assert.throws(
      () => new TrainedIsolationForest(parts, ["share"]),
      (error) => hasCode(error, "MODEL_INVALID"),
    );
  });

  it("is refused when a field was changed, is missing, too much, or of another version", () => {
    const refused = (what: string, text: string, message: RegExp): void =>
      assert.throws(
        () => parseForestFile(text),
        (error) => hasCode(error, "MODEL_INVALID") && message.test(error.message),
        what,
      );
    const changed = (change: object): string => JSON.stringify({ ...JSON.parse(file), ...change });
    refused("cut", file.slice(0, -10), /no JSON/);
    refused("another kind", changed({ kind: "other" }), /kind/);
    refused("newer", changed({ format: 2 }), /format is 2/);
    refused("a threshold by hand", changed({ threshold: 0.9 }), /hash/);
    refused("a feature by hand", file.replace('"bytes"', '"other"'), /hash/);
    refused("a field too much", changed({ more: 1 }), /more/);
    refused("a field too few", changed({ training: undefined }), /training/);
    refused("no trees", changed({ forest: "" }), /hash/);
  });

  it("is no file where a feature was never there", () => {
    const empty = rows(300);
    for (let at = 1; at < empty.values.length; at += 2) empty.values[at] = NaN;
    const trained = trainIsolationForest(empty, features, options);
    assert.throws(() => writeForestFile(trained.parts), RangeError);
  });
});

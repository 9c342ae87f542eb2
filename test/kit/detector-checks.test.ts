/** The checks that users run on their detectors: the built-in ones pass, and for each check there is one that fails it. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { detectorChecks } from "../../kit/detector-checks.ts";
import { builtInDetectors, modelNames } from "../../topology/detectors/built-in.ts";
import { brokenDetectors } from "./broken-detectors.ts";

const seed = process.env["PICKET_TEST_SEED"] ?? "seven oaks";
const warmup = { size: 100, timeMs: 60_000, sizePerContainer: 50 };

for (const model of modelNames) {
  for (const detector of builtInDetectors({ model, profile: "river", warmup })) {
    for (const check of detectorChecks) {
      test(`${detector.name}, ${model}: ${check.name} (PICKET_TEST_SEED="${seed}")`, () => check.run(detector, seed));
    }
  }
}

for (const check of detectorChecks) {
  test(`a detector fails that breaks: ${check.name}`, () => {
    const broken = brokenDetectors.get(check.name);
    assert.ok(broken !== undefined, "no detector breaks this check");
    assert.throws(() => check.run(broken, seed), assert.AssertionError);
  });
}

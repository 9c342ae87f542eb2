/** The rules of severity, at their bounds. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { severityOfSvm, severityOfTrees } from "../../../topology/detectors/severity.ts";

test("of trees: by the share of the room above the threshold", () => {
  assert.equal(severityOfTrees(0.5, 0.5), "low");
  assert.equal(severityOfTrees(0.625, 0.5), "low");
  assert.equal(severityOfTrees(0.626, 0.5), "medium");
  assert.equal(severityOfTrees(0.751, 0.5), "high");
  assert.equal(severityOfTrees(0.876, 0.5), "critical");
  assert.equal(severityOfTrees(1, 1), "low");
});

test("of the SVM: by the distance beyond the band from 0 to the threshold, on either side", () => {
  assert.equal(severityOfSvm(0.2, 0.2), "low");
  assert.equal(severityOfSvm(0.41, 0.2), "medium");
  assert.equal(severityOfSvm(0.61, 0.2), "high");
  assert.equal(severityOfSvm(1.01, 0.2), "critical");
  assert.equal(severityOfSvm(-0.1, 0.2), "low");
  assert.equal(severityOfSvm(-0.3, 0.2), "medium");
  assert.equal(severityOfSvm(-0.9, 0.2), "critical");
  assert.equal(severityOfSvm(-0.9, Infinity), "low");
});

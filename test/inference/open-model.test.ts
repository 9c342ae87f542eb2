/** Models opened by what their file is: a trained forest judges as it did when it was trained, an ONNX model by its manifest. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { hasCode } from "../../errors/picket-error.ts";
import { unavailable, type ModelFiles } from "../../inference/model-files.ts";
import { openModel } from "../../inference/open-model.ts";
import { writeForestFile } from "../../models/isolation-forest-file.ts";
import { TrainedIsolationForest, trainIsolationForest } from "../../models/trained-isolation-forest.ts";
import { nodeFeatures } from "../../nodes/features.ts";
import { Random } from "../../simulate/random.ts";
import { fixtureFiles } from "../fixtures/onnx/make.ts";

const seed = process.env["PICKET_TEST_SEED"] ?? "one rowan";
const random = new Random(seed);
const fixtures = fixtureFiles();
const files: ModelFiles = {
  async read(name) {
    const found = fixtures.get(name);
    if (found === undefined) throw unavailable(name);
    return found;
  },
  close() {},
};
const textOf = (name: string): string => Buffer.from(fixtures.get(name)!).toString();

const { parts } = trainIsolationForest(
  { values: Float64Array.from({ length: 1000 }, () => random.uniform()), size: 2 },
  ["avg_cpu", "avg_mem"].map((name) => ({ name, transform: "identity" })),
  { trees: 50, sampleSize: 128, seed: 1, contamination: 0.01 },
);

describe(`a file of a model (PICKET_TEST_SEED="${seed}")`, () => {
  it("that is a trained forest judges windows one by one", async () => {
    const model = await openModel(writeForestFile(parts), files, nodeFeatures);
    const forest = new TrainedIsolationForest(parts, nodeFeatures);
    assert.deepEqual([model.name, model.windows, model.threshold], ["trained-isolation-forest", 1, parts.threshold]);
    assert.match(model.version, /^[0-9a-f]{12}$/);
    const at = (cpu: number, mem: number): Float64Array =>
      new Float64Array(nodeFeatures.length).fill(NaN).with(0, cpu).with(1, mem);
    const [usual, strange, missing] = await model.judge([at(0.5, 0.5), at(0.5, 40), at(NaN, NaN)]);
    assert.deepEqual(usual, { score: forest.scoreOne(at(0.5, 0.5)), reasons: [] });
    assert.ok(strange!.score >= model.threshold);
    assert.deepEqual(strange!.reasons, forest.reasons(at(0.5, 40)));
    assert.equal(strange!.reasons[0]?.feature, "avg_mem");
    assert.deepEqual(missing, { score: NaN, reasons: [] });
    await model.close();
  });

  it("that is a manifest leads to its ONNX model", async () => {
    const model = await openModel(textOf("lstm-score.json"), files, nodeFeatures);
    assert.deepEqual([model.name, model.version, model.windows, model.threshold], ["lstm-score", "1", 6, 0.9]);
    await model.close();
  });

  it("that is neither, or whose model is not there, is refused", async () => {
    for (const [text, code] of [
      ["not a model", "MODEL_INVALID"],
      ['{"kind": "other"}', "MODEL_INVALID"],
      [writeForestFile(parts).replace('"avg_cpu"', '"avg_mem"'), "MODEL_INVALID"],
      [textOf("lstm-score.json").replace("lstm-score.onnx", "lost.onnx"), "MODEL_UNAVAILABLE"],
      [textOf("lstm-score.json").replace("lstm-score.onnx", "../lost.onnx"), "MODEL_INVALID"],
    ] as const) {
      await assert.rejects(openModel(text, files, nodeFeatures), (error) => hasCode(error, code), text.slice(0, 60));
    }
    await assert.rejects(openModel(writeForestFile(parts), files, ["avg_mem"]), (error) =>
      hasCode(error, "MODEL_INVALID"),
    );
  });
});

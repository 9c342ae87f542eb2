/** ONNX models: ONNX Runtime against a plain forward pass, batches, missing values, reasons, and models that do not fit. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, describe, it } from "node:test";
import { hasCode } from "../../errors/picket-error.ts";
import { OnnxModel } from "../../inference/onnx-model.ts";
import { parseManifest } from "../../models/onnx/manifest.ts";
import { nodeFeatures } from "../../nodes/features.ts";
import { Random } from "../../simulate/random.ts";
import { fixtureFiles, fixtureLstm } from "../fixtures/onnx/make.ts";
import { makeLstm, reconstruct, reconstructionModel, scoreModel, scoreOf } from "./lstm.ts";
import { float64, onnxModel, type Graph } from "./onnx-model.ts";

const seed = process.env["PICKET_TEST_SEED"] ?? "eleven yews";
const random = new Random(seed);

const opened: OnnxModel[] = [];
after(() => Promise.all(opened.map((model) => model.close())));

async function open(
  bytes: Uint8Array,
  manifest: object,
  available: readonly string[] = ["a", "b"],
): Promise<OnnxModel> {
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const whole = { name: "model", version: "1", file: "model.onnx", sha256, threshold: 1, ...manifest };
  const model = await OnnxModel.open(parseManifest(JSON.stringify(whole)), bytes, available);
  opened.push(model);
  return model;
}

/** x as it is. */
const plain = (name: string): object => ({ name, mean: 0, deviation: 1 });
const lstm = makeLstm({ windows: 5, features: 2, hidden: 4, seed });
const fits = { features: [plain("a"), plain("b")], windows: 5 };

function sequence(): Float64Array {
  return Float64Array.from({ length: 10 }, () => Math.fround(random.normal()));
}

describe(`ONNX Runtime (PICKET_TEST_SEED="${seed}")`, () => {
  it("answers what a plain forward pass of the LSTM answers, within 1e-5", async () => {
    const { shape } = fixtureLstm;
    const files = fixtureFiles();
    for (const output of ["score", "reconstruction"] as const) {
      const bytes = files.get(`lstm-${output}.onnx`)!;
      const model = await open(
        bytes,
        { features: nodeFeatures.map(plain), windows: shape.windows, output },
        nodeFeatures,
      );
      const sequences = Array.from({ length: 20 }, () =>
        Float64Array.from({ length: shape.windows * shape.features }, () => Math.fround(2 * random.normal())),
      );
      for (const [i, { score }] of (await model.judge(sequences)).entries()) {
        const given = Float32Array.from(sequences[i]!);
        const expected =
          output === "score" ? scoreOf(fixtureLstm, given) : meanSquare(reconstruct(fixtureLstm, given), given);
        assert.ok(Math.abs(score - expected) <= 1e-5 * Math.max(1, expected), `${output}: ${score}, not ${expected}`);
      }
    }
  });

  it("reads the committed fixtures, which are what their script makes", async () => {
    for (const [name, bytes] of fixtureFiles()) {
      assert.deepEqual(readFileSync(new URL(`../fixtures/onnx/${name}`, import.meta.url)), Buffer.from(bytes), name);
      if (!name.endsWith(".json")) continue;
      const manifest = parseManifest(Buffer.from(bytes).toString());
      const model = await OnnxModel.open(manifest, fixtureFiles().get(manifest.file)!, nodeFeatures);
      opened.push(model);
      assert.equal(model.name, name.slice(0, -5));
    }
  });

  it("gives a sequence the same answer alone, among many, and in a model that takes one at a time", async () => {
    const sequences = Array.from({ length: 150 }, sequence);
    for (const [output, make] of [
      ["score", scoreModel],
      ["reconstruction", reconstructionModel],
    ] as const) {
      const free = await open(make(lstm), { ...fits, output });
      const one = await open(make(lstm, 1), { ...fits, output });
      const together = await free.judge(sequences);
      assert.deepEqual(await one.judge(sequences), together);
      for (const i of [0, 63, 64, 149]) assert.deepEqual(await free.judge([sequences[i]!]), [together[i]]);
      assert.deepEqual(await free.judge([]), []);
    }
  });

  it("answers in the order in which it was asked, and before it closes", async () => {
    const bytes = scoreModel(lstm);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const manifest = { name: "m", version: "1", file: "m.onnx", sha256, threshold: 1, ...fits, output: "score" };
    const model = await OnnxModel.open(parseManifest(JSON.stringify(manifest)), bytes, ["a", "b"]);
    const done: string[] = [];
    const first = model.judge(Array.from({ length: 200 }, sequence)).then(() => done.push("first"));
    const wrong = assert.rejects(model.judge([new Float64Array(9)]), RangeError).then(() => done.push("wrong"));
    const last = model.judge([sequence()]).then(() => done.push("last"));
    await Promise.all([model.close().then(() => done.push("closed")), first, wrong, last]);
    assert.deepEqual(done, ["first", "wrong", "last", "closed"]);
  });
});

describe("a reconstruction", () => {
  /** Answers each window with zeros: the error is the input. */
  const zeros: Graph = {
    input: { name: "x", dims: ["N", 3, 2] },
    output: { name: "y", dims: ["N", 3, 2] },
    constants: { zero: { dims: [1], values: Float32Array.of(0) } },
    nodes: [{ op: "Mul", inputs: ["x", "zero"], outputs: ["y"] }],
  };
  const manifest = {
    features: [
      { name: "share", min: 0, max: 0.5 },
      { name: "bytes", transform: "log1p", unit: 1000, mean: 2, deviation: 0.5 },
    ],
    windows: 3,
    output: "reconstruction",
  };
  const bytesAt = (scaled: number): number => Math.expm1(2 + 0.5 * scaled) * 1000;

  it("scores the mean squared error on the model's scale, and names what is off in its own unit", async () => {
    const model = await open(onnxModel(zeros), manifest, ["bytes", "unused", "share"]);
    const given = [0, 0, 4].flatMap((scaled) => [bytesAt(scaled), 7, 0.25]);
    const [judged] = await model.judge([Float64Array.from(given)]);
    assert.ok(judged !== undefined);
    const [usual] = await model.judge([Float64Array.from([0, 0, 0].flatMap(() => [bytesAt(0), 7, 0]))]);
    assert.deepEqual(usual?.reasons, [], "there is nothing to explain below the threshold");
    assert.ok(Math.abs(judged.score - (16 + 3 * 0.25) / 6) < 1e-6);
    assert.deepEqual(
      judged.reasons.map(({ feature }) => feature),
      ["bytes", "share"],
    );
    const [bytes, share] = judged.reasons;
    assert.ok(Math.abs(bytes!.value / bytesAt(4) - 1) < 1e-9);
    assert.ok(Math.abs(bytes!.usualLow / bytesAt(-2) - 1) < 1e-9 && Math.abs(bytes!.usualHigh / bytesAt(2) - 1) < 1e-9);
    assert.ok(Math.abs(bytes!.share - 16 / 16.75) < 1e-6);
    assert.deepEqual([share!.usualLow, share!.usualHigh], [0, 0.5]);
  });

  it("has no score where the model answers NaN", async () => {
    const nan = { ...zeros, constants: { zero: { dims: [1], values: Float32Array.of(NaN) } } };
    const model = await open(onnxModel(nan), manifest, ["share", "bytes"]);
    const [judged] = await model.judge([new Float64Array(6).fill(0.1)]);
    assert.deepEqual(judged, { score: NaN, reasons: [] });
  });

  it("leaves missing values out of the error, and says nothing where more than half are missing", async () => {
    const model = await open(onnxModel(zeros), manifest, ["share", "bytes"]);
    const judge = async (...given: number[]): Promise<number> =>
      (await model.judge([Float64Array.from(given)]))[0]!.score;
    const score = await judge(NaN, bytesAt(1), NaN, bytesAt(3), 0.5, NaN);
    assert.ok(Math.abs(score - (1 + 9 + 1) / 3) < 1e-6, `${score}`);
    assert.ok(Number.isNaN(await judge(NaN, bytesAt(1), NaN, NaN, NaN, bytesAt(1))));
  });
});

describe("a model that does not fit is refused", () => {
  const model = scoreModel(lstm);
  const identity = (dims: Graph["input"]["dims"], more: Partial<Graph> = {}): Uint8Array =>
    onnxModel({
      input: { name: "x", dims },
      output: { name: "y", dims },
      constants: {},
      nodes: [{ op: "Identity", inputs: ["x"], outputs: ["y"] }],
      ...more,
    });
  const refused: readonly (readonly [string, Uint8Array, object, RegExp])[] = [
    ["another file", model, { sha256: "0".repeat(64) }, /model\.onnx is not the file/],
    ["features nobody measures", model, { features: [plain("a"), plain("load")] }, /not measured: load/],
    ["more features", model, { features: [plain("a")] }, /\[N,5,2\].*\[N,5,1\]/],
    ["other windows", model, { windows: 6 }, /\[N,5,2\].*\[N,6,2\]/],
    ["a score that is no reconstruction", model, { output: "reconstruction" }, /float32 \[1,1\].*not a reconstruction/],
    ["a reconstruction that is no score", reconstructionModel(lstm), {}, /not a score/],
    ["two at a time", scoreModel(lstm, 2), {}, /\[2,5,2\]/],
    ["no model", Buffer.from("something else"), {}, /ONNX Runtime does not load it: Failed to load model/],
    ["an opset to come", identity(["N", 5, 2], { opset: 99 }), {}, /does not load it: .*Opset 99/],
    [
      "an operator that is none",
      identity(["N", 5, 2], { nodes: [{ op: "Guess", inputs: ["x"], outputs: ["y"] }] }),
      {},
      /does not load it: .*Guess/,
    ],
    ["a flat input", identity(["N", 10]), {}, /\[N,10\]/],
    [
      "doubles",
      identity(["N", 5, 2], {
        inputType: float64,
        nodes: [{ op: "Cast", inputs: ["x"], outputs: ["y"], ints: { to: 1 } }],
      }),
      {},
      /no tensor of float32/,
    ],
    ["shapes that only running shows", identity(["N", "T", "F"]), {}, /answers float32 \[1,5,2\].*not a score/],
    [
      "one that fails when it runs",
      identity(["N", "T", "F"], {
        constants: { wide: { dims: [1, 5, 3], values: new Float32Array(15) } },
        nodes: [{ op: "Add", inputs: ["x", "wide"], outputs: ["y"] }],
      }),
      { output: "reconstruction" },
      /does not run/,
    ],
  ];
  for (const [what, bytes, manifest, message] of refused) {
    it(what, async () => {
      await assert.rejects(
        open(bytes, { ...fits, output: "score", ...manifest }),
        (error) => hasCode(error, "MODEL_INVALID") && message.test(error.message),
      );
    });
  }
});

function meanSquare(one: readonly number[], other: Float32Array): number {
  return one.reduce((sum, value, i) => sum + (value - other[i]!) ** 2, 0) / one.length;
}

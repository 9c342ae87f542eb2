/**
 * How fast an ONNX model is: `node bench/inference.ts`. An LSTM of 13 features, 30 windows and 32 hidden units that reconstructs its
 * input, as docs/dependencies.md has it; CPU time, since elapsed time is that of the machine's other work too.
 */

import { createHash } from "node:crypto";
import { OnnxModel } from "../inference/onnx-model.ts";
import { parseManifest } from "../models/onnx/manifest.ts";
import { nodeFeatures } from "../nodes/features.ts";
import { Random } from "../simulate/random.ts";
import { makeLstm, reconstructionModel } from "../test/inference/lstm.ts";

const windows = 30;
const bytes = reconstructionModel(makeLstm({ windows, features: nodeFeatures.length, hidden: 32, seed: "bench" }));
const manifest = parseManifest(
  JSON.stringify({
    name: "bench",
    version: "1",
    file: "bench.onnx",
    sha256: createHash("sha256").update(bytes).digest("hex"),
    features: nodeFeatures.map((name) => ({ name, mean: 0, deviation: 1 })),
    windows,
    output: "reconstruction",
    threshold: 10,
  }),
);

const began = process.cpuUsage();
const model = await OnnxModel.open(manifest, bytes, nodeFeatures);
const opened = cpuMs(began);
const random = new Random("bench");
const sequence = Float64Array.from({ length: windows * nodeFeatures.length }, () => random.normal());
const results = [];
for (const [count, runs] of [
  [1, 500],
  [64, 100],
  [1000, 10],
] as const) {
  const sequences = Array.from({ length: count }, () => sequence);
  await model.judge(sequences);
  const [before, since] = [process.cpuUsage(), performance.now()];
  for (let run = 0; run < runs; run++) await model.judge(sequences);
  results.push({
    sequences: count,
    "CPU ms": Number((cpuMs(before) / runs).toFixed(2)),
    "elapsed ms": Number(((performance.now() - since) / runs).toFixed(2)),
  });
}
await model.close();
console.log(
  `opened in ${Math.round(opened)} ms of CPU time, ${Math.round(process.memoryUsage.rss() / 1e6)} MB resident`,
);
console.table(results);

function cpuMs(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/**
 * What models cost in the topology: whole windows in, scored windows out, the stage `models` on the embedded log.
 *
 *   node bench/node-models.ts [--nodes 2000] [--windows 40]
 *
 * A trained forest of 100 trees, and an LSTM of 30 windows and 32 hidden units that reconstructs its input. Time is the
 * processor's, of this whole process: other work on the machine does not count, the embedded log's does.
 */

import { createHash } from "node:crypto";
import { parseArgs } from "node:util";
import type { ModelFiles } from "../inference/model-files.ts";
import { unavailable } from "../inference/model-files.ts";
import { NodeModels } from "../inference/node-models.ts";
import { Harness } from "../kit/harness.ts";
import { writeForestFile } from "../models/isolation-forest-file.ts";
import { trainIsolationForest } from "../models/trained-isolation-forest.ts";
import { nodeFeatures } from "../nodes/features.ts";
import { recentWindows } from "../nodes/models/recent-windows.ts";
import { defaultNodePolicy } from "../nodes/policy/policy.ts";
import { systemClock } from "../runtime/clock.ts";
import { Random } from "../simulate/random.ts";
import { silentLogger } from "../telemetry/logger.ts";
import { topology } from "../topology/builder.ts";
import { withNodePath } from "../topology/node-path.ts";
import { deadLetterTopic } from "../topology/topics.ts";
import { makeLstm, reconstructionModel } from "../test/inference/lstm.ts";
import { frameOf, ordinary, windowOf } from "../test/nodes/plain-windows.ts";

const { values: options } = parseArgs({
  options: { nodes: { type: "string", default: "2000" }, windows: { type: "string", default: "40" } },
});
const [nodes, windows] = [Number(options.nodes), Number(options.windows)];
const partitions = 4;
const kept = 30;

const random = new Random("bench");
const shelf = new Map([...forest(), ...lstm()]);
const files: ModelFiles = {
  async read(name) {
    return shelf.get(name) ?? Promise.reject(unavailable(name));
  },
  close() {},
};

const results = [];
for (const names of [[], ["forest.json"], ["lstm.json"], ["forest.json", "lstm.json"]]) {
  results.push({ models: names.join(", "), ...(await run(names)) });
}
console.table(results);
const state = recentWindows(kept).open();
const context = { key: "n", time: 0, source: { topic: "", partition: 0, offset: 0 }, tick: 0, trace: undefined };
for (let index = 0; index < kept; index++) state.process(windowOf("n", index, ordinary(random)), context, () => {});
console.log(`${state.snapshot().length} bytes of ${kept} windows of a node in a snapshot`);

async function run(names: readonly string[]) {
  const more = { mostWindows: kept, everyMs: 1000, clock: systemClock, logger: silentLogger };
  const advisor = new NodeModels({ files, names, ...more });
  await advisor.look();
  const declared = withNodePath(
    topology("nodes"),
    {
      sensors: ["metrics"],
      identity: { label: "node" },
      windows: { lengthMs: 10_000, graceMs: 5000, suspiciousPorts: new Set(), groups: [] },
      policy: defaultNodePolicy,
      maxEventBytes: 2 ** 20,
      provenance: undefined,
      models: { advisor, windows: kept },
    },
    deadLetterTopic("dead-letters"),
  ).only(["models"]);
  const harness = new Harness(declared, { partitions, fetchBytes: 2 ** 21 });
  await harness.tick(1);
  for (let index = 0; index < windows; index++) {
    for (let partition = 0; partition < partitions; partition++) {
      const own = Array.from({ length: nodes / partitions }, (_, i) =>
        windowOf(`node-${partition}-${i}`, index, ordinary(random)),
      );
      await harness.write("node-windows", [frameOf(own, partition)], { partition });
    }
  }
  const before = process.cpuUsage();
  harness.start();
  await harness.settled();
  const { user, system } = process.cpuUsage(before);
  await harness.close();
  await advisor.run(AbortSignal.abort());
  return { "µs of CPU a window": Math.round((user + system) / (nodes * windows)) };
}

function forest(): readonly (readonly [string, Uint8Array])[] {
  const values = Float64Array.from(Array.from({ length: 5000 }, () => Array.from(ordinary(random))).flat());
  const features = nodeFeatures.map((name) => ({ name, transform: "identity" }) as const);
  const training = { trees: 100, sampleSize: 256, seed: 1, contamination: 0.001 };
  const { parts } = trainIsolationForest({ values, size: nodeFeatures.length }, features, training);
  return [["forest.json", Buffer.from(writeForestFile(parts))]];
}

function lstm(): readonly (readonly [string, Uint8Array])[] {
  const shape = { windows: kept, features: nodeFeatures.length, hidden: 32, seed: "bench" };
  const bytes = reconstructionModel(makeLstm(shape));
  const manifest = {
    name: "lstm",
    version: "1",
    file: "lstm.onnx",
    sha256: createHash("sha256").update(bytes).digest("hex"),
    features: nodeFeatures.map((name) => ({ name, transform: "log1p", mean: 3, deviation: 3 })),
    windows: kept,
    output: "reconstruction",
    threshold: 1e9,
  };
  return [
    ["lstm.onnx", bytes],
    ["lstm.json", Buffer.from(JSON.stringify(manifest))],
  ];
}

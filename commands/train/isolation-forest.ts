/** `picket train isolation-forest`: an isolation forest of node health from recorded windows, to a file. */

import { writeFile } from "node:fs/promises";
import { z } from "zod";
import { integer, readableFile, someOf, text } from "../../config/kinds.ts";
import type { Kind } from "../../config/setting.ts";
import { bytes, format } from "../../console/terminal/units.ts";
import type { FeatureScale } from "../../models/feature-scaling.ts";
import { parseForestFile, writeForestFile } from "../../models/isolation-forest-file.ts";
import { mostTrees, usualForest } from "../../models/isolation-forest.ts";
import { mostRows } from "../../models/isolation-tree.ts";
import { trainIsolationForest } from "../../models/trained-isolation-forest.ts";
import { nodeFeatures } from "../../nodes/features.ts";
import { featureTraits } from "../../nodes/judge/feature-traits.ts";
import { option, readOptions } from "../options.ts";
import { requireWritable } from "../require-writable.ts";
import { processSurroundings, type Surroundings } from "../surroundings.ts";
import { table } from "../table.ts";
import { readTrainingData, type TrainingData } from "./training-data.ts";

/** As given on the command line. */
export interface TrainForestOptions {
  readonly data: string;
  readonly out: string;
  readonly features?: string;
  readonly trees?: string;
  readonly sampleSize?: string;
  /** The share of the windows that the threshold calls anomalous. */
  readonly contamination?: string;
  readonly seed?: string;
}

const share: Kind<number> = {
  expected: "a share from 0 to 0.5, such as 0.001",
  schema: z
    .string()
    .regex(/^0(\.\d{1,9})?$/)
    .transform(Number)
    .pipe(z.number().max(0.5)),
};

const shape = {
  data: option(readableFile),
  out: option(text),
  features: option(someOf(...nodeFeatures)),
  trees: option(integer(1, mostTrees)),
  sampleSize: option(integer(2, mostRows)),
  contamination: option(share),
  seed: option(integer(0, 2 ** 32 - 1)),
};

/**
 * @throws PicketError `SETTINGS_INVALID` for wrong options or a file that cannot be written, `TRAINING_DATA_INVALID`, with the
 *   line, for data that cannot be read.
 */
export async function trainForest(
  given: TrainForestOptions,
  { stdout }: Pick<Surroundings, "stdout"> = processSurroundings(),
): Promise<void> {
  const options = readOptions(shape, given);
  const { features: wanted = nodeFeatures, trees = usualForest.trees, sampleSize = usualForest.sampleSize } = options;
  const { contamination = 0.001, seed = 42 } = options;
  await requireWritable("--out", given.out);
  const data = await readTrainingData(given.data, wanted);
  const features = data.names.map(scaleOf);
  const trained = trainIsolationForest(data.rows, features, { trees, sampleSize, seed, contamination });
  const file = writeForestFile(trained.parts);
  await writeFile(given.out, file);
  const { version, parts } = parseForestFile(file);
  const written = `Wrote ${given.out}: version ${version}, ${format(Buffer.byteLength(file), bytes)}.`;
  const model = table([
    ["trees", `${trees} of ${parts.training.sampleSize} windows each, seed ${seed}`],
    ["threshold", `${parts.threshold.toFixed(4)}, which ${alarms(trained.scores, parts.threshold)} windows reach`],
    ["scores", scoreQuantiles(trained.scores)],
  ]);
  stdout.write([...describeData(data, wanted), "", model, "", written, ""].join("\n"));
}

function scaleOf(name: string): FeatureScale {
  const unit = featureTraits.find(({ feature }) => feature === name)?.unit;
  return unit === undefined ? { name, transform: "identity" } : { name, transform: "log1p", unit };
}

function describeData(
  { names, rows, missing, early, empty }: TrainingData,
  wanted: readonly string[],
): readonly string[] {
  const count = rows.values.length / rows.size;
  const absent = wanted.filter((name) => !names.includes(name));
  return [
    `${count} windows`,
    ...(early === 0 ? [] : [`left out: ${early} told early, which come again`]),
    ...(empty === 0 ? [] : [`left out: ${empty} without any of the features`]),
    ...(absent.length === 0 ? [] : [`in none of them, and so not in the model: ${absent.join(", ")}`]),
    "",
    table([
      ["FEATURE", "MISSING", "LEAST", "MEDIAN", "P99", "MOST"],
      ...names.map((name, feature) => [name, String(missing[feature]), ...spread(columnOf(rows, feature))]),
    ]),
  ];
}

function columnOf({ values, size }: TrainingData["rows"], feature: number): Float64Array {
  return values.filter((value, i) => i % size === feature && !Number.isNaN(value)).sort();
}

function spread(sorted: Float64Array): readonly string[] {
  const [least = NaN, most = NaN] = [sorted[0], sorted.at(-1)];
  const texts = [least, quantile(sorted, 0.5), quantile(sorted, 0.99), most].map((value) =>
    String(+value.toPrecision(3)),
  );
  return least === most ? [...texts, "never varies"] : texts;
}

function scoreQuantiles(scores: Float64Array): string {
  const sorted = scores.toSorted();
  return [0.5, 0.9, 0.99, 0.999, 1].map((level) => `P${100 * level} ${quantile(sorted, level).toFixed(4)}`).join(", ");
}

function quantile(sorted: Float64Array, level: number): number {
  return sorted[Math.max(0, Math.ceil(level * sorted.length) - 1)] ?? NaN;
}

function alarms(scores: Float64Array, threshold: number): string {
  const reached = scores.filter((score) => score >= threshold).length;
  return `${reached} of ${scores.length}`;
}

/** A trained isolation forest as a file: JSON that says what the model is, and its trees. */

import { createHash } from "node:crypto";
import { z } from "zod";
import { hasCode, PicketError } from "../errors/picket-error.ts";
import { IsolationForest, mostTrees } from "./isolation-forest.ts";
import type { TrainedForestParts } from "./trained-isolation-forest.ts";

/** What its `kind` is. */
export const forestFileKind = "picket-isolation-forest";
const format = 1;

const schema = z.strictObject({
  kind: z.literal(forestFileKind),
  format: z.number(),
  features: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        transform: z.enum(["identity", "log1p"]),
        unit: z.number().positive(),
        /** In the feature's own unit, before the transform. */
        usual: z.tuple([z.number(), z.number()]),
      }),
    )
    .min(1),
  training: z.strictObject({
    rows: z.int().min(2),
    trees: z.int().min(1).max(mostTrees),
    sampleSize: z.int().min(2),
    seed: z.int().min(0),
    contamination: z.number().min(0).max(0.5),
  }),
  threshold: z.number().min(0).max(1),
  /** The snapshot of the trees. */
  forest: z.base64(),
  /** Of all fields above. */
  sha256: z.hex(),
});

type ForestFile = z.output<typeof schema>;

export interface ReadForest {
  readonly parts: TrainedForestParts;
  /** The first digits of the hash, so that another model never has the same. */
  readonly version: string;
}

/** @throws RangeError where a feature is missing in all training rows. */
export function writeForestFile({ features, usual, training, threshold, forest }: TrainedForestParts): string {
  const { rows, trees, sampleSize, seed, contamination } = training;
  const unknown = features.filter((_, i) => Number.isNaN(usual.lows[i])).map(({ name }) => name);
  if (unknown.length > 0) throw new RangeError(`no training row has ${unknown.join(", ")}`);
  const body: Omit<ForestFile, "sha256"> = {
    kind: forestFileKind,
    format,
    features: features.map(({ name, transform, unit = 1 }, i) => ({
      name,
      transform,
      unit,
      usual: [usual.lows[i]!, usual.highs[i]!],
    })),
    training: { rows, trees, sampleSize, seed, contamination },
    threshold,
    forest: Buffer.from(forest.snapshot()).toString("base64"),
  };
  return `${JSON.stringify({ ...body, sha256: hashOf(body) }, null, 2)}\n`;
}

/** @throws PicketError `MODEL_INVALID` unless it is a whole and unchanged file of this version. */
export function parseForestFile(text: string): ReadForest {
  const { sha256, ...body } = parse(text);
  if (body.format !== format) throw invalid(`its format is ${body.format}, this version reads ${format}`);
  if (sha256 !== hashOf(body)) throw invalid("its hash does not match: it was changed, or is not whole");
  const { features, training, threshold } = body;
  const forest = restore(Buffer.from(body.forest, "base64"));
  if (forest.size !== features.length)
    throw invalid(`its trees are of ${forest.size} features, not ${features.length}`);
  const usual = {
    lows: Float64Array.from(features, (feature) => feature.usual[0]),
    highs: Float64Array.from(features, (feature) => feature.usual[1]),
  };
  return { parts: { features, usual, training, threshold, forest }, version: sha256.slice(0, versionDigits) };
}

const versionDigits = 12;

function parse(text: string): ForestFile {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw invalid(cause instanceof z.ZodError ? z.prettifyError(cause) : "it is no JSON", cause);
  }
}

function restore(snapshot: Buffer): IsolationForest {
  try {
    return IsolationForest.restore(snapshot);
  } catch (cause) {
    if (hasCode(cause, "SNAPSHOT_INVALID")) throw invalid(cause.message, cause);
    throw cause;
  }
}

/** Over the values in the order in which they are written. */
function hashOf(body: Omit<ForestFile, "sha256">): string {
  const { features, training, threshold, forest } = body;
  const { rows, trees, sampleSize, seed, contamination } = training;
  const values = [
    body.kind,
    body.format,
    features.map(({ name, transform, unit, usual }) => [name, transform, unit, usual]),
    [rows, trees, sampleSize, seed, contamination],
    threshold,
    forest,
  ];
  return createHash("sha256").update(JSON.stringify(values)).digest("hex");
}

function invalid(problem: string, cause?: unknown): PicketError {
  return new PicketError("MODEL_INVALID", `this is no model file of an isolation forest: ${problem}`, { cause });
}

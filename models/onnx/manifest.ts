/**
 * What stands beside an ONNX model: its name and version, the hash of its file, which features it wants on which scales, how
 * many windows make a sequence, what it answers, and from which score on a sequence is anomalous.
 */

import { createHash } from "node:crypto";
import { z } from "zod";
import { PicketError } from "../../errors/picket-error.ts";
import { unscaled, type FeatureScale } from "../feature-scaling.ts";

export interface OnnxFeature {
  readonly scale: FeatureScale;
  /** What stands for a missing value: the middle of what is usual, on the model's scale. */
  readonly middle: number;
  /** What is usual, in the feature's own unit. */
  readonly usualLow: number;
  readonly usualHigh: number;
}

export interface OnnxManifest {
  readonly name: string;
  readonly version: string;
  /** Of the model, beside the manifest. */
  readonly file: string;
  /** Of that file. */
  readonly sha256: string;
  /** F, in the order of the model's input. */
  readonly features: readonly OnnxFeature[];
  /** T, the windows of a sequence. */
  readonly windows: number;
  /** `score`: [N] or [N, 1], higher is stranger. `reconstruction`: [N, T, F], and its mean squared error is the score. */
  readonly output: "score" | "reconstruction";
  readonly threshold: number;
}

const common = {
  name: z.string().min(1),
  transform: z.enum(["identity", "log1p"]).default("identity"),
  unit: z.number().positive().default(1),
};

/** After the transform: either x less its mean, in standard deviations, or x from 0 at `min` to 1 at `max`. */
const feature = z.union([
  z.strictObject({ ...common, mean: z.number(), deviation: z.number().positive() }),
  z
    .strictObject({ ...common, min: z.number(), max: z.number() })
    .refine(({ min, max }) => min < max, "min is not below max"),
]);

/** Names of files and of objects in a store, which lead nowhere else. */
const modelFileName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/;

const schema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{0,62}$/),
  version: z.string().regex(/^[!-~]{1,64}$/),
  file: z.string().regex(modelFileName),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  features: z
    .array(feature)
    .min(1)
    .refine((features) => new Set(features.map(({ name }) => name)).size === features.length, "a feature comes twice"),
  windows: z.int().min(1).max(10_000),
  output: z.enum(["score", "reconstruction"]),
  threshold: z.number(),
});

/** @throws PicketError `MODEL_INVALID` that lists what is wrong. */
export function parseManifest(text: string): OnnxManifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new PicketError("MODEL_INVALID", "the manifest is no JSON", { cause });
  }
  const { data, error } = schema.safeParse(json);
  if (error !== undefined) throw new PicketError("MODEL_INVALID", `the manifest is wrong:\n${z.prettifyError(error)}`);
  return { ...data, features: data.features.map(onnxFeature) };
}

/** @throws PicketError `MODEL_INVALID` unless `bytes` are the file that the manifest means. */
export function checkHash({ name, file, sha256 }: OnnxManifest, bytes: Uint8Array): void {
  const found = createHash("sha256").update(bytes).digest("hex");
  if (found === sha256) return;
  throw new PicketError(
    "MODEL_INVALID",
    `the model ${name} does not fit: ${file} is not the file that the manifest means`,
    {
      context: { model: name, expected: sha256, got: found },
    },
  );
}

function onnxFeature(given: z.output<typeof feature>): OnnxFeature {
  const { name, transform, unit } = given;
  const [center, divisor, middle, low, high] =
    "mean" in given
      ? [given.mean, given.deviation, 0, -usualDeviations, usualDeviations]
      : [given.min, given.max - given.min, 0.5, 0, 1];
  const scale = { name, transform, unit, center, divisor };
  return { scale, middle, usualLow: unscaled(scale, low), usualHigh: unscaled(scale, high) };
}

const usualDeviations = 2;

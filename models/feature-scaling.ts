/** How a model wants each of its features: which ones, in which order, on which scale. */

import { PicketError } from "../errors/picket-error.ts";

/** `log1p` is for what spans orders of magnitude, such as bytes a second: ln(1 + x / unit). */
export type Transform = "identity" | "log1p";

export interface FeatureScale {
  readonly name: string;
  readonly transform: Transform;
  /** Of a logarithm: what is less hardly counts. Default 1. */
  readonly unit?: number;
  /** Taken away after the transform. Default 0. */
  readonly center?: number;
  /** Divides what is then left. Default 1. */
  readonly divisor?: number;
}

/**
 * Writes a model's features to `out` from position `at` on: in the model's order, scaled, NaN for what is missing, infinite,
 * or negative where the transform is a logarithm.
 *
 * @param available the names of what will be given, in order.
 * @throws PicketError `MODEL_INVALID` when a feature of the model is not among them.
 */
export function featureReader(
  features: readonly FeatureScale[],
  available: readonly string[],
): (given: Float64Array, out: Float64Array, at?: number) => void {
  const places = features.map(({ name }) => available.indexOf(name));
  const unknown = features.filter((_, i) => places[i] === -1).map(({ name }) => name);
  if (unknown.length > 0) {
    throw new PicketError(
      "MODEL_INVALID",
      `the model asks for features that are not measured: ${unknown.join(", ")}. There are ${available.join(", ")}.`,
    );
  }
  return (given, out, at = 0) => {
    for (let i = 0; i < features.length; i++) out[at + i] = scaled(features[i]!, given[places[i]!]!);
  };
}

function scaled({ transform, unit = 1, center = 0, divisor = 1 }: FeatureScale, value: number): number {
  if (!Number.isFinite(value)) return NaN;
  if (transform === "identity") return (value - center) / divisor;
  return value < 0 ? NaN : (Math.log1p(value / unit) - center) / divisor;
}

/** The value in the feature's own unit. */
export function unscaled({ transform, unit = 1, center = 0, divisor = 1 }: FeatureScale, value: number): number {
  const transformed = value * divisor + center;
  return transform === "identity" ? transformed : Math.expm1(transformed) * unit;
}

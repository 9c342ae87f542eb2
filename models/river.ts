/**
 * The pipelines that agree with River 0.22: scaler, then quantile filter, then half-space trees or one-class SVM, with the
 * parameters of InfraSight.
 */

import type { ActiveSet } from "./active-set.ts";
import { HalfSpaceForest } from "./half-space-forest.ts";
import { HalfSpaceTrees } from "./half-space-trees.ts";
import { MinMaxScaler } from "./min-max-scaler.ts";
import type { AnomalyModel, Scaler } from "./model.ts";
import { OneClassSvm } from "./one-class-svm.ts";
import { PSquareQuantile } from "./p-square-quantile.ts";
import { QuantileFilter } from "./quantile-filter.ts";
import { ScaledFilter } from "./scaled-filter.ts";
import { ScatteredTrees } from "./scattered-trees.ts";
import { StandardScaler } from "./standard-scaler.ts";

const treesLevel = 0.95;
const nu = 0.2;

/** @param names of the features, in the order of a model's vector: River draws from them sorted by name. */
export function riverForest(names: readonly string[]): HalfSpaceForest {
  const featureOrder = names.map((_, i) => i).sort((a, b) => (names[a]! < names[b]! ? -1 : 1));
  return new HalfSpaceForest({ trees: 25, height: 8, seed: 42, featureOrder });
}

/** Half-space trees over all features of the forest. */
export function riverTrees(forest: HalfSpaceForest): ScaledFilter {
  const filter = new QuantileFilter(new HalfSpaceTrees(forest), new PSquareQuantile(treesLevel));
  return new ScaledFilter(new MinMaxScaler(forest.shape.featureOrder.length), filter);
}

export function restoreRiverTrees(snapshot: Uint8Array, forest: HalfSpaceForest): ScaledFilter {
  return restored(snapshot, restoreMinMax, (bytes) => HalfSpaceTrees.restore(bytes, forest));
}

/** Half-space trees over sparse features; vectors hold the slots of `active`. */
export function riverSparseTrees(forest: HalfSpaceForest, active: ActiveSet): ScaledFilter {
  const filter = new QuantileFilter(new ScatteredTrees(active, forest), new PSquareQuantile(treesLevel));
  return new ScaledFilter(new MinMaxScaler(active.numbers.length), filter);
}

export function restoreRiverSparseTrees(
  snapshot: Uint8Array,
  forest: HalfSpaceForest,
  active: ActiveSet,
): ScaledFilter {
  return restored(snapshot, restoreMinMax, (bytes) => ScatteredTrees.restore(bytes, active, forest));
}

/** @param level of the quantile that is the threshold: 0.99 per container, 0.95 for the fleet. */
export function riverSvm(size: number, level: number): ScaledFilter {
  const filter = new QuantileFilter(new OneClassSvm(size, nu), new PSquareQuantile(level));
  return new ScaledFilter(new StandardScaler(size), filter);
}

export function restoreRiverSvm(snapshot: Uint8Array): ScaledFilter {
  return restored(snapshot, restoreStandard, (bytes) => OneClassSvm.restore(bytes));
}

const restoreMinMax = (bytes: Uint8Array): Scaler => MinMaxScaler.restore(bytes);
const restoreStandard = (bytes: Uint8Array): Scaler => StandardScaler.restore(bytes);

function restored(
  snapshot: Uint8Array,
  restoreScaler: (bytes: Uint8Array) => Scaler,
  restoreModel: (bytes: Uint8Array) => AnomalyModel,
): ScaledFilter {
  return ScaledFilter.restore(snapshot, restoreScaler, (bytes) => QuantileFilter.restore(bytes, restoreModel));
}

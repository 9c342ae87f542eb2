/** Every model of models/, as the suite sees it. A model that is missing here fails test/models/models.test.ts. */

import { ActiveSet } from "../../models/active-set.ts";
import { HalfSpaceForest } from "../../models/half-space-forest.ts";
import { HalfSpaceTrees } from "../../models/half-space-trees.ts";
import { IsolationForest } from "../../models/isolation-forest.ts";
import { MinMaxScaler } from "../../models/min-max-scaler.ts";
import type { AnomalyModel, OnlineModel, Scaler } from "../../models/model.ts";
import { OneClassSvm } from "../../models/one-class-svm.ts";
import { PSquareQuantile } from "../../models/p-square-quantile.ts";
import { QuantileFilter } from "../../models/quantile-filter.ts";
import { restoreRiverSparseTrees, riverForest, riverSparseTrees } from "../../models/river.ts";
import { restoreRiverSvm, restoreRiverTrees, riverSvm, riverTrees } from "../../models/river.ts";
import { RunningMoments } from "../../models/running-moments.ts";
import { ScaledFilter } from "../../models/scaled-filter.ts";
import { ScatteredTrees } from "../../models/scattered-trees.ts";
import { ScoreTail } from "../../models/score-tail.ts";
import { StandardScaler } from "../../models/standard-scaler.ts";
import { StreamingIsolationForest, type StreamingForestOptions } from "../../models/streaming-isolation-forest.ts";
import type { LiveModel, Subject } from "./suite.ts";

export interface Registered extends Subject {
  readonly covers: unknown;
}

/** Classes with snapshots that are no models, and why. */
export const notModels: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  [ActiveSet, "an index of features; active-set.test.ts tests it"],
  [IsolationForest, "learns all at once, not row by row; isolation-forest.test.ts tests it"],
]);

const size = 9;
const treesBytes = 20_000;
const forest = riverForest(Array.from({ length: size }, (_, i) => `feature-${i}`));
const wideForest = riverForest(Array.from({ length: 500 }, (_, i) => String(i)));
const smallForest = new HalfSpaceForest({ trees: 3, height: 4, seed: 7, featureOrder: [2, 0, 1] });
const active = new ActiveSet();
active.spread(
  { length: size, numbers: Uint16Array.of(0, 1, 2, 3, 9, 60, 257, 302, 499), counts: new Float64Array(size).fill(1) },
  new Float64Array(size),
  () => {},
);
const streaming: StreamingForestOptions = {
  features: Array.from({ length: size }, (_, i) => ({ name: `feature-${i}`, transform: i < 3 ? "identity" : "log1p" })),
  trees: 10,
  sampleSize: 32,
  seed: 42,
  capacity: 100,
  memory: 250,
  falseAlarms: 0.02,
};

export const registry: readonly Registered[] = [
  {
    name: "running moments",
    covers: RunningMoments,
    size,
    maxBytes: 200,
    open: (snapshot) => {
      const moments = snapshot ? RunningMoments.restore(snapshot) : new RunningMoments(size);
      return live(moments, () => [moments.count, ...moments.means, ...moments.variances]);
    },
  },
  {
    name: "standard scaler",
    covers: StandardScaler,
    size,
    maxBytes: 200,
    open: (snapshot) => scaling(snapshot ? StandardScaler.restore(snapshot) : new StandardScaler(size)),
  },
  {
    name: "min-max scaler",
    covers: MinMaxScaler,
    size,
    maxBytes: 400,
    open: (snapshot) => scaling(snapshot ? MinMaxScaler.restore(snapshot) : new MinMaxScaler(size)),
  },
  {
    name: "P-square quantile",
    covers: PSquareQuantile,
    size: 2,
    maxBytes: 200,
    open: (snapshot) => {
      const quantile = snapshot ? PSquareQuantile.restore(snapshot) : new PSquareQuantile(0.95);
      return {
        byteLength: quantile.byteLength,
        learn: (x) => quantile.learnOne(x[0]! + x[1]!),
        ask: () => [quantile.value ?? -1],
        snapshot: () => quantile.snapshot(),
      };
    },
  },
  {
    name: "score tail",
    covers: ScoreTail,
    size: 2,
    maxBytes: 20_000,
    open: (snapshot) => {
      const tail = snapshot ? ScoreTail.restore(snapshot) : new ScoreTail({ share: 0.05, halfLife: 100 });
      return {
        byteLength: tail.byteLength,
        learn: (x) => tail.learnOne((x[0]! + x[1]!) / (1 + x[0]! + x[1]!)),
        ask: () => [Math.min(tail.threshold, 2)],
        snapshot: () => tail.snapshot(),
      };
    },
  },
  {
    name: "streaming isolation forest",
    covers: StreamingIsolationForest,
    size,
    maxBytes: 80_000,
    maxSnapshotBytes: 60_000,
    learnsHoles: true,
    open: (snapshot) => {
      const forest = snapshot
        ? StreamingIsolationForest.restore(snapshot, streaming)
        : new StreamingIsolationForest(streaming);
      return live(forest, (x) => [
        forest.scoreOne(x),
        Math.min(forest.threshold, 2),
        ...forest.explain(x),
        ...forest.reasons(x).flatMap(({ value, usualLow, usualHigh, share }) => [value, usualLow, usualHigh, share]),
      ]);
    },
  },
  {
    name: "half-space trees",
    covers: HalfSpaceTrees,
    size,
    maxBytes: treesBytes,
    open: (snapshot) => scoring(snapshot ? HalfSpaceTrees.restore(snapshot, forest) : new HalfSpaceTrees(forest)),
  },
  {
    name: "half-space trees of another shape",
    covers: HalfSpaceTrees,
    size: 3,
    maxBytes: 200,
    open: (snapshot) =>
      scoring(snapshot ? HalfSpaceTrees.restore(snapshot, smallForest) : new HalfSpaceTrees(smallForest)),
  },
  {
    name: "scattered trees",
    covers: ScatteredTrees,
    size,
    maxBytes: treesBytes,
    open: (snapshot) =>
      scoring(snapshot ? ScatteredTrees.restore(snapshot, active, wideForest) : new ScatteredTrees(active, wideForest)),
  },
  {
    name: "one-class SVM",
    covers: OneClassSvm,
    size,
    maxBytes: 100,
    open: (snapshot) => scoring(snapshot ? OneClassSvm.restore(snapshot) : new OneClassSvm(size, 0.2)),
  },
  {
    name: "quantile filter",
    covers: QuantileFilter,
    size,
    maxBytes: 300,
    open: (snapshot) => {
      const filter = snapshot
        ? QuantileFilter.restore(snapshot, (bytes) => OneClassSvm.restore(bytes))
        : new QuantileFilter(new OneClassSvm(size, 0.2), new PSquareQuantile(0.95));
      return live(filter, (x) => [...judged(filter, x), ...filter.explain(x, new Float64Array(size))]);
    },
  },
  {
    name: "river's trees",
    covers: ScaledFilter,
    size,
    maxBytes: treesBytes + 1000,
    open: (snapshot) => filtering(snapshot ? restoreRiverTrees(snapshot, forest) : riverTrees(forest)),
  },
  {
    name: "river's trees over sparse features",
    covers: ScaledFilter,
    size,
    maxBytes: treesBytes + 1000,
    open: (snapshot) =>
      filtering(
        snapshot ? restoreRiverSparseTrees(snapshot, wideForest, active) : riverSparseTrees(wideForest, active),
      ),
  },
  {
    name: "river's SVM",
    covers: ScaledFilter,
    size,
    maxBytes: 600,
    open: (snapshot) => filtering(snapshot ? restoreRiverSvm(snapshot) : riverSvm(size, 0.99)),
  },
];

type Learner = Pick<OnlineModel, "byteLength" | "snapshot"> & { learnOne(x: Float64Array): unknown };

function live(model: Learner, ask: LiveModel["ask"]): LiveModel {
  return {
    get byteLength() {
      return model.byteLength;
    },
    learn: (x) => model.learnOne(x),
    ask,
    snapshot: () => model.snapshot(),
  };
}

function scaling(scaler: Scaler): LiveModel {
  const out = new Float64Array(scaler.size);
  return live(scaler, (x) => {
    scaler.transformOne(x, out);
    return [...out, scaler.mean(1), scaler.deviation(1)];
  });
}

function scoring(model: AnomalyModel): LiveModel {
  const usual = new Float64Array(model.size).fill(0.5);
  return live(model, (x) => [model.scoreOne(x), ...model.explain(x, usual)]);
}

function filtering(filter: ScaledFilter): LiveModel {
  return live(filter, (x) => [...judged(filter, x), ...filter.explain(x)]);
}

function judged(filter: Pick<ScaledFilter, "scoreOne" | "threshold" | "classify">, x: Float64Array): readonly number[] {
  const score = filter.scoreOne(x);
  return [score, filter.threshold === Infinity ? -1 : filter.threshold, filter.classify(score) ? 1 : 0];
}

/** The detectors that Picket brings for eBPF events: resources per container, resources of the fleet, syscalls per container. */

import { ActiveSet } from "../../models/active-set.ts";
import {
  restoreRiverSparseTrees,
  restoreRiverSvm,
  restoreRiverTrees,
  riverForest,
  riverSparseTrees,
  riverSvm,
  riverTrees,
} from "../../models/river.ts";
import { resourceFeatures, syscallCount, type EbpfEvent } from "../../sources/ebpf/event.ts";
import type { Detector } from "../detector.ts";
import { resourceMeasurements, SyscallFrequencies, type Features } from "./features.ts";
import { LearningState, type Recipe } from "./learning-state.ts";
import { severityOfSvm, severityOfTrees } from "./severity.ts";
import type { WarmUpLimits } from "./warm-up.ts";

export const detectorNames = ["resource-per-container", "resource-global", "syscall-per-container"] as const;
export type DetectorName = (typeof detectorNames)[number];

/** `hst`: half-space trees; `ocsvm`: one-class SVM. */
export const modelNames = ["hst", "ocsvm"] as const;
export type ModelName = (typeof modelNames)[number];

/** `river`: thresholds and decisions of River 0.22 with InfraSight's parameters. */
const profileNames = ["river"] as const;
export type ProfileName = (typeof profileNames)[number];

export interface DetectorOptions {
  readonly model: ModelName;
  readonly profile: ProfileName;
  readonly warmup: WarmUpLimits;
}

/** All three, in the order of `detectorNames`. Grows the trees (some milliseconds), does no I/O. */
export function builtInDetectors(options: DetectorOptions): readonly Detector<EbpfEvent>[] {
  const { model } = options;
  return [
    detector("resource-per-container", "container", "resource", options, resourceModel(model, 0.99)),
    detector("resource-global", "global", "resource", options, resourceModel(model, 0.95)),
    detector("syscall-per-container", "container", "syscalls", options, syscallModel(model)),
  ];
}

/** The part of a recipe that depends on the model. */
type RecipeModel<F extends Features> = Omit<Recipe<F>, "snapshotName" | "scope" | "warmUp">;

function detector<F extends Features>(
  name: DetectorName,
  scope: Detector<EbpfEvent>["scope"],
  kind: EbpfEvent["kind"],
  { model, profile, warmup }: DetectorOptions,
  recipeModel: RecipeModel<F>,
): Detector<EbpfEvent> {
  const recipe: Recipe<F> = { snapshotName: `${name}/${model}/${profile}`, scope, warmUp: warmup, ...recipeModel };
  return Object.freeze<Detector<EbpfEvent>>({
    name,
    model,
    profile,
    version: `1 ${JSON.stringify(warmup)}`,
    scope,
    reads: kind,
    accepts: (event) => event.kind === kind,
    open: () => LearningState.open(recipe),
    restore: (snapshot) => LearningState.restore(snapshot, recipe),
  });
}

/** @param level of the SVM's quantile; that of the trees is the same for all detectors. */
function resourceModel(model: ModelName, level: number): RecipeModel<Features> {
  const features = { openFeatures: () => resourceMeasurements, restoreFeatures: () => resourceMeasurements };
  if (model === "ocsvm") {
    return {
      ...features,
      severityOf: severityOfSvm,
      openModel: () => riverSvm(resourceFeatures.length, level),
      restoreModel: restoreRiverSvm,
    };
  }
  const forest = riverForest(resourceFeatures);
  return {
    ...features,
    severityOf: severityOfTrees,
    openModel: () => riverTrees(forest),
    restoreModel: (snapshot) => restoreRiverTrees(snapshot, forest),
  };
}

/** Trees over syscalls are River's over all 500 features, although a state keeps only those that were ever set. */
function syscallModel(model: ModelName): RecipeModel<SyscallFrequencies> {
  const features = {
    openFeatures: () => new SyscallFrequencies(),
    restoreFeatures: (snapshot: Uint8Array) => new SyscallFrequencies(ActiveSet.restore(snapshot)),
  };
  if (model === "ocsvm") {
    return {
      ...features,
      severityOf: severityOfSvm,
      openModel: ({ active }) => riverSvm(active.numbers.length, 0.99),
      restoreModel: restoreRiverSvm,
    };
  }
  const forest = riverForest(Array.from({ length: syscallCount }, (_, number) => String(number)));
  return {
    ...features,
    severityOf: severityOfTrees,
    openModel: ({ active }) => riverSparseTrees(forest, active),
    restoreModel: (snapshot, { active }) => restoreRiverSparseTrees(snapshot, forest, active),
  };
}

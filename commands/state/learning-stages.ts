/** The stages that keep states, as the present settings make them. */

import type { Settings } from "../../config/settings.ts";
import { fingerprintOf } from "../../runtime/fingerprint.ts";
import { stageNames } from "../../config/processing.ts";
import type { Topology } from "../../topology/builder.ts";
import type { Detector } from "../../topology/detector.ts";
import { detectorsOf } from "../../topology/nodes.ts";
import { declaredTopology } from "../declared-topology.ts";

export interface LearningStage {
  readonly fingerprint: string;
  readonly detectors: readonly Detector<unknown>[];
}

/** By the stages' names. */
export async function learningStages(settings: Settings): Promise<ReadonlyMap<string, LearningStage>> {
  const { stages } = await wholeTopology(settings);
  const learning = stages
    .map((stage) => [stage.name, detectorsOf(stage)] as const)
    .filter(([, detectors]) => detectors.length > 0);
  const { forgetAfterMs } = settings.state;
  return new Map(
    learning.map(([name, detectors]) => [name, { detectors, fingerprint: fingerprintOf(detectors, forgetAfterMs) }]),
  );
}

/** With all stages, whichever of them this process would run: their states lie in one store. */
export function wholeTopology(settings: Settings): Promise<Topology> {
  return declaredTopology({ ...settings, processing: { ...settings.processing, stages: stageNames } });
}

/** The stages that keep states, as the present settings make them. */

import type { Settings } from "../../config/settings.ts";
import { fingerprintOf } from "../../runtime/fingerprint.ts";
import { stageNames } from "../../config/processing.ts";
import type { Topology } from "../../topology/builder.ts";
import { keepersOf } from "../../topology/nodes.ts";
import { declaredTopology } from "../declared-topology.ts";

export interface LearningStage {
  readonly fingerprint: string;
  readonly keepers: ReturnType<typeof keepersOf>;
}

/** By the stages' names. */
export async function learningStages(settings: Settings): Promise<ReadonlyMap<string, LearningStage>> {
  const { stages } = await wholeTopology(settings);
  const learning = stages
    .map((stage) => [stage.name, keepersOf(stage)] as const)
    .filter(([, keepers]) => keepers.length > 0);
  const { forgetAfterMs } = settings.state;
  return new Map(
    learning.map(([name, keepers]) => [name, { keepers, fingerprint: fingerprintOf(keepers, forgetAfterMs) }]),
  );
}

/** With all stages, whichever of them this process would run: their states lie in one store. */
export function wholeTopology(settings: Settings): Promise<Topology> {
  return declaredTopology({ ...settings, processing: { ...settings.processing, stages: stageNames } });
}

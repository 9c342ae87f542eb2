/** Which stages of a topology keep pace: those on the way to a topic where what was told of one time meets. */

import type { StageNode } from "../topology/nodes.ts";
import type { InternalTopic } from "../topology/topics.ts";
import type { Clock } from "./clock.ts";
import { Pace } from "./pace.ts";
import { PacedFollower } from "./paced-follower.ts";
import { PacedSource } from "./paced-source.ts";
import type { Pacing } from "./pacing.ts";
import { sourceTopicsOf } from "./topics.ts";

/** @param stages that this process runs: it cannot wait for those of others. @returns by name of the stage. */
export function pacingsOf(stages: readonly StageNode[], clock: Clock): ReadonlyMap<string, Pacing> {
  const pacings = new Map<string, PacedSource | PacedFollower>();
  for (const topic of new Set(stages.flatMap(forwardedBy))) {
    if (topic.leadMs === undefined) continue;
    const pace = new Pace(topic.leadMs, clock);
    const keepPace = (stage: StageNode): PacedSource | PacedFollower | undefined => {
      const followed = stages.filter((one) => forwardedBy(one).some((to) => sourceTopicsOf(stage).includes(to)));
      const isSource = sourceTopicsOf(stage).every(({ role }) => role === "input");
      if (!isSource && followed.length === 0) return undefined;
      const pacing =
        pacings.get(stage.name) ??
        (isSource
          ? new PacedSource(pace)
          : new PacedFollower(
              pace,
              followed.flatMap((one) => keepPace(one)?.standing ?? []),
            ));
      pacings.set(stage.name, pacing);
      return pacing;
    };
    for (const stage of stages) if (forwardedBy(stage).includes(topic)) keepPace(stage);
  }
  return pacings;
}

function forwardedBy({ ends }: StageNode): readonly InternalTopic[] {
  return ends.flatMap((end) => (end.kind === "forward" ? [end.topic] : []));
}

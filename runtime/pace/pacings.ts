/** Which stages of a topology keep pace: those on the way to a topic where what was told of one time meets. */

import type { Logger } from "../../telemetry/logger.ts";
import type { StageNode } from "../../topology/nodes.ts";
import type { InternalTopic } from "../../topology/topics.ts";
import type { Clock } from "../clock.ts";
import { Pace } from "./pace.ts";
import { PacedFollower } from "./paced-follower.ts";
import { PacedSource } from "./paced-source.ts";
import type { Pacing } from "./pacing.ts";
import { sourceTopicsOf } from "../topics.ts";

type Paced = PacedSource | PacedFollower;

/** @param stages that this process runs: it cannot wait for those of others. @returns by name of the stage. */
export function pacingsOf(
  stages: readonly StageNode[],
  options: { readonly clock: Clock; readonly logger: Logger },
): ReadonlyMap<string, Pacing> {
  const pacings = new Map<string, Paced>();
  for (const topic of new Set(stages.flatMap(forwardedBy))) {
    if (topic.leadMs === undefined) continue;
    const pace = new Pace(topic.leadMs, options);
    const before = (to: InternalTopic): readonly Paced[] =>
      stages.filter((stage) => forwardedBy(stage).includes(to)).flatMap((stage) => pacingOf(stage) ?? []);
    const pacingOf = (stage: StageNode): Paced | undefined => {
      const known = pacings.get(stage.name);
      if (known) return known;
      const followed = sourceTopicsOf(stage).flatMap((from) => (from.role === "internal" ? before(from) : []));
      const isSource = sourceTopicsOf(stage).every(({ role }) => role === "input");
      if (!isSource && followed.length === 0) return undefined;
      const standings = followed.map(({ standing }) => standing);
      const pacing = isSource ? new PacedSource(stage.name, pace) : new PacedFollower(stage.name, pace, standings);
      pacings.set(stage.name, pacing);
      return pacing;
    };
    before(topic);
  }
  return pacings;
}

function forwardedBy({ ends }: StageNode): readonly InternalTopic[] {
  return ends.flatMap((end) => (end.kind === "forward" ? [end.topic] : []));
}

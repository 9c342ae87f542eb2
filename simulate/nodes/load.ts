/** How busy a node is at a time, as a multiple of the ordinary. */

import type { NodeGroup } from "./group.ts";

/** The hour of the day, and, in the first seconds of each minute, the jobs that begin then. Mean over a day about 1. */
export function loadAt(group: NodeGroup, time: number): number {
  return hours(group, time) * jobs(group, time);
}

/** The most that `loadAt` can be. */
export function greatestLoad(group: NodeGroup): number {
  return (1 + group.daily) * (1 + group.jobs * (1 - jobShare));
}

function hours({ daily, busiestHour }: NodeGroup, time: number): number {
  return 1 + daily * Math.cos(2 * Math.PI * (time / dayMs - busiestHour / 24));
}

function jobs({ jobs }: NodeGroup, time: number): number {
  return 1 - jobShare * jobs + (time % minuteMs < jobMs ? jobs : 0);
}

const dayMs = 86_400_000;
const minuteMs = 60_000;
/** How long the jobs of a minute take. */
const jobMs = 12_000;
const jobShare = jobMs / minuteMs;

/** What windows are made by. */

import { matchesName } from "../../config/name-pattern.ts";

export interface WindowSettings {
  readonly lengthMs: number;
  /** How long after its end a window stays open for what comes out of order. */
  readonly graceMs: number;
  /** Ports that miners and reverse shells use. */
  readonly suspiciousPorts: ReadonlySet<number>;
  /** The first whose pattern (`*` stands for any characters) matches a node's name says its group. */
  readonly groups: readonly NodeGroup[];
}

export interface NodeGroup {
  readonly pattern: string;
  readonly group: string;
}

/**
 * For how long a sensor that is behind, or quiet, may hold the windows of a node back, and how long it may be quiet before its
 * counts of nothing are not zero but missing, in ms.
 */
export const longestDelay = 60_000;

/**
 * How far behind the quickest sensor one may be that catches up, in ms of event time. After a pause each topic is read by its own
 * stage, some minutes at a time; windows that are open so long take memory.
 */
export const longestCatchUp = 600_000;

/**
 * For how long the windows of a node that is new wait for sensors that have said nothing of it yet, in ms: they may be read by
 * another instance, which is behind.
 */
export const firstDelay = 10_000;

/** How long a node that says nothing goes on to have windows, which are empty, in ms. */
export const quietTime = 120_000;

/** Two samples of a series further apart measure nothing between them, in ms: three scrapes a minute apart may fail. */
export const longestGap = 180_000;

/** The group of nodes that no pattern matches. */
const otherNodes = "all";

export function groupOf(node: string, groups: readonly NodeGroup[]): string {
  return groups.find(({ pattern }) => matchesName(pattern, node))?.group ?? otherNodes;
}

/** Names the settings in versions: windows of others mean something else. */
export function settingsVersion({ lengthMs, graceMs, suspiciousPorts, groups }: WindowSettings): string {
  const ports = [...suspiciousPorts].toSorted((one, other) => one - other);
  return JSON.stringify([lengthMs, graceMs, ports, groups.map(({ pattern, group }) => [pattern, group])]);
}

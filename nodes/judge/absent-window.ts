/** The window that did not come: said in its place of a node whose sensors are silent. */

import { nodeFeatures } from "../features.ts";
import type { NodeWindow } from "../window.ts";
import type { WatchedNode } from "./watched-node.ts";

/** So many in a row are enough for every policy. */
const most = 6;
/** Windows come late by their grace, and by what slow sensors hold them back. */
const lateWindows = 3;

/**
 * @param unheard how long the node has sent no window, ms.
 * @returns `undefined` where none is missing, or the node's silence is not its own.
 */
export function absentWindow(
  { name, newestStart, newestEnd, absent, watches }: WatchedNode,
  unheard: number,
  group: string,
): NodeWindow | undefined {
  const length = newestEnd - newestStart;
  const isBlamed = [...watches.values()].some((watch) => watch.standing === "blamed");
  if (!isBlamed || absent >= most || unheard < (absent + lateWindows) * length) return undefined;
  const start = newestEnd + absent * length;
  return {
    node: name,
    group,
    start,
    end: start + length,
    isEarly: false,
    features: new Float64Array(nodeFeatures.length).fill(NaN),
    missing: [],
    sensors: [...watches].map(([sensor, { lastSeen }]) => ({
      sensor,
      count: 0,
      lastSeen,
      lost: 0,
      isThrottled: false,
    })),
    indicators: [],
    anomalousContainers: [],
    traces: [],
    late: 0,
  };
}

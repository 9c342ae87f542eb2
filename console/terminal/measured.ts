/** What was measured in a window of a node, for people: what is zero is left out. */

import { whole } from "./units.ts";
import { visible } from "./visible.ts";

/** `avg_cpu 0.427, net_bytes_in 1,385,340`; empty where nothing is told. */
export function measuredText(features: Iterable<readonly [name: string, value: number]>): string {
  return [...features]
    .filter(([, value]) => value !== 0)
    .map(([name, value]) => `${visible(name)} ${value < 10 ? Number(value.toFixed(3)) : whole(Math.round(value))}`)
    .join(", ");
}

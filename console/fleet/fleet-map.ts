/** A fleet on one screen: a line for each zone with a mark for each node, and below it what is the matter where. */

import { formatSpan } from "../../config/span.ts";
import type { Fleet, FleetNode } from "../../enforcer/cluster/fleet.ts";
import type { Palette } from "../terminal/palette.ts";
import { whole } from "../terminal/units.ts";
import { visible } from "../terminal/visible.ts";
import { countStates, type NodeState, nodeState, nodeStates } from "./node-state.ts";

export interface MapOptions {
  /** In ms since the epoch. */
  readonly now: number;
  readonly palette: Palette;
  /** The label that says where a node is. */
  readonly zoneLabel?: string;
}

interface Spot {
  readonly node: FleetNode;
  readonly state: NodeState;
}

/** So many marks in a line, and so many nodes below the map. */
const [widest, mostNodes] = [60, 20];

/**
 * Several lines without a last newline:
 *
 *     5 nodes: 3 ready, 1 quarantined, 1 cordoned by others
 *     zone-a  ..Q
 *     zone-b  .C
 *
 *     Q worker-3  quarantined for 12m, at most 3h48m more: a miner and a silent sensor
 *     C worker-5  cordoned by others
 */
export function fleetMap(fleet: Fleet, options: MapOptions): string {
  const { palette, zoneLabel = "topology.kubernetes.io/zone" } = options;
  const spots = [...fleet.nodes.values()]
    .sort((one, other) => byName.compare(one.name, other.name))
    .map((node): Spot => ({ node, state: nodeState(node, fleet.quarantines.get(node.name)) }));
  const zones = [...Map.groupBy(spots, ({ node }) => node.labels[zoneLabel] ?? "no zone")];
  const width = Math.max(0, ...zones.map(([zone]) => zone.length));
  const rows = zones
    .sort(([one], [other]) => byName.compare(one, other))
    .flatMap(([zone, those]) =>
      marks(those, palette).map((line, index) => `${(index === 0 ? visible(zone) : "").padEnd(width)}  ${line}`),
    );
  return [summary(fleet), ...rows, ...troubles(fleet, spots, options)].join("\n");
}

/** `5 nodes: 3 ready, 1 quarantined, 1 cordoned by others` */
export function summary(fleet: Fleet): string {
  const { size } = fleet.nodes;
  const counts = [...countStates(fleet)].sort(([one], [other]) => order.indexOf(one) - order.indexOf(other));
  const listed = counts.map(([state, count]) => `${whole(count)} ${state}`).join(", ");
  return `${size === 1 ? "1 node" : `${whole(size)} nodes`}${listed === "" ? "" : `: ${listed}`}`;
}

const byName = new Intl.Collator("en", { numeric: true });
const order = Object.keys(nodeStates);

function marks(spots: readonly Spot[], palette: Palette): readonly string[] {
  const lines: string[] = [];
  for (let start = 0; start < spots.length; start += widest) {
    const row = spots.slice(start, start + widest);
    lines.push(row.map(({ state }) => palette(nodeStates[state].tone, nodeStates[state].mark)).join(""));
  }
  return lines;
}

function troubles(fleet: Fleet, spots: readonly Spot[], { now, palette }: MapOptions): readonly string[] {
  const all = spots.filter(({ state }) => state !== "ready");
  if (all.length === 0) return [];
  const shown = all.slice(0, mostNodes);
  const width = Math.max(...shown.map(({ node }) => node.name.length));
  const lines = shown.map(({ node, state }) => {
    const { mark, tone } = nodeStates[state];
    return `${palette(tone, mark)} ${visible(node.name).padEnd(width)}  ${state}${detail(fleet, node, state, now)}`;
  });
  const more = all.length - shown.length;
  return ["", ...lines, ...(more > 0 ? [palette("quiet", `and ${whole(more)} more`)] : [])];
}

function detail({ quarantines }: Fleet, { name }: FleetNode, state: NodeState, now: number): string {
  const quarantine = quarantines.get(name);
  if (quarantine === undefined || state === "not ready" || state === "cordoned by others") return "";
  const { since, until, message = "" } = quarantine.status ?? {};
  const spans = [
    since === undefined ? "" : ` for ${formatSpan(now - since)}`,
    until === undefined ? "" : `, at most ${formatSpan(until - now)} more`,
  ];
  const why = state === "waiting" && message !== "" ? message : quarantine.spec.reason;
  return `${spans.join("").replace(/^,/, "")}: ${visible(why)}`;
}

/** The nodes of a simulated fleet and their containers: names, zones, groups, sizes, the same for the same seed. */

import type { SimulatedContainer } from "../fleet.ts";
import { Random } from "../random.ts";
import type { ContainerKind } from "./container-kind.ts";
import { cron, database, type NodeGroup, web } from "./group.ts";

export interface SimulatedNode {
  /** `node-1` and so on. */
  readonly name: string;
  /** `zone-a` to `zone-c`. */
  readonly zone: string;
  readonly group: NodeGroup;
  /** IPv4; node_exporter listens there on port 9100. */
  readonly address: string;
  readonly cpus: number;
  /** In bytes. */
  readonly memory: number;
  readonly disk: number;
  /** Ms since the epoch; when it began, for one that reboots. */
  readonly bootedAt: number;
  /** How far its clock is ahead of others', in ms; negative where it is behind. */
  readonly clockAheadMs: number;
  /** What is its own in comparison with the group's others: multiples of the group's figures, about 1. */
  readonly own: { readonly cpu: number; readonly memory: number; readonly network: number; readonly processes: number };
  readonly containers: readonly NodeContainer[];
}

export interface NodeContainer extends SimulatedContainer {
  readonly kind: ContainerKind;
  /** e.g. `api-5b8c9d7f46-x2vqp`. */
  readonly pod: string;
}

export interface NodeFleetOptions {
  readonly seed: string;
  readonly nodes: number;
  readonly cpusPerNode: number;
  readonly containersPerNode: number;
  /** Event time of the first record, in ms since the epoch: nodes were booted before it. */
  readonly start: number;
  /** How far clocks are ahead or behind at most, in ms; left out: they are right. */
  readonly clockSkewMs?: number | undefined;
}

/** Half of the nodes serve the web, three of ten are databases, two of ten run what cron starts; zones go round. */
export function nodeFleet(options: NodeFleetOptions): readonly SimulatedNode[] {
  const random = new Random(`${options.seed}/nodes`);
  return Array.from({ length: options.nodes }, (_, index) => node(index, options, random));
}

const groups = [web, database, web, cron, web, database, web, cron, web, database] as const;
const zones = ["zone-a", "zone-b", "zone-c"] as const;
const gibibyte = 2 ** 30;
const day = 86_400_000;

function node(index: number, options: NodeFleetOptions, random: Random): SimulatedNode {
  const number = index + 1;
  const group = groups[index % groups.length] ?? web;
  return {
    name: `node-${number}`,
    zone: zones[index % zones.length] ?? "zone-a",
    group,
    address: `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`,
    cpus: options.cpusPerNode,
    memory: options.cpusPerNode * 8 * gibibyte - random.integer(100, 400) * 2 ** 20,
    disk: 200 * gibibyte,
    bootedAt: options.start - random.integer(day, 60 * day),
    clockAheadMs: clockAhead(number, options),
    own: {
      cpu: random.factor(0.1),
      memory: random.factor(0.06),
      network: random.factor(0.15),
      processes: random.factor(0.12),
    },
    containers: Array.from({ length: options.containersPerNode }, () => container(`node-${number}`, group, random)),
  };
}

function clockAhead(number: number, { seed, clockSkewMs: most = 0 }: NodeFleetOptions): number {
  return most === 0 ? 0 : new Random(`${seed}/node-${number}/clock`).integer(-most, most);
}

function container(node: string, group: NodeGroup, random: Random): NodeContainer {
  const kind = random.pick(group.containers);
  return {
    kind,
    image: kind.image,
    profile: kind.profile,
    id: random.hex(64),
    node,
    pid: random.integer(2000, 60_000),
    pod: `${kind.name}-${random.hex(10)}-${random.hex(5)}`,
  };
}

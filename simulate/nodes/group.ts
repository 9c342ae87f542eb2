/** The groups of nodes that a fleet is made of: what is usual for a node of each, and how its day goes. */

import {
  backup,
  cleanup,
  type ContainerKind,
  edgeProxy,
  eventsQueue,
  mysql,
  postgres,
  redis,
  report,
  shopApi,
  shopWeb,
} from "./container-kind.ts";

const megabyte = 1_000_000;

export interface NodeGroup {
  readonly name: "web" | "database" | "cron";
  /** Shares of the node's CPUs and of its memory that are in use under ordinary load. */
  readonly cpu: number;
  readonly memory: number;
  /** Of all CPU time: waiting for disks. */
  readonly waiting: number;
  /** Bytes per second under ordinary load. */
  readonly networkIn: number;
  readonly networkOut: number;
  /** How much the load swings around its mean over a day, 0 to 1, and the hour (UTC) of most. */
  readonly daily: number;
  readonly busiestHour: number;
  /** Deviation of the load's logarithm. */
  readonly unrest: number;
  /** How many times the usual load its jobs bring in the first seconds of each minute; 0 for none. */
  readonly jobs: number;
  /** As multiples of what a node of the fleet executes and connects on average. */
  readonly executes: number;
  readonly connects: number;
  /** What its containers are. */
  readonly containers: readonly [ContainerKind, ...ContainerKind[]];
}

export const web: NodeGroup = {
  name: "web",
  cpu: 0.32,
  memory: 0.46,
  waiting: 0.003,
  networkIn: 0.9 * megabyte,
  networkOut: 2.4 * megabyte,
  daily: 0.45,
  busiestHour: 14,
  unrest: 0.12,
  jobs: 0,
  executes: 0.8,
  connects: 1.4,
  containers: [shopWeb, shopApi, edgeProxy, eventsQueue],
};

export const database: NodeGroup = {
  name: "database",
  cpu: 0.38,
  memory: 0.68,
  waiting: 0.03,
  networkIn: 1.3 * megabyte,
  networkOut: 1.1 * megabyte,
  daily: 0.3,
  busiestHour: 15,
  unrest: 0.1,
  jobs: 0,
  executes: 0.5,
  connects: 0.6,
  containers: [postgres, redis, mysql],
};

export const cron: NodeGroup = {
  name: "cron",
  cpu: 0.16,
  memory: 0.3,
  waiting: 0.012,
  networkIn: 0.25 * megabyte,
  networkOut: 0.18 * megabyte,
  daily: 0.25,
  busiestHour: 2,
  unrest: 0.2,
  jobs: 2.5,
  executes: 2.25,
  connects: 0.6,
  containers: [backup, report, cleanup],
};

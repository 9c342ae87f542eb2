/** A scenario that happens to a node at a time: placed by hand (`miner@+30s:node-7`) or spread over a run by the seed. */

import { PicketError } from "../../errors/picket-error.ts";
import { durationPattern, milliseconds } from "../duration.ts";
import { Random } from "../random.ts";
import type { NodeContainer, SimulatedNode } from "./fleet.ts";
import type { Scenario } from "./scenario.ts";
import { reboot, scenarios } from "./scenarios.ts";

export interface Incident {
  readonly scenario: Scenario;
  readonly node: SimulatedNode;
  /** Where it happens; `undefined` where it is of the node alone. */
  readonly container: NodeContainer | undefined;
  /** How many times what the scenario tells. */
  readonly strength: number;
  /** Event times in ms since the epoch: from `start` to before `end`. */
  readonly start: number;
  readonly end: number;
}

export interface PlannedIncident {
  readonly scenario: Scenario;
  /** Ms from when incidents may begin. */
  readonly afterMs: number;
  readonly durationMs: number;
  /** Left out: any node that has no incident yet, by the seed. */
  readonly node?: string;
}

/**
 * Reads `NAME@+AFTER[+DURATION][:NODE]`; durations like `500ms`, `30s`, `5m`, two minutes where none is given.
 *
 * @throws PicketError `SETTINGS_INVALID`, which says what was expected.
 */
export function parseIncident(text: string): PlannedIncident {
  const [, name, after, duration, node] = written.exec(text) ?? [];
  const known = [...scenarios, reboot];
  const scenario = known.find((one) => one.name === name);
  if (after === undefined || scenario === undefined) {
    const names = known.map((one) => one.name).join(", ");
    throw new PicketError(
      "SETTINGS_INVALID",
      `--incident ${text}: expected NAME@+AFTER[+DURATION][:NODE], such as miner@+30s:node-7; the names are ${names}.`,
    );
  }
  return {
    scenario,
    afterMs: milliseconds(after),
    durationMs: duration === undefined ? usualMs : milliseconds(duration),
    ...(node === undefined ? {} : { node }),
  };
}

/**
 * `count` incidents, one in each of as many equal parts of `withinMs`, so that they hardly overlap; every scenario comes before
 * one comes again.
 */
export function spreadIncidents(options: {
  readonly seed: string;
  readonly count: number;
  readonly withinMs: number;
  readonly scenarios: readonly Scenario[];
}): readonly PlannedIncident[] {
  const random = new Random(`${options.seed}/plan`);
  const part = options.withinMs / options.count;
  let left: Scenario[] = [];
  return Array.from({ length: options.count }, (_, index): PlannedIncident => {
    if (left.length === 0) {
      left = [...options.scenarios];
      random.shuffle(left);
    }
    const scenario = left.pop();
    if (scenario === undefined) throw new TypeError("There are no scenarios to choose from");
    const durationMs = Math.round(Math.min(usualMs * (0.5 + random.uniform()), part * 0.8));
    const afterMs = Math.round(index * part + random.uniform() * (part - durationMs));
    return { scenario, afterMs, durationMs };
  });
}

/**
 * Gives every planned incident a node, a container there, and its strength. `from`: event time in ms since the epoch from which
 * the plan counts.
 *
 * @throws PicketError `SETTINGS_INVALID` for a node that the fleet does not have, or where no node is left.
 */
export function placeIncidents(
  plan: readonly PlannedIncident[],
  nodes: readonly SimulatedNode[],
  { seed, from }: { readonly seed: string; readonly from: number },
): readonly Incident[] {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const taken = new Set(plan.map(({ node }) => node));
  return plan.map(({ scenario, afterMs, durationMs, node: wanted }, index) => {
    const random = new Random(`${seed}/incident/${index}`);
    const node = wanted === undefined ? anyOf(nodes, taken, random) : byName.get(wanted);
    if (node === undefined) {
      const problem = wanted === undefined ? "more incidents than nodes" : `no simulated node is named ${wanted}`;
      throw new PicketError("SETTINGS_INVALID", `--incident ${scenario.name}: ${problem}.`);
    }
    taken.add(node.name);
    const [least, most] = scenario.strength;
    const { containers } = node;
    return {
      scenario,
      node,
      container:
        scenario.attack === undefined && scenario.acts === undefined
          ? undefined
          : containers[random.integer(0, containers.length - 1)],
      strength: least + (most - least) * random.uniform(),
      start: from + afterMs,
      end: from + afterMs + durationMs,
    };
  });
}

/** @returns the share of packets that a node of these incidents loses at `time`. */
export function lossOf(incidents: readonly Incident[], time: number): number {
  let loss = 0;
  for (const { scenario, strength, start, end } of incidents) {
    if (time >= start && time < end) loss = Math.max(loss, (scenario.node.loss ?? 0) * strength);
  }
  return Math.min(loss, 1);
}

/** When a node of these incidents was booted, by `time`; both in ms since the epoch. A node that is off has yet to boot. */
export function bootedAt({ bootedAt: first }: SimulatedNode, incidents: readonly Incident[], time: number): number {
  let newest = first;
  for (const { scenario, start } of incidents) {
    const booted = scenario.off === undefined ? -Infinity : start + scenario.off * 1000;
    if (booted <= time) newest = Math.max(newest, booted);
  }
  return newest;
}

export function isOff(incidents: readonly Incident[], time: number): boolean {
  return incidents.some(({ scenario: { off }, start }) => {
    return off !== undefined && time >= start && time < start + off * 1000;
  });
}

/** The share of its usual traffic that gets through where `loss` of packets are lost: senders slow down far more than that. */
export function throughput(loss: number): number {
  return (1 - Math.min(loss, 0.9)) ** 4;
}

const usualMs = 120_000;

function anyOf(
  nodes: readonly SimulatedNode[],
  taken: ReadonlySet<string | undefined>,
  random: Random,
): SimulatedNode | undefined {
  const free = nodes.filter(({ name }) => !taken.has(name));
  return free[random.integer(0, free.length - 1)];
}

const written = new RegExp(`^([a-z-]+)@\\+?(${durationPattern})(?:\\+(${durationPattern}))?(?::(.+))?$`);

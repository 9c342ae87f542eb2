/** A simulated fleet of nodes: all its telemetry, in the wire formats of its sources and in the order of event time. */

import { Measurements } from "../reporter.ts";
import { Acts } from "./acts.ts";
import type { Activity } from "./activity.ts";
import type { EnvelopeName } from "./envelope.ts";
import { nodeFleet, type SimulatedNode } from "./fleet.ts";
import { type Incident, placeIncidents, type PlannedIncident } from "./incident.ts";
import { type MetricsForm, scrapeWriter, SecondTexts, type WriteScrape } from "./metrics.ts";
import { Processes } from "./processes.ts";
import type { NodeTopic, SimulatedRecord } from "./record.ts";
import { Reports } from "./reports.ts";
import { Scrapes } from "./scrapes.ts";
import { Sensors } from "./sensors.ts";
import { Slab } from "./slab.ts";

/** What is left out is as in `defaults`. */
export interface NodeSimulationOptions {
  /** Equal seeds (and equal other options) give equal records. */
  readonly seed: string;
  readonly nodes: number;
  /** Event time from which on there are records, in ms since the epoch. */
  readonly start: number;
  readonly incidents?: readonly PlannedIncident[] | undefined;
  /** Event time from which the plan of incidents counts; left out: `start`. */
  readonly incidentsFrom?: number | undefined;
  /** What is written. */
  readonly topics?: readonly NodeTopic[] | undefined;
  readonly metricsForm?: MetricsForm | undefined;
  /** Between two scrapes of a node, in ms. */
  readonly samplesIntervalMs?: number | undefined;
  /** Processes that a node executes, and connections that it opens, per second on average. */
  readonly executes?: number | undefined;
  readonly connects?: number | undefined;
  readonly cpusPerNode?: number | undefined;
  readonly containersPerNode?: number | undefined;
  /** How far nodes' clocks are ahead or behind at most, in ms: what events say, not the metrics, which Prometheus stamps. */
  readonly clockSkewMs?: number | undefined;
  /** What is around Tetragon's lines. */
  readonly tetragonEnvelope?: EnvelopeName | undefined;
}

/** Without `ebpf_events`, which tell once more what `tetragon` does. */
export const defaults = {
  topics: ["node-metrics", "tetragon", "resource", "frequency"],
  metricsForm: "adapter",
  samplesIntervalMs: 5000,
  executes: 2,
  connects: 1,
  cpusPerNode: 2,
  containersPerNode: 4,
  tetragonEnvelope: "none",
} as const satisfies Partial<NodeSimulationOptions>;

export interface NodeSimulation {
  readonly nodes: readonly SimulatedNode[];
  readonly incidents: readonly Incident[];
  /** By time, without end; every call starts anew. No more than half a second of it is held. */
  records(): Generator<SimulatedRecord, void>;
}

/** @throws PicketError `SETTINGS_INVALID` for an incident on a node that is not there, or more incidents than nodes. */
export function nodeSimulation(options: NodeSimulationOptions): NodeSimulation {
  const { seed, start, incidents: plan = [], incidentsFrom: from = start } = options;
  const { cpusPerNode = defaults.cpusPerNode, containersPerNode = defaults.containersPerNode } = options;
  const nodes = nodeFleet({
    seed,
    start,
    nodes: options.nodes,
    cpusPerNode,
    containersPerNode,
    clockSkewMs: options.clockSkewMs,
  });
  const incidents = placeIncidents(plan, nodes, { seed, from });
  return { nodes, incidents, records: () => generate(nodes, incidents, options) };
}

interface Shared {
  readonly texts: SecondTexts;
  readonly slab: Slab;
  readonly measured: Measurements;
  readonly write: WriteScrape;
  readonly writes: ReadonlySet<NodeTopic>;
}

function* generate(
  nodes: readonly SimulatedNode[],
  incidents: readonly Incident[],
  options: NodeSimulationOptions,
): Generator<SimulatedRecord, void> {
  const byNode = Map.groupBy(incidents, ({ node }) => node);
  const { topics = defaults.topics, metricsForm = defaults.metricsForm, cpusPerNode = defaults.cpusPerNode } = options;
  const texts = new SecondTexts();
  const slab = new Slab();
  const shared: Shared = {
    texts,
    slab,
    measured: new Measurements(),
    write: scrapeWriter(cpusPerNode, metricsForm, { texts, slab }),
    writes: new Set(topics),
  };
  const activities = nodes.flatMap((node) => activitiesOf(node, byNode.get(node) ?? none, options, shared));
  const moments = Array.from({ length: sliceMs }, (): SimulatedRecord[] => []);
  for (let from = options.start; ; from += sliceMs) {
    const until = from + sliceMs;
    for (const activity of activities) {
      for (let { due } = activity; due < until; { due } = activity) {
        const moment = moments[Math.floor(due - from)];
        if (moment === undefined) throw new TypeError(`An activity is due ${from - due} ms late`);
        activity.act(moment);
      }
    }
    for (const moment of moments) {
      for (const record of moment) yield record;
      moment.length = 0;
    }
  }
}

/**
 * A slice of time is made node by node and told moment by moment: in memory, what belongs to a node is far from what belongs to
 * the next, and to change between them for every record takes longer than to make the record.
 */
const sliceMs = 500;

const none: readonly Incident[] = [];

/** What goes on at a node. */
function activitiesOf(
  node: SimulatedNode,
  incidents: readonly Incident[],
  options: NodeSimulationOptions,
  { texts, slab, measured, write, writes }: Shared,
): readonly Activity[] {
  const { seed, start, metricsForm: form = defaults.metricsForm } = options;
  const { samplesIntervalMs: intervalMs = defaults.samplesIntervalMs } = options;
  const { executes = defaults.executes, connects = defaults.connects } = options;
  const { tetragonEnvelope: envelope = defaults.tetragonEnvelope } = options;
  const sensors = new Sensors(node, incidents, { seed, writes, texts, slab, envelope });
  const own: Activity[] = [];
  if (writes.has("node-metrics")) own.push(new Scrapes(node, incidents, { seed, start, intervalMs, form, write }));
  if (writes.has("tetragon") || writes.has("ebpf_events")) {
    own.push(new Processes(node, incidents, { seed, start, executes, connects, sensors }));
    own.push(...incidents.map((incident) => new Acts(incident, { seed, sensors })));
  }
  const kinds = (["resource", "frequency"] as const).filter((kind) => writes.has(kind));
  if (kinds.length > 0) own.push(new Reports(node, incidents, { seed, start, kinds, measured, sensors }));
  return own;
}

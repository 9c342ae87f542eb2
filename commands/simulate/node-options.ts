/** The options of `picket simulate --nodes`, from texts to what is to be simulated, for how long, and where it goes. */

import { z } from "zod";
import { duration, integer, oneOf, someOf, text } from "../../config/kinds.ts";
import type { Kind } from "../../config/setting.ts";
import { PicketError } from "../../errors/picket-error.ts";
import { parseIncident, type PlannedIncident, spreadIncidents } from "../../simulate/nodes/incident.ts";
import { envelopeNames } from "../../simulate/nodes/envelope.ts";
import { nodeTopics } from "../../simulate/nodes/record.ts";
import { scenarios } from "../../simulate/nodes/scenarios.ts";
import type { NodeSimulationOptions } from "../../simulate/nodes/simulation.ts";
import { instant, option, readOptions } from "../options.ts";

/** As given on the command line. */
export interface SimulateNodesOptions {
  readonly nodes?: string;
  readonly seed?: string;
  /** The directory to write. */
  readonly out?: string;
  readonly kafka?: boolean;
  /** How much healthy past comes first, as fast as it can be written. */
  readonly history?: string;
  /** How long it lasts after that; to Kafka, without it, until stopped. */
  readonly for?: string;
  /** Seconds of the fleet's time in one second; `max` for as many as can be. */
  readonly speed?: string;
  /** Each `NAME@+AFTER[+DURATION][:NODE]`, counted from the end of the history. */
  readonly incident?: readonly string[];
  /** How many the seed chooses and places. */
  readonly incidents?: string;
  /** What it chooses from: a comma list of names. */
  readonly scenarios?: string;
  readonly samplesInterval?: string;
  /** Processes that a node executes per second, and connections that it opens. */
  readonly execs?: string;
  readonly connects?: string;
  readonly cpus?: string;
  readonly containers?: string;
  /** A comma list of what is written. */
  readonly kinds?: string;
  readonly metrics?: string;
  /** How far nodes' clocks are ahead or behind at most. */
  readonly clockSkew?: string;
  readonly tetragonEnvelope?: string;
  /** The first record's time, RFC 3339. */
  readonly start?: string;
  readonly labels?: string;
}

/** Durations in ms; Infinity for a run without end, and for a speed without limit. */
export interface NodeRun {
  readonly fleet: Omit<NodeSimulationOptions, "start" | "incidentsFrom">;
  readonly historyMs: number;
  readonly forMs: number;
  readonly speed: number;
  /** Ms since the epoch. */
  readonly start: number | undefined;
  /** A directory; without it, to Kafka. */
  readonly out: string | undefined;
  readonly labels: string | undefined;
}

/** @throws PicketError `SETTINGS_INVALID` that names what is wrong or does not go together. */
export function readNodeOptions(given: SimulateNodesOptions): NodeRun {
  const { incident = [], kafka = false } = given;
  const options = readOptions(shape, given);
  const { out, start, labels, seed = "1", for: forMs = Infinity, history: historyMs = 0 } = options;
  if ((out !== undefined) === kafka) refuse("Where to? Either --out DIRECTORY or --kafka.");
  if (out !== undefined && forMs === Infinity) refuse("--out needs --for: how long the fleet is to be simulated.");
  if (out !== undefined && options.speed !== undefined) refuse("--speed is for --kafka: files are written at once.");
  const { speed = 1 } = options;
  if (speed !== 1 && forMs === Infinity)
    refuse("--speed needs --for: without an end, it would run ahead of the clock.");
  const placed = incident.map(parseIncident);
  const late = placed.find(({ afterMs }) => afterMs >= forMs);
  if (late !== undefined) refuse(`--incident ${late.scenario.name}: it would begin when --for is over.`);
  const fleet = {
    seed,
    nodes: options.nodes ?? 1,
    incidents: [...placed, ...spread(seed, forMs, options)],
    topics: options.kinds,
    metricsForm: options.metrics,
    samplesIntervalMs: options.samplesInterval,
    executes: options.execs,
    connects: options.connects,
    cpusPerNode: options.cpus,
    containersPerNode: options.containers,
    clockSkewMs: options.clockSkew,
    tetragonEnvelope: options.tetragonEnvelope,
  };
  return { fleet, historyMs, forMs, speed, start, out, labels };
}

function refuse(problem: string): never {
  throw new PicketError("SETTINGS_INVALID", problem);
}

/** Over the whole run; one a minute where it has no end. */
function spread(
  seed: string,
  forMs: number,
  {
    incidents: count = 0,
    scenarios: names,
  }: { incidents?: number | undefined; scenarios?: readonly string[] | undefined },
): readonly PlannedIncident[] {
  if (names !== undefined && count === 0) refuse("--scenarios needs --incidents: how many.");
  return spreadIncidents({
    seed,
    count,
    withinMs: forMs === Infinity ? count * minuteMs : forMs,
    scenarios: scenarios.filter(({ name }) => names === undefined || names.includes(name)),
  });
}

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** Up to a thousand, with fractions. */
const rate: Kind<number> = {
  expected: "a number from 0.01 to 1000",
  schema: z
    .string()
    .regex(/^\d{1,4}(\.\d{1,3})?$/)
    .transform(Number)
    .pipe(z.number().min(0.01).max(1000)),
};

const speed: Kind<number> = {
  expected: `${rate.expected}, or max`,
  schema: z.union([z.literal("max").transform(() => Infinity), rate.schema]),
};

const shape = {
  nodes: option(integer(1, 100_000)),
  seed: option(text),
  out: option(text),
  history: option(duration(0, 30 * dayMs)),
  for: option(duration(0, 365 * dayMs)),
  speed: option(speed),
  incidents: option(integer(0, 10_000)),
  scenarios: option(someOf(...scenarios.map(({ name }) => name))),
  samplesInterval: option(duration(100, 3_600_000)),
  execs: option(rate),
  connects: option(rate),
  cpus: option(integer(1, 256)),
  containers: option(integer(1, 100)),
  kinds: option(someOf(...nodeTopics)),
  metrics: option(oneOf("adapter", "remote-write")),
  clockSkew: option(duration(0, 3_600_000)),
  tetragonEnvelope: option(oneOf(...envelopeNames)),
  start: option(instant),
  labels: option(text),
};

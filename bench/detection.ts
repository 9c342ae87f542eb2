/**
 * What is found, how soon and by which evidence, and how often healthy nodes are blamed: `node bench/detection.ts --recording
 * FOLDER` on a recording of a real machine, `node bench/detection.ts --nodes 50 --hours 2 --incidents 6 [--seed one] [--apart
 * 15]` on a simulated fleet. See docs/detection.md.
 */

import { parseArgs } from "node:util";
import { defaultNodePolicy } from "../nodes/policy/policy.ts";
import { spreadIncidents } from "../simulate/nodes/incident.ts";
import { nodeLabels } from "../simulate/nodes/labels.ts";
import { scenarios } from "../simulate/nodes/scenarios.ts";
import { nodeSimulation } from "../simulate/nodes/simulation.ts";
import { type InputRecord, runNodePath } from "./detection/node-path.ts";
import { type Episode, readRecording } from "./detection/recording.ts";
import { report } from "./detection/report.ts";

const { values: options } = parseArgs({
  options: {
    recording: { type: "string" },
    nodes: { type: "string", default: "50" },
    hours: { type: "string", default: "2" },
    /** All after the healthy hours, one in so many minutes. */
    incidents: { type: "string", default: "6" },
    apart: { type: "string", default: "15" },
    seed: { type: "string", default: "one" },
    verbose: { type: "boolean", default: false },
  },
});

const minute = 60_000;
const hour = 60 * minute;
/** Where the simulation leaves it open, 2026-01-05T06:00:00Z: a Monday morning, on which load rises. */
const began = 1_767_592_800_000;
/** The defaults of PICKET_SUSPICIOUS_PORTS. */
const suspiciousPorts = [1337, 3333, 4444, 5555, 6666, 6667, 7777, 14_433, 14_444, 31_337, 45_560, 45_700];

const { records, episodes, from, to } = options.recording === undefined ? fleet() : await recording(options.recording);
const outcome = await runNodePath(records, { policy: defaultNodePolicy, suspiciousPorts });
console.log(report(outcome, episodes, { from, to, isVerbose: options.verbose }));

interface Course {
  readonly records: Iterable<InputRecord>;
  readonly episodes: readonly Episode[];
  readonly from: number;
  readonly to: number;
}

async function recording(directory: string): Promise<Course> {
  const { records, episodes, start, end } = await readRecording(directory);
  return { records, episodes, from: start, to: end };
}

function fleet(): Course {
  const healthy = Number(options.hours) * hour;
  const count = Number(options.incidents);
  const withinMs = count * Number(options.apart) * minute;
  const { seed } = options;
  const incidents = count === 0 ? [] : spreadIncidents({ seed, count, withinMs, scenarios });
  const simulation = nodeSimulation({
    seed,
    nodes: Number(options.nodes),
    start: began,
    incidents,
    incidentsFrom: began + healthy,
  });
  const to = began + healthy + withinMs;
  const episodes = nodeLabels(simulation.incidents, to).map((label) =>
    Object.assign(label, { start: label.start * 1000, end: label.end * 1000 }),
  );
  return { records: until(simulation.records(), to), episodes, from: began, to };
}

function* until(records: Iterable<InputRecord>, to: number): Generator<InputRecord, void> {
  for (const record of records) {
    if (record.time >= to) return;
    yield record;
  }
}

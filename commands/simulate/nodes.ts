/** `picket simulate --nodes`: the telemetry of a simulated fleet of nodes, to Kafka or to a directory of files. */

import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Settings } from "../../config/settings.ts";
import { bytes as asBytes, format, whole } from "../../console/terminal/units.ts";
import { PicketError } from "../../errors/picket-error.ts";
import type { Incident } from "../../simulate/nodes/incident.ts";
import { labelLines, nodeLabels } from "../../simulate/nodes/labels.ts";
import type { SimulatedRecord } from "../../simulate/nodes/record.ts";
import { defaults, type NodeSimulation, nodeSimulation } from "../../simulate/nodes/simulation.ts";
import type { CommandContext } from "../context.ts";
import { Meter } from "../meter.ts";
import { openLog } from "../open-log.ts";
import { requireWritable } from "../require-writable.ts";
import type { Surroundings } from "../surroundings.ts";
import { readNodeOptions, type SimulateNodesOptions } from "./node-options.ts";
import { topicName, writeNodeTopics } from "./node-topics.ts";
import { Pace } from "./pace.ts";
import { writeRecordFiles } from "./record-files.ts";

/** Files are the same for the same seed whenever they are written, so their time does not depend on the clock. */
const fileStart = Date.UTC(2026, 0, 1);

export async function simulateNodes(
  settings: Settings,
  given: SimulateNodesOptions,
  context: CommandContext,
  surroundings: Surroundings,
): Promise<void> {
  const { fleet, historyMs, forMs, speed, out, ...run } = readNodeOptions(given);
  const { topics = defaults.topics, metricsForm = defaults.metricsForm } = fleet;
  const pace = new Pace({ speed, forMs, clock: surroundings.clock });
  const start = run.start ?? (out === undefined ? pace.begins - historyMs : fileStart);
  const live = start + historyMs;
  const end = live + forMs;
  const simulated = nodeSimulation({ ...fleet, start, incidentsFrom: live });
  if (out !== undefined) await makeDirectory(out);
  const labels = run.labels ?? (out === undefined ? undefined : path.join(out, "labels.jsonl"));
  if (labels !== undefined) await requireWritable("--labels", labels);
  // What is planned can be read from the beginning.
  await writeLabels(labels, simulated.incidents, end);
  const meter = new Meter(Infinity, surroundings);
  const records = recordsUntil(simulated, end, meter, surroundings.stop);
  if (out === undefined) {
    const log = await openLog(settings, context, surroundings);
    if (log === undefined) return;
    try {
      await writeNodeTopics(log, settings, records, { ...surroundings, topics, dueUntil: () => live + pace.passedMs });
    } finally {
      await log.close();
    }
  } else {
    await writeRecordFiles(out, records, { topics, metricsForm });
  }
  meter.close();
  const happened = await writeLabels(labels, simulated.incidents, surroundings.stop.aborted ? meter.lastTime : end);
  const to = out ?? topics.map((topic) => topicName(topic, settings)).join(", ");
  surroundings.stdout.write(summary(meter, { nodes: fleet.nodes, to, happened }));
}

async function makeDirectory(out: string): Promise<void> {
  try {
    await mkdir(out, { recursive: true });
  } catch (cause) {
    throw new PicketError("SETTINGS_INVALID", `--out ${JSON.stringify(out)}: no directory, and cannot be made one.`, {
      cause,
    });
  }
}

function* recordsUntil(
  simulated: NodeSimulation,
  end: number,
  meter: Meter,
  stop: AbortSignal,
): Generator<SimulatedRecord, void> {
  for (const record of simulated.records()) {
    if (record.time >= end || stop.aborted) return;
    meter.count(record.value.length, record.time);
    yield record;
  }
}

/** @returns how many there are. */
async function writeLabels(file: string | undefined, incidents: readonly Incident[], end: number): Promise<number> {
  const labels = nodeLabels(incidents, end);
  if (file !== undefined) await writeFile(file, labelLines(labels));
  return labels.length;
}

function summary(meter: Meter, run: { nodes: number; to: string; happened: number }): string {
  const nodes = `${whole(run.nodes)} node${run.nodes === 1 ? "" : "s"}`;
  const incidents = run.happened === 0 ? "" : `, ${run.happened} incident${run.happened === 1 ? "" : "s"}`;
  const written = `${whole(meter.done)} records of ${nodes} to ${run.to}`;
  return `Wrote ${written}: ${format(meter.bytes, asBytes)}, ${whole(meter.perSecond)} records/s${incidents}.\n`;
}

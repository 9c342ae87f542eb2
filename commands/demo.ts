/**
 * `picket demo`: the whole job in one process: the embedded log, the production topology and enforcer, a simulated cluster, and a
 * simulated fleet of nodes under attack.
 */

import path from "node:path";
import { duration, integer, text } from "../config/kinds.ts";
import type { Settings } from "../config/settings.ts";
import { Story } from "../console/demo/story.ts";
import { readMessage } from "../console/tail/message-view.ts";
import { paletteFor } from "../console/terminal/palette.ts";
import { StatusLine } from "../console/terminal/status-line.ts";
import { signRecord } from "../enforcer/signing/sign.ts";
import { newSigningKey, type SigningKey } from "../enforcer/signing/signing-key.ts";
import { memoryLog } from "../log/memory/cluster.ts";
import type { Log, OutputRecord } from "../log/port.ts";
import { anomalyFormats } from "../proto/codecs/anomaly-format.ts";
import { cordonRequestFormats } from "../proto/codecs/cordon-request-format.ts";
import { outcomeFormats } from "../proto/codecs/enforcement-outcome-format.ts";
import type { MessageFormats } from "../proto/codecs/message-format.ts";
import { nodeHealthFormats } from "../proto/codecs/node-health-format.ts";
import type { Clock } from "../runtime/clock.ts";
import { TopologyRunner } from "../runtime/topology-runner.ts";
import { parseIncident } from "../simulate/nodes/incident.ts";
import type { NodeTopic, SimulatedRecord } from "../simulate/nodes/record.ts";
import { type NodeSimulation, nodeSimulation } from "../simulate/nodes/simulation.ts";
import { silentLogger } from "../telemetry/logger.ts";
import type { Logger } from "../telemetry/logger.ts";
import { noMetrics } from "../telemetry/metrics.ts";
import { noTracer } from "../telemetry/tracing.ts";
import type { CommandContext } from "./context.ts";
import { DemoCluster } from "./demo/cluster.ts";
import { declaredTopology } from "./declared-topology.ts";
import { follow } from "./follow.ts";
import { option, readOptions } from "./options.ts";
import { Pipe } from "./pipe.ts";
import { runnerOptions } from "./runner-options.ts";
import { topicName } from "./simulate/node-topics.ts";
import { processSurroundings } from "./surroundings.ts";
import type { Surroundings } from "./surroundings.ts";

/** As given on the command line. */
export interface DemoOptions {
  /** How long, such as `60s`; left out: until stopped. */
  readonly for?: string;
  readonly seed?: string;
  /** Records per second, while it learns. */
  readonly rate?: string;
}

const shape = {
  for: option(duration(1000, 365 * 86_400_000)),
  seed: option(text),
  rate: option(integer(100, 20_000)),
};

const inputs = ["node-metrics", "tetragon", "resource", "frequency"] as const satisfies readonly NodeTopic[];
const nodes = 6;
const containersPerNode = 4;
const historyMs = 20 * 60_000;
const usualRate = 5000;
/** After it has learned, so that it is seen that nothing happens. */
const quietMs = 3000;
const incidentMs = 15_000;
const incidentEveryMs = 60_000;
/** A day of attacks, which follow one another from node to node. */
const incidentCount = 1440;
const attacks = ["reverse-shell", "miner"] as const;

/** Records of a partition, so memory stays bounded however long the demo runs. */
const retainRecords = 2000;
/** What the sensors of a node say must not drift apart, so as much as a few seconds of the fleet is written at a time. */
const maxBatch = 200;
/** Of event time: the past is written no further ahead of what is judged, or its records would expire unread. */
const mostAheadMs = 60_000;
/** So long it waits for that. */
const patienceMs = 10_000;
const turnMs = 250;
const liveStatusTurns = 4;
const stillStatusTurns = 40;
const paceMs = 20;
const widest = 100;

export async function demo(
  given: Settings,
  options: DemoOptions,
  context: CommandContext,
  surroundings: Surroundings = processSurroundings(),
): Promise<void> {
  const { for: lengthMs, seed = "1", rate = usualRate } = readOptions(shape, options);
  const { clock, stdout } = surroundings;
  const settings = demoSettings(given);
  const [now, began] = [clock.now(), clock.elapsed()];
  const simulated = simulatedFleet(seed, now);
  const log = memoryLog({ now: () => clock.now(), retainRecords });
  const ended = new AbortController();
  const palette = paletteFor(stdout);
  const show: Show = {
    settings,
    rate,
    simulated,
    story: new Story({
      nodes,
      containers: nodes * containersPerNode,
      historyMinutes: historyMs / 60_000,
      palette,
      width: Math.min(stdout.columns ?? widest, widest),
    }),
    status: new StatusLine(stdout),
    log,
    fed: { records: 0, time: now - historyMs },
    judged: { until: now - historyMs, at: began },
    heard: { cues: [], anomalies: [], verdicts: [], requests: [], outcomes: [] },
    logger: warningsOnly(context.logger),
    clock,
    present: now,
    elapsed: () => clock.elapsed() - began,
    stop: AbortSignal.any([surroundings.stop, ended.signal, new Pipe(stdout).broken]),
  };
  const key = newSigningKey();
  const runner = await topologyRunner(show, key);
  await createTopics(show);
  const cluster = new DemoCluster({ settings, log, nodes: simulated.nodes, key, clock, logger: show.logger });
  show.status.print(show.story.opening());
  const parts = [runner.run(show.stop), cluster.run(show.stop), feed(show), listen(show), narrate(show, cluster)];
  if (lengthMs !== undefined) void clock.sleep(lengthMs, show.stop).then(() => ended.abort());
  const outcomes = await Promise.allSettled(parts.map((part) => part.finally(() => ended.abort())));
  show.status.clear();
  show.status.print(show.story.closing(show.fed.records, show.elapsed()));
  await log.close();
  const failure = outcomes.find((outcome) => outcome.status === "rejected");
  if (failure !== undefined) throw failure.reason;
}

/** What the parts of the demo share. */
interface Show {
  readonly settings: Settings;
  readonly rate: number;
  readonly simulated: NodeSimulation;
  readonly story: Story;
  readonly status: StatusLine;
  readonly log: Log;
  /** `time`: of event time, ms since the epoch, before which everything was written. */
  readonly fed: { records: number; time: number };
  /** `until`: the end of the newest window that was judged, ms since the epoch; `at`: when that was heard, by the clock's `elapsed`. */
  readonly judged: { until: number; at: number };
  readonly heard: Heard;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Event time at which the past ends, ms since the epoch. From there on it goes as fast as the clock. */
  readonly present: number;
  /** Ms since the demo began. */
  readonly elapsed: () => number;
  readonly stop: AbortSignal;
}

/** What is to be told at the next turn, in the order in which one thing leads to another. */
type Heard = Record<"cues" | "anomalies" | "verdicts" | "requests" | "outcomes", string[]>;

/** Short windows, and a policy that gives nodes back soon, so that one need not wait for it. */
function demoSettings(settings: Settings): Settings {
  return {
    ...settings,
    nodes: {
      ...settings.nodes,
      areJudged: true,
      sensors: ["metrics", "tetragon"],
      policy: path.join(import.meta.dirname, "demo/node-policy.yaml"),
      windowLengthMs: 5000,
      windowGraceMs: 1000,
    },
  };
}

/** @param now event time at which its past ends, ms since the epoch. */
function simulatedFleet(seed: string, now: number): NodeSimulation {
  return nodeSimulation({
    seed,
    nodes,
    containersPerNode,
    start: now - historyMs,
    incidents: plan(),
    incidentsFrom: now,
    topics: inputs,
    metricsForm: "remote-write",
    samplesIntervalMs: 2000,
    executes: 0.5,
    connects: 0.25,
  });
}

function plan() {
  return Array.from({ length: incidentCount }, (_, index) => {
    const name = attacks[index % attacks.length];
    const node = `node-${1 + ((1 + index) % nodes)}`;
    return parseIncident(`${name}@+${quietMs + index * incidentEveryMs}ms+${incidentMs}ms:${node}`);
  });
}

async function topologyRunner({ settings, log, logger, clock }: Show, key: SigningKey): Promise<TopologyRunner> {
  return new TopologyRunner(await declaredTopology(settings), log, {
    ...runnerOptions(settings),
    sign: (record) => signRecord(record, key),
    clock,
    logger,
    metrics: noMetrics,
    tracer: noTracer,
  });
}

/** Those that the demo itself writes and reads, before anyone looks for them. */
async function createTopics({ log, settings: { topics } }: Show): Promise<void> {
  const { nodeMetrics, tetragon, resource, frequency } = topics;
  const { anomalies, nodeHealth, cordonRequests, enforcementOutcomes } = topics;
  const names = [
    nodeMetrics,
    tetragon,
    resource,
    frequency,
    anomalies,
    nodeHealth,
    cordonRequests,
    enforcementOutcomes,
  ];
  await log.createTopics(names.map((name) => ({ name, partitions: topics.partitions, replication: 1, config: {} })));
}

/** Writes the fleet's past at the rate, then what happens as it happens. */
async function feed(show: Show): Promise<void> {
  const { settings, rate, simulated, log, fed, heard, clock, elapsed, present, stop } = show;
  const cues = cuesOf(show);
  const writer = await log.writer();
  const records = simulated.records();
  let next = records.next().value;
  let [before, passed] = [clock.elapsed(), 0];
  while (!stop.aborted) {
    await clock.sleep(paceMs, stop);
    const step = clock.elapsed() - before;
    before += step;
    if (fed.time >= present) passed += step;
    else if (isAhead(show)) continue;
    const allowed = Math.min(Math.ceil((step * rate) / 1000), maxBatch);
    const batch: OutputRecord[] = [];
    for (; next && next.time < present + passed && batch.length < allowed; next = records.next().value) {
      batch.push(recordFor(next, settings));
    }
    fed.time = Math.min(next?.time ?? present, present + passed);
    fed.records += batch.length;
    // Before anyone can hear what follows from it.
    while ((cues[0]?.time ?? Infinity) <= fed.time) heard.cues.push(cues.shift()?.tell(elapsed()) ?? "");
    if (batch.length > 0) await writer.write(batch);
  }
}

function isAhead({ fed, judged, clock }: Show): boolean {
  return fed.time - judged.until > mostAheadMs && clock.elapsed() - judged.at < patienceMs;
}

function recordFor({ topic, key, time, value }: SimulatedRecord, settings: Settings): OutputRecord {
  return { topic: topicName(topic, settings), key, value, timestamp: time, headers: [] };
}

/** Subscribes to all that comes out, as anyone would. */
async function listen(show: Show): Promise<void> {
  const { story, settings, heard, judged, clock, elapsed } = show;
  const { anomalies, nodeHealth, cordonRequests, enforcementOutcomes } = settings.topics;
  await Promise.all([
    hear(show, anomalies, anomalyFormats, (one) => heard.anomalies.push(...story.anomaly(one, elapsed()))),
    hear(show, nodeHealth, nodeHealthFormats, (one) => {
      judged.until = Math.max(judged.until, one.end);
      judged.at = clock.elapsed();
      heard.verdicts.push(...story.health(one, elapsed()));
    }),
    hear(show, cordonRequests, cordonRequestFormats, (one) => heard.requests.push(...story.request(one, elapsed()))),
    hear(show, enforcementOutcomes, outcomeFormats, (one) => heard.outcomes.push(...story.outcome(one, elapsed()))),
  ]);
}

async function hear<Message>(
  { log, logger, clock, stop }: Show,
  topic: string,
  formats: MessageFormats<Message>,
  take: (message: Message) => void,
): Promise<void> {
  const following = { topic, fromBeginning: true, untilEnd: false, stop };
  for await (const { partition, records } of follow(log, following, { logger }, clock)) {
    for (const record of records) {
      const message = readMessage({ ...record, topic, partition }, formats);
      if (message !== undefined) take(message);
    }
  }
}

/** Tells what happens, turn by turn, with a line below that says how things stand. */
async function narrate(show: Show, cluster: DemoCluster): Promise<void> {
  const { story, status, fed, heard, clock, elapsed, stop } = show;
  const statusTurns = status.isLive ? liveStatusTurns : stillStatusTurns;
  let before = { records: 0, ms: 0 };
  for (let turn = 1; !stop.aborted; turn += 1) {
    await clock.sleep(turnMs, stop);
    if (stop.aborted) break;
    const now = elapsed();
    for (const lines of Object.values(heard)) for (const line of lines.splice(0)) status.print(line);
    for (const line of story.cluster(cluster.summary)) status.print(line);
    if (turn % statusTurns !== 0) continue;
    const perSecond = ((fed.records - before.records) * 1000) / (now - before.ms);
    before = { records: fed.records, ms: now };
    status.show(story.status({ records: fed.records, perSecond }, now));
  }
}

interface Cue {
  /** Event time, ms since the epoch. */
  readonly time: number;
  readonly tell: (nowMs: number) => string;
}

function cuesOf({ simulated, story, fed, present }: Show): Cue[] {
  const incidents = simulated.incidents.flatMap(({ scenario, node, container, start, end }): readonly Cue[] => {
    if (container === undefined) return [];
    const comm = scenario.attack?.process?.comm ?? container.profile.process.comm;
    const told = { title: scenario.title, node: node.name, container, comm };
    return [
      { time: start, tell: (now) => story.starts(told, now) },
      { time: end, tell: (now) => story.ends(told, now) },
    ];
  });
  return [{ time: present, tell: (now) => story.learned(fed.records, now) }, ...incidents];
}

/** Between the lines of the story only what is wrong has a place. */
function warningsOnly(logger: Logger): Logger {
  return {
    ...silentLogger,
    warn: (fields, message) => logger.warn(fields, message),
    error: (fields, message) => logger.error(fields, message),
    child: (fields) => warningsOnly(logger.child(fields)),
  };
}

/** `picket demo`: the whole job in one process: the embedded log, the production topology, a simulated fleet under attack. */

import { duration, integer, text } from "../config/kinds.ts";
import type { Settings } from "../config/settings.ts";
import { Story } from "../console/demo/story.ts";
import { readAnomaly } from "../console/tail/anomaly-view.ts";
import { paletteFor } from "../console/terminal/palette.ts";
import { StatusLine } from "../console/terminal/status-line.ts";
import { memoryLog } from "../log/memory/cluster.ts";
import type { Log, OutputRecord } from "../log/port.ts";
import type { Clock } from "../runtime/clock.ts";
import { TopologyRunner } from "../runtime/topology-runner.ts";
import { attacks } from "../simulate/attacks.ts";
import { encodeSimulated } from "../simulate/encode.ts";
import { fleet } from "../simulate/fleet.ts";
import type { Episode, ScheduledAttack } from "../simulate/schedule.ts";
import { simulation } from "../simulate/simulation.ts";
import type { Simulation } from "../simulate/simulation.ts";
import { silentLogger } from "../telemetry/logger.ts";
import type { Logger } from "../telemetry/logger.ts";
import { noMetrics } from "../telemetry/metrics.ts";
import { noTracer } from "../telemetry/tracing.ts";
import type { CommandContext } from "./context.ts";
import { OnCall } from "./demo/on-call.ts";
import { declaredTopology } from "./declared-topology.ts";
import { follow } from "./follow.ts";
import { option, readOptions } from "./options.ts";
import { Pipe } from "./pipe.ts";
import { runnerOptions } from "./runner-options.ts";
import { processSurroundings } from "./surroundings.ts";
import type { Surroundings } from "./surroundings.ts";

/** As given on the command line. */
export interface DemoOptions {
  /** How long, such as `20s`; left out: until stopped. */
  readonly for?: string;
  readonly seed?: string;
  /** Events per second. */
  readonly rate?: string;
}

const shape = {
  for: option(duration(1000, 365 * 86_400_000)),
  seed: option(text),
  rate: option(integer(100, 10_000)),
};

const images = 24;
/** Events of an image after which the trees have seen a window, and the thresholds what scores are usual. */
const settlingEvents = 550;
/** Of the time before the first attack, the part in which all settle; the rest is quiet. */
const settlingShare = 5 / 6;
/** Of a demo's length, the time before the first attack, so that it is seen and found before the end. */
const quietShare = 0.4;
const usualRate = 5000;
const fastestRate = 20_000;
const attackMs = 15_000;
/** From the end of an attack until whoever is on call trusts the node again. */
const trustMs = 3000;
const attackEveryMs = 60_000;
/** A day of attacks, of every kind in turn. */
const attackCount = 1440;

/** By design of the profile for the trees, as measured for the one-class SVM. */
const ordinaryShares = { hst: "about 5 %", ocsvm: "about half" } as const;

/** Seconds of events kept in a partition, so memory stays bounded however long the demo runs. */
const retainSeconds = 1;
/** After a stall the fleet catches up in steps that the readers can follow before retention does. */
const maxBatch = 1000;
const turnMs = 500;
const paceMs = 20;

export async function demo(
  settings: Settings,
  given: DemoOptions,
  context: CommandContext,
  surroundings: Surroundings = processSurroundings(),
): Promise<void> {
  const { for: lengthMs, seed = "1", rate: wantedRate } = readOptions(shape, given);
  const { clock, stdout } = surroundings;
  const [start, began] = [clock.now(), clock.elapsed()];
  const kinds = ["resource", "frequency"] as const;
  const warmUpEvents = settings.detection.warmupSizePerContainer;
  const reporters = fleet({ images, seed }).length * kinds.length;
  const learningEvents = (warmUpEvents + settlingEvents) * reporters;
  const rate = wantedRate ?? rateFor(learningEvents, lengthMs);
  const firstAttackMs = (learningEvents * 1000) / rate / settlingShare;
  const simulated = simulation({ seed, images, kinds, start, rate, attacks: schedule(firstAttackMs) });
  const log = memoryLog({ now: () => clock.now(), retainRecords: (rate * retainSeconds) / settings.topics.partitions });
  const ended = new AbortController();
  const show: Show = {
    settings,
    rate,
    simulated,
    start,
    story: new Story({
      containers: simulated.containers,
      warmUpEvents,
      settlingEvents,
      profile: settings.detection.profile,
      ordinaryShare: ordinaryShares[settings.detection.model],
      palette: paletteFor(stdout),
    }),
    status: new StatusLine(stdout),
    log,
    counts: { events: 0, judged: 0 },
    logger: warningsOnly(context.logger),
    clock,
    elapsed: () => clock.elapsed() - began,
    stop: AbortSignal.any([surroundings.stop, ended.signal, new Pipe(stdout).broken]),
  };
  const runner = await topologyRunner(show);
  await createTopics(show);
  const onCall = new OnCall({
    settings,
    log,
    nodes: [...new Set(simulated.containers.map(({ node }) => node))].sort(),
    clock,
    logger: show.logger,
    palette: paletteFor(stdout),
    tell: (line) => show.status.print(line),
  });
  show.status.print(show.story.opening(firstAttackMs));
  const parts = [runner.run(show.stop), onCall.run(show.stop), feed(show), listen(show), narrate(show, onCall)];
  if (lengthMs !== undefined) parts.push(clock.sleep(lengthMs, show.stop));
  // Whichever part ends or fails, it ends the others.
  const outcomes = await Promise.allSettled(parts.map((part) => part.finally(() => ended.abort())));
  show.status.clear();
  show.status.print(show.story.closing(show.counts, show.elapsed()));
  await log.close();
  const failure = outcomes.find((outcome) => outcome.status === "rejected");
  if (failure !== undefined) throw failure.reason;
}

/** A short demo learns faster. */
function rateFor(learningEvents: number, lengthMs = Infinity): number {
  const needed = (learningEvents * 1000) / (lengthMs * quietShare * settlingShare);
  return Math.round(Math.min(fastestRate, Math.max(usualRate, needed)));
}

/** What the parts of the demo share. */
interface Show {
  readonly settings: Settings;
  readonly rate: number;
  readonly simulated: Simulation;
  /** Event time of the first event, ms since the epoch. */
  readonly start: number;
  readonly story: Story;
  readonly status: StatusLine;
  readonly log: Log;
  readonly counts: { events: number; judged: number };
  readonly logger: Logger;
  readonly clock: Clock;
  /** Ms since the demo began. */
  readonly elapsed: () => number;
  readonly stop: AbortSignal;
}

async function topologyRunner({ settings, log, counts, logger, clock }: Show): Promise<TopologyRunner> {
  return new TopologyRunner(await declaredTopology(settings), log, {
    ...runnerOptions(settings),
    clock,
    logger,
    metrics: { ...noMetrics, eventsScored: (count) => (counts.judged += count) },
    tracer: noTracer,
  });
}

/** Those that the demo itself writes and reads, before anyone looks for them. */
async function createTopics({ log, settings: { topics } }: Show): Promise<void> {
  const { resource, frequency, anomalies, cordonRequests, enforcementOutcomes } = topics;
  const names = [resource, frequency, anomalies, cordonRequests, enforcementOutcomes];
  await log.createTopics(names.map((name) => ({ name, partitions: topics.partitions, replication: 1, config: {} })));
}

/** Writes the fleet's telemetry at its rate. */
async function feed({ settings, rate, simulated, story, log, counts, clock, elapsed, stop }: Show): Promise<void> {
  const writer = await log.writer();
  const events = simulated.events();
  while (!stop.aborted) {
    const records: OutputRecord[] = [];
    const due = Math.floor((elapsed() * rate) / 1000) - counts.events;
    while (records.length < Math.min(due, maxBatch)) {
      const event = events.next().value;
      records.push({ topic: settings.topics[event.kind], key: null, value: encodeSimulated(event), headers: [] });
      // Each container reports both kinds in a round; one of them is enough to count rounds.
      if (event.kind === "resource") story.reported(event.container);
    }
    if (records.length > 0) await writer.write(records);
    counts.events += records.length;
    await clock.sleep(paceMs, stop);
  }
}

/** Subscribes to the anomalies, as anyone would. */
async function listen({ settings, story, log, logger, clock, stop }: Show): Promise<void> {
  const { anomalies: topic } = settings.topics;
  const following = { topic, fromBeginning: true, untilEnd: false, stop };
  for await (const { partition, records } of follow(log, following, { logger }, clock)) {
    for (const record of records) {
      const anomaly = readAnomaly({ ...record, topic, partition });
      if (anomaly !== undefined) story.anomaly(anomaly);
    }
  }
}

/** Tells the story, turn by turn, with a line below that says how things stand. */
async function narrate(show: Show, onCall: OnCall): Promise<void> {
  const { simulated, story, status, counts, clock, elapsed, stop } = show;
  const suspects = new Set<string>();
  const cues = simulated.episodes.flatMap((episode) => cuesOf(episode, show, onCall, suspects));
  const statusTurns = status.isLive ? 2 : 10;
  let before = { events: 0, ms: 0 };
  for (let turn = 1; !stop.aborted; turn += 1) {
    await clock.sleep(turnMs, stop);
    if (stop.aborted) break;
    const now = elapsed();
    while ((cues[0]?.ms ?? Infinity) <= now) await cues.shift()?.act();
    for (const line of story.turn(now)) status.print(line);
    for (const { title, container, anomalies } of story.takeFound()) {
      suspects.add(container.node);
      status.print(story.asked("cordon", container.node, now));
      await onCall.cordon(container.node, `${title} in ${container.image}`, anomalies);
    }
    if (turn % statusTurns !== 0) continue;
    const perSecond = ((counts.events - before.events) * 1000) / (now - before.ms);
    before = { events: counts.events, ms: now };
    status.show(story.status({ ...counts, perSecond }, now));
  }
}

interface Cue {
  readonly ms: number;
  readonly act: () => Promise<void>;
}

/** @param suspects nodes that someone asked to be cordoned. */
function cuesOf(
  { attack, container, start, end }: Episode,
  { story, status, start: began }: Show,
  onCall: OnCall,
  suspects: Set<string>,
): Cue[] {
  const told = { title: attack.title, container, comm: attack.process?.comm ?? container.profile.process.comm };
  const [startMs, endMs] = [start - began, end - began];
  const { node } = container;
  return [
    { ms: startMs, act: async () => status.print(story.attackStarts(told, startMs)) },
    { ms: endMs, act: async () => status.print(story.attackEnds(told, endMs)) },
    {
      ms: endMs + trustMs,
      act: async () => {
        if (!suspects.delete(node)) return;
        status.print(story.asked("release", node, endMs + trustMs));
        await onCall.release(node, `${attack.title} has ended`);
      },
    },
  ];
}

/** Attacks begin at a fixed time after the start, each in a container of chance. */
function schedule(firstAttackMs: number): readonly ScheduledAttack[] {
  return Array.from({ length: attackCount }, (_, index) => ({
    attack: attacks[index % attacks.length] ?? attacks[0],
    afterMs: firstAttackMs + index * attackEveryMs,
    durationMs: attackMs,
  }));
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

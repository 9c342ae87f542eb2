/**
 * How long a partition stands still when its owner changes, under load, with 1,000 containers a partition, on a real broker and
 * a real Redis: `node bench/rebalance.ts [--named] [--turns N] [--rate EVENTS_PER_SECOND]`. Without names: 1 -> 3 -> 2 -> 1
 * instances, and one that is killed. With names (PICKET_INSTANCE_ID): one of three that is restarted, one that is killed and
 * comes back, and one that comes back when Redis is empty.
 *
 * A partition's pause is the longest time between two commits of it around the change, as the group's offsets show it every
 * 10 ms; under this load a partition that stays put commits several times a second.
 */

import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { Admin } from "@platformatic/kafka";
import { Redis } from "ioredis";
import { systemClock as clock } from "../runtime/clock.ts";
import { encodeSimulated } from "../simulate/encode.ts";
import { simulation } from "../simulate/simulation.ts";
import { KafkaTopics } from "../test/services/kafka-topics.ts";
import { kafkaBroker } from "../test/services/kafka.ts";
import { PicketProcess } from "../test/services/picket-process.ts";
import { redisServer } from "../test/services/redis.ts";

const { values: options } = parseArgs({
  options: {
    named: { type: "boolean", default: false },
    turns: { type: "string", default: "5" },
    rate: { type: "string", default: "2000" },
  },
});
const turns = Number(options.turns);
const rate = Number(options.rate);
const partitions = 4;
const images = 1000 * partitions;
const group = "rebalance.container";
const topic = "rebalance.by-container";
/** Long enough for a change to be over, and for a pause to be seen whole. */
const watchMs = 10_000;
/** The same, where a session and a transaction time out first. */
const longWatchMs = 40_000;
const feedEveryMs = 100;
const sampleMs = 10;

const [broker, redis] = [await kafkaBroker(), await redisServer()];
if (broker === undefined || redis === undefined) process.exit(1);
const admin = new Admin({ clientId: "rebalance", bootstrapBrokers: [broker.address], retries: 20 });
const topics = new KafkaTopics(broker.address);
const fleet = simulation({ seed: "rebalance", images, kinds: ["resource"], start: clock.now(), rate, attacks: [] });
const events = fleet.events();
const stop = new AbortController();
/** Running instances, the oldest first. */
const instances: PicketProcess[] = [];
let added = 0;

/** When the committed offset of a partition moved, in ms. */
const commits = Array.from({ length: partitions }, (): number[] => []);

interface Change {
  readonly name: string;
  readonly act: () => Promise<unknown>;
  readonly watchMs: number;
}

const changes: readonly Change[] = options.named
  ? [
      { name: "restart one of 3", act: () => replaceOldest("SIGTERM"), watchMs },
      { name: "kill -9 one of 3, start it again", act: () => replaceOldest("SIGKILL"), watchMs },
      { name: "kill -9 one of 3, empty Redis, start it again", act: replaceWithoutSnapshots, watchMs },
    ]
  : [
      { name: "1 -> 3", act: async () => [add(), add()], watchMs },
      { name: "3 -> 2", act: () => removeOldest("SIGTERM"), watchMs },
      { name: "2 -> 1", act: () => removeOldest("SIGTERM"), watchMs },
      { name: "1 -> 2", act: async () => add(), watchMs },
      { name: "kill -9 one of 2", act: () => removeOldest("SIGKILL"), watchMs: longWatchMs },
    ];

interface Replay {
  readonly events: number;
  readonly seconds: number;
}

const replays: Replay[] = [];

interface Pause {
  readonly change: string;
  readonly moved: boolean;
  readonly ms: number;
}

try {
  await topics.create(partitions, "rebalance-resource");
  for (let count = options.named ? 3 : 1; count > 0; count -= 1) add();
  // Each container is met a few times, so that a hand-over has something to hand over.
  await feed(10 * images);
  await topics.settled("rebalance.ingest", "rebalance-resource");
  await topics.settled(group, topic);
  const background = [feedSteadily(), sample()];
  await clock.sleep(watchMs / 2);
  const pauses: Pause[] = [];
  for (let turn = 0; turn < turns; turn += 1) {
    for (const change of changes) {
      const seen = await watch(change);
      const texts = seen.map(({ moved, ms }) => `${Math.round(ms)} ms${moved ? " (moved)" : ""}`);
      console.log(`${change.name}: ${texts.join(", ")}; load ${loadavg()[0]?.toFixed(1)}`);
      pauses.push(...seen);
    }
  }
  stop.abort();
  await Promise.all(background);
  report(pauses);
} finally {
  stop.abort();
  await Promise.all(instances.map((instance) => instance.stop()));
  await Promise.all([topics.close(), admin.close()]);
  await Promise.all([broker.dispose(), redis.dispose()]);
}

function add(name = `rebalance-${added}`): void {
  added += 1;
  instances.push(
    new PicketProcess({
      KAFKA_BROKER: broker?.address ?? "",
      PICKET_APPLICATION_ID: "rebalance",
      PICKET_DETECTORS: "resource-per-container",
      PICKET_ALERTS: "false",
      PICKET_PARTITIONS: String(partitions),
      PICKET_STATE: redis?.url ?? "",
      PICKET_TOPIC_RESOURCE: "rebalance-resource",
      PICKET_TOPIC_ANOMALIES: "rebalance-anomalies",
      PICKET_TOPIC_DEAD_LETTERS: "rebalance-dead-letters",
      ...(options.named ? { PICKET_INSTANCE_ID: name } : {}),
    }),
  );
}

async function removeOldest(signal: NodeJS.Signals): Promise<void> {
  const oldest = instances.shift();
  oldest?.kill(signal);
  await oldest?.ended;
}

/** The names go round as the instances do. */
async function replaceOldest(signal: NodeJS.Signals): Promise<void> {
  await removeOldest(signal);
  add(`rebalance-${added % 3}`);
}

async function replaceWithoutSnapshots(): Promise<void> {
  const client = new Redis(redis?.url ?? "");
  await client.flushall();
  client.disconnect();
  await replaceOldest("SIGKILL");
}

/** @returns how long each partition stood still, and whether it has a new owner. */
async function watch({ name, act, watchMs: forMs }: Change): Promise<readonly Pause[]> {
  const begin = clock.elapsed();
  const before = instances.map((instance) => ({ instance, said: instance.stderr.length }));
  await act();
  await clock.sleep(forMs);
  const gone = instances.find((instance) => !instance.running);
  if (gone) throw new Error(`An instance ended by itself:\n${gone.stderr.slice(-3000)}`);
  const said = instances.map((instance) => {
    const known = before.find((one) => one.instance === instance)?.said ?? 0;
    return instance.stderr.slice(known);
  });
  replays.push(...said.flatMap(replayedIn));
  const moved = new Set(said.flatMap(adoptedIn));
  return commits.map((times, partition) => ({
    change: name,
    moved: moved.has(partition),
    ms: longestGap(times, begin),
  }));
}

/** Partitions of the container stage that an instance says to have taken over. */
function adoptedIn(log: string): readonly number[] {
  const lines = log.split("\n").filter((line) => line.includes(`topic=${topic} `) && line.includes("position="));
  return lines.map((line) => Number(/ partition=(\d+)/.exec(line)?.[1]));
}

/** What was learned again of partitions that had no snapshot to go on from. */
function replayedIn(log: string): readonly Replay[] {
  const fromLog = log.split("\n").filter((line) => line.includes("restoring a partition's state from its log"));
  const partitions = new Set(fromLog.map((line) => / partition=(\d+)/.exec(line)?.[1]));
  return [...log.matchAll(/partition restored stage=container .* partition=(\d+) events=(\d+) seconds=([\d.]+)/g)]
    .filter(([, partition]) => partitions.has(partition))
    .map(([, , events, seconds]) => ({ events: Number(events), seconds: Number(seconds) }));
}

/** From the last commit before `from` on, to now. */
function longestGap(times: readonly number[], from: number): number {
  const around = [
    ...times.filter((time) => time < from).slice(-1),
    ...times.filter((time) => time >= from),
    clock.elapsed(),
  ];
  return around.slice(1).reduce((longest, time, index) => Math.max(longest, time - around[index]!), 0);
}

async function feed(count: number): Promise<void> {
  const values = Array.from({ length: count }, () => encodeSimulated(events.next().value));
  await topics.write("rebalance-resource", values);
}

async function feedSteadily(): Promise<void> {
  const began = clock.elapsed();
  for (let fed = 0; !stop.signal.aborted;) {
    const due = Math.floor(((clock.elapsed() - began) / 1000) * rate) - fed;
    if (due > 0) await feed(due);
    fed += Math.max(0, due);
    await clock.sleep(feedEveryMs, stop.signal);
  }
}

async function sample(): Promise<void> {
  const last = commits.map(() => -1n);
  while (!stop.signal.aborted) {
    const [found] = await admin.listConsumerGroupOffsets({ groups: [group] });
    const now = clock.elapsed();
    for (const { partitionIndex, committedOffset } of found?.topics.find(({ name }) => name === topic)?.partitions ??
      []) {
      if (committedOffset === last[partitionIndex]) continue;
      last[partitionIndex] = committedOffset;
      commits[partitionIndex]?.push(now);
    }
    await clock.sleep(sampleMs, stop.signal);
  }
}

function report(pauses: readonly Pause[]): void {
  console.log(`${cpus().length} x ${cpus()[0]?.model}; ${images} images, ${rate} events/s`);
  for (const { name } of changes)
    summarize(
      name,
      pauses.filter(({ change }) => change === name),
    );
  summarize(
    "all but kills",
    pauses.filter(({ change }) => !change.startsWith("kill")),
  );
}

function summarize(name: string, pauses: readonly Pause[]): void {
  for (const moved of [true, false]) {
    const times = pauses.filter((pause) => pause.moved === moved).map(({ ms }) => ms);
    times.sort((a, b) => a - b);
    const at = (share: number): string => `${Math.round(times[Math.ceil(share * times.length) - 1] ?? NaN)} ms`;
    const which = `${name}, partitions that ${moved ? "moved" : "stayed"}`;
    if (times.length > 0) console.log(`${which}: ${times.length}, p50 ${at(0.5)}, p99 ${at(0.99)}`);
  }
}

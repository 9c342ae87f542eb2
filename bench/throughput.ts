/**
 * Picket beside Kafka Streams in Java and beside a bare reader, on one broker, in one run, round by round:
 * `npm run bench -- [--events N] [--rounds N] [--peer DIR] [--json FILE]`. See docs/performance.md.
 */

import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { kafkaLog } from "../log/kafka/log.ts";
import { systemClock } from "../runtime/clock.ts";
import { encodeSimulated } from "../simulate/encode.ts";
import { simulation } from "../simulate/simulation.ts";
import { kafkaBroker } from "../test/services/kafka.ts";
import { redisServer } from "../test/services/redis.ts";
import { type Input, type Run, runBareReader, runKafkaStreams, runPicket } from "./contestants.ts";

const { values: options } = parseArgs({
  options: {
    events: { type: "string", default: "600000" },
    rounds: { type: "string", default: "5" },
    peer: { type: "string", default: "" },
    json: { type: "string" },
  },
});
const partitions = 4;
const images = 24;
const rounds = Number(options.rounds);

interface Contestant {
  readonly name: string;
  run(round: number): Promise<Run>;
}

interface Result {
  readonly contestant: string;
  /** Median of the rounds. */
  readonly eventsPerSecond: number;
  readonly slowest: number;
  readonly fastest: number;
  /** Of the worst round. */
  readonly peakMiB: number;
}

/** The peer writes no line for an anomaly either. */
const quiet = { PICKET_ALERTS: "false" };
const onlyPerContainer = { detectors: "resource-per-container", judging: ["container"], settings: quiet };

const broker = await kafkaBroker();
if (broker === undefined) process.exit(1);
const redis = await redisServer();
const started = systemClock.now();
const input: Input = { address: broker.address, topic: `bench-${started}`, events: Number(options.events) };
try {
  await fill(input);
  await report(await measured(contestants(input)));
} finally {
  await Promise.all([broker.dispose(), redis?.dispose()]);
}

/** The same simulated resource events for everyone, spread evenly and without keys, as the agents' server spreads them. */
async function fill({ address, topic, events }: Input): Promise<void> {
  const log = kafkaLog({ clientId: "bench", brokers: [address], now: () => systemClock.now() });
  const names = [topic, `${topic}-peer`];
  await log.createTopics(names.map((name) => ({ name, partitions, replication: -1, config: {} })));
  const writer = await log.writer();
  const start = started - events;
  const fleet = simulation({ seed: "bench", images, kinds: ["resource"], start, rate: 1000, attacks: [] }).events();
  const batchSize = 4000;
  for (let written = 0; written < events; written += batchSize) {
    const batch = Array.from({ length: Math.min(batchSize, events - written) }, (_, index) => {
      const value = encodeSimulated(fleet.next().value);
      return { topic, partition: index % partitions, key: null, value, headers: [] };
    });
    await writer.write(batch);
  }
  await log.close();
}

function contestants(of: Input): Contestant[] {
  const directory = options.peer;
  const hasPeer = existsSync(join(directory, "run.sh"));
  if (!hasPeer) console.error(`Kafka Streams is left out: nothing to run in ${directory} (--peer DIR names another).`);
  const peer = (threads: number): Contestant => ({
    name: `Kafka Streams in Java, ${threads === 1 ? "1 thread" : `${threads} threads`}`,
    run: () => runKafkaStreams(of, directory, threads, 100),
  });
  return [
    {
      name: "Picket, resource-per-container",
      run: (round) => runPicket(of, { ...onlyPerContainer, applicationId: `${of.topic}-one-${round}` }),
    },
    ...(hasPeer ? [peer(1), peer(2)] : []),
    ...(redis ? [withSnapshots(of, redis.url)] : []),
    {
      name: "Picket, with a line on stdout for each anomaly",
      run: (round) => runPicket(of, { ...onlyPerContainer, settings: {}, applicationId: `${of.topic}-lines-${round}` }),
    },
    {
      name: "Picket, all detectors",
      run: (round) => {
        const variant = { detectors: "all", judging: ["container", "global"], settings: quiet };
        return runPicket(of, { ...variant, applicationId: `${of.topic}-all-${round}` });
      },
    },
    { name: "bare fetch and decode", run: () => runBareReader(of) },
  ];
}

/** Each second, ten times as often as by default, so that a run of some seconds takes several. */
function withSnapshots(of: Input, url: string): Contestant {
  const settings = { ...quiet, PICKET_STATE: url, PICKET_SNAPSHOT_INTERVAL: "1s" };
  return {
    name: "Picket, with snapshots in Redis each second",
    run: (round) => runPicket(of, { ...onlyPerContainer, settings, applicationId: `${of.topic}-state-${round}` }),
  };
}

/** In turn, so that whatever else the machine does falls on all alike. */
async function measured(all: readonly Contestant[]): Promise<Result[]> {
  const runs = all.map(({ name }) => ({ name, rates: [] as number[], peaks: [] as number[] }));
  for (let round = 1; round <= rounds; round++) {
    for (const [index, contestant] of all.entries()) {
      const { eventsPerSecond, peakMiB } = await contestant.run(round);
      runs[index]!.rates.push(Math.round(eventsPerSecond));
      runs[index]!.peaks.push(peakMiB);
      console.error(`round ${round}: ${contestant.name}: ${Math.round(eventsPerSecond)} events/s, ${peakMiB} MiB`);
    }
  }
  return runs.map(({ name, rates, peaks }) => {
    rates.sort((one, other) => one - other);
    return {
      contestant: name,
      eventsPerSecond: rates[rates.length >> 1]!,
      slowest: rates[0]!,
      fastest: rates.at(-1)!,
      peakMiB: Math.max(...peaks),
    };
  });
}

/** @param results the first is what the others are compared with. */
async function report(results: readonly Result[]): Promise<void> {
  const first = results[0]!.eventsPerSecond;
  const table = results.map((result) => ({
    ...result,
    "Picket's rate is": `${(first / result.eventsPerSecond).toFixed(2)} x`,
  }));
  console.table(table);
  if (options.json === undefined) return;
  const [cpu] = cpus();
  const machine = { node: process.version, cpu: cpu?.model, cores: cpus().length, loadAtEnd: loadavg()[0] };
  const setting = { events: input.events, images, partitions, rounds };
  await writeFile(options.json, `${JSON.stringify({ ...setting, machine, results }, null, 2)}\n`);
}

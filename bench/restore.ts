/**
 * What states take in Redis, and how long a partition's restore takes: `node bench/restore.ts [--containers 1000,10000]
 * [--json FILE]`. Each container's state is half-space trees after 300 to 900 simulated events; Redis is local.
 */

import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { Redis } from "ioredis";
import { fingerprintOf } from "../runtime/fingerprint.ts";
import { unboundedMemory } from "../runtime/idle-keys.ts";
import { PartitionState } from "../runtime/partition-state.ts";
import { sealEntry } from "../runtime/state-entry.ts";
import { encodeSimulated } from "../simulate/encode.ts";
import { simulation } from "../simulate/simulation.ts";
import { eventDecoder } from "../sources/ebpf/decoder.ts";
import { RedisStore } from "../state/redis-store.ts";
import { redisServer } from "../test/services/redis.ts";
import { builtInDetectors } from "../topology/detectors/built-in.ts";
import { Rejection } from "../topology/rejection.ts";

const { values: options } = parseArgs({
  options: { containers: { type: "string", default: "1000,10000" }, json: { type: "string" } },
});

const rounds = 5;
/** Containers in the simulated fleet; each of its states, at several ages, stands for many containers. */
const images = 40;
const ages = [300, 500, 700, 900];

const warmup = { size: 3000, timeMs: 240_000, sizePerContainer: 50 };
const forgetAfterMs = 7 * 86_400_000;
const detector = builtInDetectors({ model: "hst", profile: "river", warmup })[0]!;
const identity = { topicId: "bench", fingerprint: fingerprintOf([detector], forgetAfterMs) };

const server = await redisServer({});
if (server === undefined) throw new Error("There is no Redis to measure.");
try {
  const states = trained();
  const results = [];
  for (const containers of options.containers.split(",").map(Number)) results.push(await measured(containers, states));
  console.table(results);
  if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify({ rounds, results }, null, 2)}\n`);
} finally {
  await server.dispose();
}

/** Snapshots of every image of the fleet at every age. */
function trained(): readonly Uint8Array[] {
  const decoder = eventDecoder();
  const states = new Map(Array.from({ length: images }, (_, i) => [i, { seen: 0, state: detector.open() }]));
  const numbers = new Map<string, number>();
  const snapshots: Uint8Array[] = [];
  const fleet = { seed: "restore", images, kinds: ["resource"] as const, start: 1_700_000_000_000, rate: 1000 };
  for (const event of simulation({ ...fleet, attacks: [] }).events()) {
    const decoded = decoder.decode(encodeSimulated(event));
    if (decoded instanceof Rejection || decoded.containerImage === "") continue;
    const number = numbers.get(decoded.containerImage) ?? numbers.size;
    numbers.set(decoded.containerImage, number);
    const entry = states.get(number);
    if (entry === undefined) continue;
    entry.state.observe(decoded);
    entry.seen += 1;
    if (ages.includes(entry.seen))
      snapshots.push(sealEntry({ lastSeen: fleet.start, wakeAt: Infinity, state: entry.state.snapshot() }));
    if (entry.seen === ages.at(-1)) states.delete(number);
    if (snapshots.length >= (images * ages.length) / 2) return snapshots;
  }
  return snapshots;
}

async function measured(containers: number, states: readonly Uint8Array[]) {
  const location = server!.url;
  const store = new RedisStore({ location, keyPrefix: "bench:", expiryMs: 3_600_000, timeoutMs: 60_000 });
  const scope = { applicationId: `bench-${containers}`, stage: "container", partition: 0 };
  const empty = await memoryOf(location);
  const names = Array.from(
    { length: containers },
    (_, i) => `${detector.name}/registry.local/team-${i}/service:1.${i}`,
  );
  const changed = new Map(names.map((name, i) => [name, states[i % states.length]!]));
  const saving = performance.now();
  await store.open(scope, identity).save({ offset: 1, epoch: 1, savedAt: 0, isWhole: true, changed, removed: [] });
  const saveMs = performance.now() - saving;
  const bytes = (await memoryOf(location)) - empty;
  const loads: number[] = [];
  const restores: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const start = performance.now();
    const snapshot = await store.open(scope, identity).load((problem) => {
      throw new Error(problem);
    });
    loads.push(performance.now() - start);
    const state = await PartitionState.restore(snapshot!.entries, {
      keepers: [detector],
      forgetAfterMs,
      memory: unboundedMemory,
    });
    restores.push(performance.now() - start);
    if (state.counts().get(detector.name) !== containers) throw new Error("not all came back");
  }
  await store.drop(scope.applicationId);
  await store.close();
  return {
    containers,
    "bytes in Redis per container": Math.round(bytes / containers),
    "save, s": seconds(saveMs),
    "load, s (median)": seconds(median(loads)),
    "load and restore, s (median)": seconds(median(restores)),
    slowest: seconds(Math.max(...restores)),
  };
}

async function memoryOf(location: string): Promise<number> {
  const client = new Redis(location);
  const info = await client.info("memory");
  client.disconnect();
  return Number(/used_memory:(\d+)/.exec(info)?.[1]);
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[values.length >> 1]!;
}

function seconds(ms: number): number {
  return Math.round(ms) / 1000;
}

/** A past that is read at once makes the windows of one that was read as it happened, whoever reads quicker. */

import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Harness, type HarnessOptions } from "../../kit/harness.ts";
import { nodeFeatures } from "../../nodes/features.ts";
import { defaultNodePolicy } from "../../nodes/policy/policy.ts";
import { windowDecoder } from "../../nodes/window-codec.ts";
import { readFrame } from "../../runtime/frame.ts";
import { isTick } from "../../runtime/tick.ts";
import { Random } from "../../simulate/random.ts";
import { parseIncident } from "../../simulate/nodes/incident.ts";
import { nodeSimulation } from "../../simulate/nodes/simulation.ts";
import { MemoryStore } from "../../state/memory-store.ts";
import { builtInDetectors } from "../../topology/detectors/built-in.ts";
import { picket } from "../../topology/picket.ts";
import { Rejection } from "../../topology/rejection.ts";
import { settings } from "./windows/run.ts";

const seed = process.env["PICKET_TEST_SEED"] ?? "catching up";
const start = 1_800_000_000_000;
const seconds = 180;
const topics = ["node-metrics", "tetragon", "ebpf_events", "resource"] as const;

const warmup = { size: 200, timeMs: Infinity, sizePerContainer: 10 };
const declared = picket({
  detectors: builtInDetectors({ model: "ocsvm", profile: "river", warmup }).filter(
    ({ scope }) => scope === "container",
  ),
  containerKey: "image",
  maxEventBytes: 2 ** 20,
  nodes: {
    sensors: ["metrics", "tetragon", "ebpf"],
    identity: { label: "node" },
    windows: settings,
    policy: defaultNodePolicy,
  },
});

const fleet = nodeSimulation({
  seed,
  nodes: 2,
  start,
  incidents: [parseIncident("reverse-shell@+50s+30s")],
  topics: [...topics],
  executes: 0.5,
  connects: 0.5,
  containersPerNode: 4,
});

const records = [...takeUntil(start + seconds * 1000)];

function* takeUntil(end: number) {
  for (const record of fleet.records()) {
    if (record.time >= end) return;
    yield { ...record, value: Buffer.from(record.value) };
  }
}

const bySecond = Map.groupBy(records, ({ time }) => Math.floor((time - start) / 1000));

async function write(harness: Harness, second: number): Promise<void> {
  for (const [topic, own] of Map.groupBy(bySecond.get(second) ?? [], (record) => record.topic)) {
    const values = own.map(({ value }) => value);
    await harness.write(topic === "ebpf_events" ? "ebpf-events" : topic, values, { timestamp: start + second * 1000 });
  }
}

/** Lets time pass after the last word. */
async function end(harness: Harness): Promise<void> {
  await harness.settled();
  for (let second = 1; second <= 90; second++) await harness.tick(start + (seconds + second) * 1000);
  await harness.settled();
  await harness.close();
}

async function asItHappened(): Promise<Harness> {
  const harness = new Harness(declared, { maxClockAheadMs: 3_600_000 });
  harness.start();
  for (let second = 0; second < seconds; second++) {
    await write(harness, second);
    await harness.settled();
    await harness.tick(start + second * 1000 + 1000);
  }
  await end(harness);
  return harness;
}

async function atOnce(options: HarnessOptions, go: (harness: Harness) => void | Promise<void>): Promise<Harness> {
  const harness = new Harness(declared, { maxClockAheadMs: 3_600_000, ...options });
  for (let second = 0; second < seconds; second++) await write(harness, second);
  await go(harness);
  await end(harness);
  return harness;
}

/** Lets a stage wait a little before each of its fetches, in all processes that are started. */
function slow(harness: Harness, stage: string, ms: number): void {
  const { cluster } = harness;
  const connect = cluster.connect.bind(cluster);
  cluster.connect = () => {
    const log = connect();
    const join = log.join.bind(log);
    log.join = async (options) => {
      const member = await join(options);
      if (!options.groupId.endsWith(`.${stage}`)) return member;
      const fetch = member.fetch.bind(member);
      member.fetch = async (...args) => {
        await sleep(ms);
        return fetch(...args);
      };
      return member;
    };
    return log;
  };
}

interface Told {
  readonly late: number;
  readonly features: readonly string[];
}

/** Of each node's whole windows, by node and start; but for the last ones. */
function windowsOf(harness: Harness): ReadonlyMap<string, Told> {
  const windows = new Map<string, Told>();
  const decoder = windowDecoder();
  for (const { value } of harness.readAll("by-group")) {
    if (value === null || isTick(value)) continue;
    const frame = readFrame(value);
    assert.ok(!(frame instanceof Rejection));
    for (const { bytes } of frame.events) {
      const window = decoder.decode(bytes);
      assert.ok(!(window instanceof Rejection));
      if (window.isEarly || window.end > start + (seconds - 5) * 1000) continue;
      // Sums may have been made in another order.
      const features = nodeFeatures.map((name, index) => `${name} ${window.features[index]?.toPrecision(12)}`);
      windows.set(`${window.node} ${(window.start - start) / 1000}`, { late: window.late, features });
    }
  }
  return windows;
}

function lateIn(windows: ReadonlyMap<string, Told>): number {
  return [...windows.values()].reduce((sum, { late }) => sum + late, 0);
}

describe(`a past that is read at once makes the windows of one that is read as it happens (PICKET_TEST_SEED=${seed})`, () => {
  let expected: ReadonlyMap<string, Told>;

  before(async () => {
    expected = windowsOf(await asItHappened());
    assert.ok(expected.size >= fleet.nodes.length * Math.floor((seconds - 5) / 10 - 1));
    assert.equal(lateIn(expected), 0);
    assert.ok([...expected.values()].some(({ features }) => features.some((one) => /^container_.* [1-9]/.test(one))));
  });

  for (const stage of ["ingest-metrics", "ingest-tetragon", "container"]) {
    it(`whoever is slow, here ${stage}`, async () => {
      const harness = await atOnce({}, (slowed) => {
        slow(slowed, stage, 10);
        slowed.start();
      });
      assert.deepEqual(windowsOf(harness), expected);
    });
  }

  it("and though partitions of one topic are read one before the other", async () => {
    const harness = await atOnce({ partitions: 3, fetchBytes: 32 * 1024 }, (alone) => void alone.start());
    assert.equal(lateIn(windowsOf(harness)), 0);
    // What a container does lies in several partitions, so detectors may meet it in another order.
    const measured = (windows: ReadonlyMap<string, Told>) =>
      new Map([...windows].map(([of, { features }]) => [of, features.filter((one) => !one.startsWith("container_"))]));
    assert.deepEqual(measured(windowsOf(harness)), measured(expected));
  });

  it("and though processes crash and transactions fail meanwhile", async () => {
    const random = new Random(seed);
    const harness = await atOnce({ store: new MemoryStore() }, async (crashing) => {
      for (let crash = 0; crash < 4; crash++) {
        const running = crashing.start();
        for (let failure = 0; failure < 3; failure++) {
          await sleep(random.integer(10, 80));
          crashing.cluster.failNextTransaction(random.chance(0.5) ? "before" : "after");
        }
        await crashing.crash(running);
      }
      crashing.start();
    });
    assert.deepEqual(windowsOf(harness), expected);
  });
});

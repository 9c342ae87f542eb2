/** A past that is read at once makes the windows of one that was read as it happened, whoever reads quicker. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Harness, type HarnessOptions, type Instance } from "../../kit/harness.ts";
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
const seconds = Number(process.env["SECONDS"] ?? 1800);
const topics = ["node-metrics", "tetragon", "ebpf_events", "resource"] as const;

const warmup = { size: 200, timeMs: Infinity, sizePerContainer: 50 };
const declared = picket({
  detectors: builtInDetectors({ model: "hst", profile: "river", warmup }).filter(({ scope }) => scope === "container"),
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
  containersPerNode: 2,
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
  for (let second = 1; second <= 60; second++) await harness.tick(start + (seconds + second) * 1000);
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

async function atOnce(options: HarnessOptions, go: (harness: Harness) => Promise<void>): Promise<Harness> {
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
      const features = nodeFeatures.map((name, index) => `${name} ${window.features[index]}`);
      windows.set(`${window.node} ${(window.start - start) / 1000}`, { late: window.late, features });
    }
  }
  return windows;
}

function difference(one: ReadonlyMap<string, Told>, other: ReadonlyMap<string, Told>): readonly string[] {
  const names = new Set([...one.keys(), ...other.keys()]);
  return [...names].filter((name) => JSON.stringify(one.get(name)) !== JSON.stringify(other.get(name)));
}

describe(`a past that is read at once (PICKET_TEST_SEED=${seed})`, async () => {
  console.log("records", records.length);
  const expected = windowsOf(await asItHappened());
  assert.ok(expected.size > 2 * (seconds / 10 - 3));
  const check = (name: string, harness: Harness) => {
    const told = windowsOf(harness);
    const late = [...told.values()].reduce((sum, window) => sum + window.late, 0);
    const diff = difference(expected, told);
    console.log(name, "windows", told.size, "of", expected.size, "late", late, "different", diff.length);
    for (const one of diff.slice(0, 3)) console.log(one, expected.get(one), told.get(one));
  };

  for (const stage of ["none", "ingest-metrics", "ingest-tetragon", "ingest-ebpf", "ingest", "container"]) {
    it(`makes the same windows where ${stage} is slow`, async () => {
      const began = performance.now();
      const harness = await atOnce({}, async (harness) => {
        slow(harness, stage, 10);
        harness.start();
      });
      check(stage, harness);
      console.log(Math.round(performance.now() - began), "ms");
    });
  }

  it("makes the same windows although processes crash", async () => {
    const random = new Random(seed);
    const harness = await atOnce({ store: new MemoryStore() }, async (harness) => {
      let running: Instance | undefined;
      for (let crash = 0; crash < 8; crash++) {
        running = harness.start();
        await sleep(100 + random.integer(0, 200));
        await harness.crash(running);
      }
      harness.start();
    });
    check("crashes", harness);
  });
});

/** The whole path of nodes in memory: the declared stages, on a small simulated fleet, with and without crashes. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Harness, type HarnessOptions, type Instance } from "../../kit/harness.ts";
import type { Provenance } from "../../nodes/ingest/provenance.ts";
import { NodeModels } from "../../inference/node-models.ts";
import { defaultNodePolicy } from "../../nodes/policy/policy.ts";
import { decodeDeadLetter } from "../../proto/codecs/dead-letter.ts";
import { nodeHealthFromJson } from "../../proto/codecs/node-health-json.ts";
import { readFrame } from "../../runtime/frame.ts";
import { systemClock } from "../../runtime/clock.ts";
import { isTick } from "../../runtime/tick.ts";
import { Random } from "../../simulate/random.ts";
import { parseIncident } from "../../simulate/nodes/incident.ts";
import { nodeSimulation } from "../../simulate/nodes/simulation.ts";
import { MemoryStore } from "../../state/memory-store.ts";
import { silentLogger } from "../../telemetry/logger.ts";
import { builtInDetectors } from "../../topology/detectors/built-in.ts";
import type { NodePathOptions } from "../../topology/node-path.ts";
import { picket } from "../../topology/picket.ts";
import { Rejection } from "../../topology/rejection.ts";
import { Shelf } from "../inference/shelf.ts";
import { settings } from "./windows/run.ts";

const seed = process.env["PICKET_TEST_SEED"] ?? "node path";
const start = 1_800_000_000_000;
const seconds = 120;
const step = 5;

function declared(provenance?: Provenance, models?: NodePathOptions["models"]) {
  const warmup = { size: 200, timeMs: Infinity, sizePerContainer: 50 };
  return picket({
    detectors: builtInDetectors({ model: "hst", profile: "river", warmup }).filter(
      ({ scope }) => scope === "container",
    ),
    containerKey: "image",
    maxEventBytes: 2 ** 20,
    provenance,
    nodes: {
      sensors: ["metrics", "tetragon", "ebpf"],
      identity: { label: "node" },
      windows: settings,
      policy: defaultNodePolicy,
      ...(models === undefined ? {} : { models }),
    },
  });
}

const fleet = nodeSimulation({
  seed,
  nodes: 4,
  start,
  incidents: [parseIncident("reverse-shell@+50s+30s")],
  topics: ["node-metrics", "tetragon", "ebpf_events", "resource"],
  executes: 1,
});

const records = [...takeUntil(start + seconds * 1000)];

function* takeUntil(end: number) {
  for (const record of fleet.records()) {
    if (record.time >= end) return;
    yield { ...record, value: Buffer.from(record.value) };
  }
}

/** Writes the fleet's telemetry in steps, each followed by ticks, and lets `between` happen between them. */
async function feed(harness: Harness, between: () => Promise<void> = async () => {}): Promise<void> {
  for (let second = 0; second < seconds + 60; second += step) {
    const [from, to] = [start + second * 1000, start + (second + step) * 1000];
    const now = records.filter(({ time }) => time >= from && time < to);
    for (const [topic, own] of Map.groupBy(now, (record) => record.topic)) {
      const values = own.map(({ value }) => value);
      await harness.write(topic === "ebpf_events" ? "ebpf-events" : topic, values, { timestamp: to });
    }
    await between();
    await harness.settled();
    for (let tick = from; tick < to; tick += 1000) await harness.tick(tick + 1000);
  }
  await harness.settled();
}

async function run(options: HarnessOptions, disturb?: (harness: Harness) => Promise<void>): Promise<Harness> {
  const harness = new Harness(declared(), { maxClockAheadMs: 3_600_000, ...options });
  if (disturb === undefined) harness.start();
  await feed(harness, disturb && (() => disturb(harness)));
  await harness.close();
  return harness;
}

/** What a stage writes from the very internal log that `from` read, when nothing happens on the way. */
async function alone(stage: string, topic: string, from: Harness): Promise<Harness> {
  const harness = new Harness(declared().only([stage]), { maxClockAheadMs: 3_600_000, partitions: 2 });
  const name = from.nameOf(topic);
  for (let partition = 0; partition < (from.cluster.partitionCount(name) ?? 0); partition++) {
    for (const record of from.read(topic, partition)) {
      harness.cluster.partition({ topic: name, partition }).append({ ...record, topic: name }, 0);
    }
  }
  harness.start();
  await harness.settled();
  await harness.close();
  return harness;
}

function healthsOf(harness: Harness) {
  return harness.readAll("node-health").map(({ value }) => nodeHealthFromJson(value!.toString()));
}

/** Values by key, as they lie in the topic. */
function valuesByKey(harness: Harness, topic: string): Readonly<Record<string, readonly string[]>> {
  const values: Record<string, string[]> = {};
  for (const { key, value } of harness.readAll(topic)) (values[String(key)] ??= []).push(String(value));
  return values;
}

/** The windows that were forwarded, by node. */
function windowsByNode(harness: Harness): Readonly<Record<string, readonly string[]>> {
  const windows: Record<string, string[]> = {};
  for (const { value } of harness.readAll("by-group")) {
    if (value === null || isTick(value)) continue;
    const frame = readFrame(value);
    assert.ok(!(frame instanceof Rejection));
    for (const { bytes } of frame.events) {
      const node = bytes.toString("utf8", 2, 2 + bytes[1]!);
      (windows[node] ??= []).push(bytes.toString("hex"));
    }
  }
  return windows;
}

describe(`the path of nodes (PICKET_TEST_SEED=${seed})`, () => {
  it("tells the health of every node in every window, of all that its sensors say", async () => {
    const harness = await run({});
    assert.deepEqual(harness.readAll("dead-letters"), []);
    const byNode = Map.groupBy(healthsOf(harness), ({ node }) => node);
    assert.deepEqual([...byNode.keys()].toSorted(), fleet.nodes.map(({ name }) => name).toSorted());
    for (const [node, healths] of byNode) {
      const windows = healths.filter(({ isEarly, id }) => !isEarly && !id.endsWith("/silent"));
      const whole = windows.filter(({ end }) => end < start + (seconds - 5) * 1000);
      assert.equal(whole.length, Math.floor((seconds - 6) / 10), node);
      for (const [index, { start: from, features, missing, late }] of whole.entries()) {
        assert.equal(from, start + index * 10_000);
        assert.equal(late, 0);
        if (index > 0) assert.deepEqual(missing, []);
        assert.ok(features["exec_count"]! >= 0 && features["exec_count"]! < 500);
        if (index > 0) assert.ok(features["avg_cpu"]! > 0 && features["avg_mem"]! > 0 && features["net_bytes_in"]! > 0);
      }
    }
    const [incident] = fleet.incidents;
    const struck = healthsOf(harness).filter(({ indicators }) => indicators.length > 0);
    assert.ok(struck.length > 0 && struck.every(({ node }) => node === incident?.node.name));
    assert.ok(struck.some(({ isEarly }) => isEarly));
  });

  it("writes byte for byte what one uninterrupted process writes, however often processes crash", async () => {
    const random = new Random(seed);
    const store = new MemoryStore();
    let running: Instance[] = [];
    let crashes = 0;
    const harness = await run({ partitions: 2, store }, async (disturbed) => {
      if (running.length > 0 && random.chance(0.4)) {
        const [first, ...rest] = running;
        await disturbed.crash(first!);
        running = rest;
        crashes += 1;
      }
      if (running.length === 0 || (running.length < 2 && random.chance(0.3))) running.push(disturbed.start());
    });
    assert.ok(crashes > 3, `${crashes} crashes`);
    assert.ok(Object.keys(windowsByNode(harness)).length === fleet.nodes.length);
    assert.deepEqual(windowsByNode(await alone("node", "by-node", harness)), windowsByNode(harness));
    const judged = await alone("health", "by-group", harness);
    assert.ok(harness.readAll("node-health").length > 40);
    assert.deepEqual(valuesByKey(judged, "node-health"), valuesByKey(harness, "node-health"));
    assert.deepEqual(valuesByKey(judged, "cordon-requests"), valuesByKey(harness, "cordon-requests"));
  });

  it("has each whole window scored by loaded models on its way; early ones do not wait for them", async () => {
    const shelf = new Shelf();
    shelf.put({}, "score", "lstm.json");
    const options = { files: shelf, names: ["lstm.json"], mostWindows: 6, everyMs: 1000 };
    const advisor = new NodeModels({ ...options, clock: systemClock, logger: silentLogger });
    await advisor.look();
    const harness = new Harness(declared(undefined, { advisor, windows: 6 }), { maxClockAheadMs: 3_600_000 });
    harness.start();
    await feed(harness);
    await harness.close();
    assert.deepEqual(harness.readAll("dead-letters"), []);
    const healths = healthsOf(harness).map(({ isEarly, start: from, scores }) => {
      return { isEarly, from, models: scores.filter(({ model }) => model === "lstm").length };
    });
    // Three of six windows must be known.
    const whole = healths.filter(({ isEarly, from }) => !isEarly && from >= start + 30_000 && from < start + 110_000);
    const early = healths.filter(({ isEarly }) => isEarly);
    assert.ok(whole.length === 8 * fleet.nodes.length && early.length > 0, `${whole.length} and ${early.length}`);
    assert.ok(whole.every(({ models }) => models === 1));
    assert.ok(early.every(({ models }) => models === 0));
  });

  it("rejects what a sender says of another's node, and counts the rest, where senders are bound to nodes", async () => {
    const [own, other] = fleet.nodes.map(({ name }) => name);
    const nodes = new Map([["spiffe://fleet/one", [own!]]]);
    const harness = new Harness(declared({ header: "x-sender", nodes }));
    harness.start();
    const ofNode = (topic: string, node: string) =>
      records.find(({ topic: written, value }) => written === topic && value.toString("latin1").includes(node))!.value;
    const headers = [["x-sender", Buffer.from("spiffe://fleet/one")]] as const;
    for (const topic of ["node-metrics", "tetragon", "ebpf_events", "resource"] as const) {
      const to = topic === "ebpf_events" ? "ebpf-events" : topic;
      await harness.write(to, [ofNode(topic, own!), ofNode(topic, other!)], { headers });
      await harness.write(to, [ofNode(topic, own!)]);
      await harness.write(to, [ofNode(topic, own!)], { headers: [...headers, ...headers] });
    }
    await harness.settled();
    await harness.close();
    const letters = harness.readAll("dead-letters").map((record) => decodeDeadLetter(record));
    const counts = Map.groupBy(letters, ({ reason, source }) => `${reason} ${source.topic}`);
    const inputs = ["node-metrics", "tetragon", "ebpf-events", "resource"];
    assert.deepEqual([...counts.keys()].toSorted(), inputs.map((topic) => `node_mismatch ${topic}`).toSorted());
    assert.ok([...counts.values()].every(({ length }) => length === 3));
    const keys = ["by-node", "by-container"].flatMap((topic) =>
      harness.readAll(topic).flatMap(({ value }) => {
        const frame = readFrame(value!);
        assert.ok(!(frame instanceof Rejection));
        return frame.events.map(({ key }) => key);
      }),
    );
    assert.equal(keys.filter((key) => key === own).length, 3);
    assert.equal(keys.length, 4);
  });
});

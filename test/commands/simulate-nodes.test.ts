/** `picket simulate --nodes`: what reaches files and topics, and how its time passes. */

import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { simulate, type SimulateOptions } from "../../commands/simulate.ts";
import { Pace } from "../../commands/simulate/pace.ts";
import { loadSettings } from "../../config/settings.ts";
import type { LogRecord } from "../../log/port.ts";
import { systemClock } from "../../runtime/clock.ts";
import { eventDecoder } from "../../sources/ebpf/decoder.ts";
import { readEventFile } from "../../sources/ebpf/event-file.ts";
import { adapterDecoder } from "../../sources/prometheus/kafka-adapter.ts";
import { remoteWrite1Reader } from "../../sources/prometheus/remote-write-1.ts";
import { tetragonDecoder } from "../../sources/tetragon/decoder.ts";
import { Rejection } from "../../topology/rejection.ts";
import { context, Harness } from "./harness.ts";

const settings = loadSettings({});
let directory = "";

before(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "picket-simulate-nodes-"));
});
after(() => rm(directory, { recursive: true }));

const run = async (options: SimulateOptions, harness = new Harness()): Promise<Harness> => {
  await simulate(settings, options, context, harness.surroundings);
  return harness;
};

test("a directory is the same for the same seed, and all that is in it decodes", async () => {
  const out = (name: string): string => path.join(directory, name);
  const options = {
    nodes: "6",
    for: "40s",
    history: "10s",
    incidents: "2",
    kinds: "node-metrics,tetragon,ebpf_events,resource,frequency",
  };
  const { stdout } = await run({ ...options, seed: "5", out: out("first") });
  await run({ ...options, seed: "5", out: out("again") });
  await run({ ...options, seed: "6", out: out("other") });
  const names = ["container.events.gz", "ebpf.events.gz", "labels.jsonl", "prometheus.jsonl.gz", "tetragon.jsonl.gz"];
  assert.deepEqual((await readdir(out("first"))).sort(), names);
  for (const name of names) {
    const first = await readFile(path.join(out("first"), name));
    assert.deepEqual(first, await readFile(path.join(out("again"), name)), name);
    assert.notDeepEqual(first, await readFile(path.join(out("other"), name)), name);
  }

  const lines = async (name: string): Promise<string[]> =>
    gunzipSync(await readFile(path.join(out("first"), name)))
      .toString()
      .trimEnd()
      .split("\n");
  const samples = await lines("prometheus.jsonl.gz");
  const adapter = adapterDecoder(10_000);
  assert.ok(samples.every((line) => !(adapter.decode(Buffer.from(line)) instanceof Rejection)));
  const events = await lines("tetragon.jsonl.gz");
  const tetragon = tetragonDecoder(10_000);
  for (const line of events) {
    assert.ok(![tetragon.decode(Buffer.from(line))].flat().some((event) => event instanceof Rejection), line);
  }
  const decoder = eventDecoder();
  const kinds = new Map<string, number>();
  for (const name of ["container.events.gz", "ebpf.events.gz"]) {
    for await (const bytes of readEventFile(path.join(out("first"), name))) {
      const event = decoder.decode(bytes);
      assert.ok(!(event instanceof Rejection));
      kinds.set(event.kind, (kinds.get(event.kind) ?? 0) + 1);
    }
  }
  assert.deepEqual([...kinds.keys()].sort(), ["other", "resource", "syscalls"]);
  const written = samples.length + events.length + [...kinds.values()].reduce((sum, count) => sum + count, 0);
  assert.match(
    stdout.text,
    new RegExp(`^Wrote ${written.toLocaleString("en")} records of 6 nodes to .*first: .*, 2 incidents\\.\n$`),
  );
});

test("labels say what happens to which node when, after the history", async () => {
  const out = path.join(directory, "labelled");
  const incident = ["miner@+30s+10s:node-2", "packet-loss@1s:node-3"];
  await run({ nodes: "3", out, history: "1m", for: "35s", start: "2026-03-01T12:00:00Z", incident });
  const labels = (await readFile(path.join(out, "labels.jsonl"), "utf8")).trimEnd().split("\n");
  const [loss, miner, ...more] = labels.map((line): unknown => JSON.parse(line));
  const live = 1_772_366_400 + 60;
  assert.deepEqual(loss, { node: "node-3", scenario: "packet-loss", class: "faulty", start: live + 1, end: live + 35 });
  assert.partialDeepStrictEqual(miner, {
    node: "node-2",
    scenario: "miner",
    class: "security_incident",
    start: live + 30,
    end: live + 35,
  });
  assert.match(labels[1] ?? "", /"image":"registry\.example\//);
  assert.deepEqual(more, []);
});

test("remote write goes to files and topics as one record a scrape", async () => {
  const out = path.join(directory, "remote-write");
  const options = { nodes: "4", for: "10s", kinds: "node-metrics", metrics: "remote-write", samplesInterval: "2s" };
  await run({ ...options, out });
  const reader = remoteWrite1Reader();
  let scrapes = 0;
  for await (const bytes of readEventFile(path.join(out, "remote-write.records.gz"))) {
    const samples = reader.read(bytes, ({ name }) => name);
    assert.ok(!(samples instanceof Rejection) && samples.length === 14);
    scrapes += 1;
  }
  assert.equal(scrapes, 4 * 5);
  const harness = await run({ ...options, kafka: true, speed: "max" });
  const sent = await records(harness, "node-metrics");
  assert.equal(sent.length, 4 * 5);
  for (const { key, headers } of sent) {
    assert.match(String(key), /^node-[1-4]$/);
    assert.deepEqual(
      headers.map(([name, value]) => [name, value.toString()]),
      [["content-type", "application/x-protobuf"]],
    );
  }
});

test("to Kafka, a history ends now, and each input goes to its topic with the times of its events", async () => {
  const harness = new Harness();
  const began = systemClock.now();
  await run({ nodes: "5", kafka: true, history: "20s", for: "0s" }, harness);
  const ended = systemClock.now();
  const topics = ["node-metrics", "tetragon", "resource", "frequency"];
  const of = new Map(await Promise.all(topics.map(async (topic) => [topic, await records(harness, topic)] as const)));
  assert.ok([...of.values()].every((list) => list.length > 50));
  for (const { timestamp } of [...of.values()].flat()) {
    assert.ok(timestamp >= began - 20_000 && timestamp < ended);
  }
  assert.deepEqual(new Set(of.get("node-metrics")?.map(({ key }) => key)), new Set([null]));
  assert.ok(of.get("tetragon")?.every(({ key, value }) => value?.includes(`"node_name":"${String(key)}"`)));
  assert.deepEqual(await records(harness, "ebpf_events"), []);
});

test("without an end it goes on in real time until stopped", async () => {
  const harness = new Harness();
  const labels = path.join(directory, "planned.jsonl");
  const running = run({ nodes: "20", kafka: true, history: "1s", incident: ["miner@+1h:node-3"], labels }, harness);
  const first = systemClock.now() + 100;
  while (!(await records(harness, "tetragon")).some(({ timestamp }) => timestamp > first)) {
    await new Promise(setImmediate);
  }
  assert.match(await readFile(labels, "utf8"), /"node-3","scenario":"miner"/, "what is planned");
  harness.stopping.abort();
  await running;
  assert.equal(await readFile(labels, "utf8"), "", "what happened");
  assert.ok((await records(harness, "tetragon")).every(({ timestamp }) => timestamp <= systemClock.now()));
  assert.match(
    harness.stdout.text,
    /^Wrote [\d,]+ records of 20 nodes to node-metrics, tetragon, resource, frequency: /,
  );
});

test("what runs faster than real time begins so much earlier that it ends now", () => {
  let elapsed = 500;
  const clock = { ...systemClock, now: () => 1_000_000, elapsed: () => elapsed };
  const begins = (speed: number): number => new Pace({ speed, forMs: 8000, clock }).begins;
  assert.deepEqual([0.5, 1, 4, Infinity].map(begins), [1_000_000, 1_000_000, 994_000, 992_000]);
  const pace = new Pace({ speed: 4, forMs: 8000, clock });
  assert.equal(pace.passedMs, 0);
  elapsed += 2000;
  assert.equal(pace.begins + pace.passedMs, clock.now() + 2000);
  assert.equal(new Pace({ speed: 1, forMs: Infinity, clock }).begins, 1_000_000);
});

test("what does not go together is refused before anything is written", async () => {
  const refused: readonly (readonly [SimulateOptions, RegExp])[] = [
    [{ nodes: "0", kafka: true, for: "soon", speed: "-1" }, /--nodes "0"[^]*--for "soon"[^]*--speed "-1"/],
    [{ nodes: "3" }, /--out DIRECTORY or --kafka/],
    [{ nodes: "3", out: directory, kafka: true, for: "1s" }, /--out DIRECTORY or --kafka/],
    [{ nodes: "3", out: path.join(directory, "none") }, /--out needs --for/],
    [{ nodes: "3", out: path.join(directory, "none"), for: "1s", speed: "2" }, /--speed is for --kafka/],
    [{ nodes: "3", kafka: true, speed: "max" }, /--speed needs --for/],
    [{ nodes: "3", kafka: true, scenarios: "miner" }, /--scenarios needs --incidents/],
    [{ nodes: "3", kafka: true, incidents: "2", scenarios: "nap" }, /--scenarios "nap"/],
    [{ nodes: "3", kafka: true, incident: ["nap@+1s"] }, /--incident nap@\+1s: expected/],
    [{ nodes: "3", kafka: true, incident: ["miner@+1s:node-9"] }, /no simulated node is named node-9/],
    [{ nodes: "3", kafka: true, for: "1m", incident: ["miner@+1m"] }, /--incident miner: .* when --for is over/],
    [{ nodes: "3", kafka: true, incidents: "4" }, /more incidents than nodes/],
    [{ nodes: "3", kafka: true, rate: "5", events: "9" }, /--events is of a fleet of containers[^]*--rate is of/],
    [{ kafka: true, history: "1h", incidents: "2" }, /--history needs --nodes[^]*--incidents needs --nodes/],
    [{ nodes: "3", out: path.join(import.meta.dirname, "harness.ts"), for: "1s" }, /harness\.ts": no directory/],
  ];
  for (const [options, message] of refused) {
    const harness = new Harness();
    await assert.rejects(run(options, harness), { code: "SETTINGS_INVALID", message }, JSON.stringify(options));
    assert.deepEqual(await harness.cluster.connect().partitionCounts(["tetragon"]), [undefined]);
  }
  assert.ok(!(await readdir(directory)).includes("none"));
});

async function records(harness: Harness, topic: string): Promise<LogRecord[]> {
  const log = harness.cluster.connect();
  const [count = 0] = await log.partitionCounts([topic]);
  const reader = await log.reader();
  const positions = Array.from({ length: count }, (_, partition) => ({ topic, partition, offset: 0 }));
  const fetched = await reader.fetch(positions, { maxBytes: 100_000_000, maxWaitMs: 0 });
  return fetched.flatMap(({ records }) => records);
}

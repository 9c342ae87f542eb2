/** `picket simulate` of containers: files that a seed repeats, topics, labels, and what is refused. */

import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { simulate } from "../../commands/simulate.ts";
import { loadSettings } from "../../config/settings.ts";
import type { LogRecord } from "../../log/port.ts";
import { eventDecoder } from "../../sources/ebpf/decoder.ts";
import { readEventFile } from "../../sources/ebpf/event-file.ts";
import { Rejection } from "../../topology/rejection.ts";
import { context, Harness } from "./harness.ts";

const settings = loadSettings({});
let directory = "";

before(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "picket-simulate-"));
});
after(() => rm(directory, { recursive: true }));

test("a file of events is the same for the same seed, and every event decodes", async () => {
  const [first, again, other] = ["first", "again", "other"].map((name) => path.join(directory, `${name}.events.gz`));
  assert.ok(first && again && other);
  for (const [out, seed] of [
    [first, "5"],
    [again, "5"],
    [other, "6"],
  ] as const) {
    await simulate(settings, { events: "3000", seed, out }, context, new Harness().surroundings);
  }
  assert.deepEqual(await readFile(first), await readFile(again));
  assert.notDeepEqual(await readFile(first), await readFile(other));
  const kinds = new Map<string, number>();
  const decoder = eventDecoder();
  for await (const bytes of readEventFile(first)) {
    const event = decoder.decode(bytes);
    assert.ok(!(event instanceof Rejection));
    kinds.set(event.kind, (kinds.get(event.kind) ?? 0) + 1);
    assert.match(event.containerImage, /^registry\.example\//);
    assert.ok(event.time >= Date.UTC(2026, 0, 1) && event.time < Date.UTC(2026, 0, 1) + 3000);
  }
  assert.equal((kinds.get("resource") ?? 0) + (kinds.get("syscalls") ?? 0), 3000);
  assert.ok((kinds.get("resource") ?? 0) > 1300 && (kinds.get("syscalls") ?? 0) > 1300);
});

test("labels and the summary say what was let loose", async () => {
  const harness = new Harness();
  const file = path.join(directory, "labels.json");
  await simulate(
    settings,
    {
      events: "2000",
      out: path.join(directory, "labelled.events"),
      labels: file,
      attack: ["miner@500ms+1s=shop/api", "ransomware@1h"],
      start: "2026-03-01T12:00:00Z",
    },
    context,
    harness.surroundings,
  );
  const written: unknown = JSON.parse(await readFile(file, "utf8"));
  assert.partialDeepStrictEqual(written, {
    start: 1_772_366_400,
    episodes: [
      { scenario: "miner", image: "registry.example/shop/api:3.1", start: 1_772_366_400.5, end: 1_772_366_401.5 },
    ],
  });
  assert.match(
    harness.stdout.text,
    /^Wrote 2,000 events to .*labelled\.events: \d+ kB, [\d,]+ events\/s, 1 attack\.\n$/,
  );
});

test("to Kafka, each kind goes unkeyed to its topic, and its time is not ahead of the clock", async () => {
  const harness = new Harness();
  await simulate(settings, { events: "12000", kafka: true }, context, harness.surroundings);
  const resource = await records(harness, "resource");
  const frequency = await records(harness, "frequency");
  assert.equal(resource.length + frequency.length, 12_000);
  assert.ok(Math.abs(resource.length - frequency.length) < 200);
  const decoder = eventDecoder();
  for (const [kind, list] of [
    ["resource", resource],
    ["syscalls", frequency],
  ] as const) {
    for (const { key, value, timestamp } of list) {
      assert.equal(key, null);
      const event = decoder.decode(value ?? Buffer.alloc(0));
      assert.ok(!(event instanceof Rejection) && event.kind === kind);
      assert.ok(event.time <= timestamp && event.time > timestamp - 60_000);
    }
  }
});

test("without a number of events it goes on at its rate until stopped", async () => {
  const harness = new Harness();
  const running = simulate(settings, { kafka: true, rate: "2000", kinds: "resource" }, context, harness.surroundings);
  while ((await records(harness, "resource")).length < 100) await new Promise(setImmediate);
  harness.stopping.abort();
  await running;
  assert.match(harness.stdout.text, /^Wrote [\d,]+ events to resource and frequency/);
  assert.equal((await records(harness, "frequency")).length, 0);
});

test("topics that are missing are created, or named where that is not allowed", async () => {
  const strict = loadSettings({ PICKET_CREATE_TOPICS: "false" });
  await assert.rejects(simulate(strict, { events: "10", kafka: true }, context, new Harness().surroundings), {
    code: "LOG_TOPIC_UNKNOWN",
    message: /resource, frequency/,
  });
  const harness = new Harness();
  await simulate(
    loadSettings({ PICKET_PARTITIONS: "3" }),
    { events: "10", kafka: true },
    context,
    harness.surroundings,
  );
  assert.deepEqual(await harness.cluster.connect().partitionCounts(["resource", "frequency"]), [3, 3]);
});

test("all wrong options are reported at once", async () => {
  const wrong = { events: "-5", rate: "fast", kinds: "resource,disk", start: "yesterday", kafka: true };
  await assert.rejects(simulate(settings, wrong, context, new Harness().surroundings), (error: Error) => {
    for (const name of ["--events", "--rate", "--kinds", "--start"])
      assert.ok(error.message.includes(`${name} "`), name);
    return "code" in error && error.code === "SETTINGS_INVALID";
  });
  for (const options of [
    {},
    { kafka: true, out: "x" },
    { out: "x" },
    { kafka: true, events: "1", attack: ["nap@1s"] },
    { out: import.meta.dirname, events: "1" },
    { out: path.join(import.meta.dirname, "none", "x.events"), events: "1" },
  ]) {
    await assert.rejects(simulate(settings, options, context, new Harness().surroundings), {
      code: "SETTINGS_INVALID",
    });
  }
});

async function records(harness: Harness, topic: string): Promise<LogRecord[]> {
  const log = harness.cluster.connect();
  const [count = 0] = await log.partitionCounts([topic]);
  const reader = await log.reader();
  const positions = Array.from({ length: count }, (_, partition) => ({ topic, partition, offset: 0 }));
  const fetched = await reader.fetch(positions, { maxBytes: 100_000_000, maxWaitMs: 0 });
  return fetched.flatMap(({ records }) => records);
}

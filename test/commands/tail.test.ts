/** `picket tail`: every kind of topic as people read it, and as JSON. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { tail } from "../../commands/tail.ts";
import type { TailOptions } from "../../commands/tail.ts";
import { loadSettings } from "../../config/settings.ts";
import type { OutputRecord } from "../../log/port.ts";
import { anomalyFormats } from "../../proto/codecs/anomaly-format.ts";
import type { Anomaly } from "../../proto/codecs/anomaly.ts";
import { encodeDeadLetter } from "../../proto/codecs/dead-letter.ts";
import { FrameWriter } from "../../runtime/frame.ts";
import { encodeTick } from "../../runtime/tick.ts";
import { context, Harness } from "./harness.ts";

const settings = loadSettings({});

const anomaly: Anomaly = {
  id: "1",
  detector: "resource-per-container",
  model: "hst",
  profile: "river",
  container: { image: "registry.example/shop/api:3.1", id: "0".repeat(64) },
  node: "worker-3",
  score: 0.99,
  threshold: 0.94,
  severity: "high",
  time: 1_790_000_000_000,
  process: { pid: 1, ppid: 0, comm: "curl", user: "root", uid: 0, gid: 0 },
  reasons: [],
  source: { topic: "resource", partition: 0, offset: 7 },
};

async function written(topic: string, records: readonly Partial<OutputRecord>[], partitions = 1): Promise<Harness> {
  const harness = new Harness();
  await write(harness, topic, records, partitions);
  return harness;
}

async function write(
  harness: Harness,
  topic: string,
  records: readonly Partial<OutputRecord>[],
  partitions = 1,
): Promise<void> {
  const log = harness.cluster.connect();
  await log.createTopics([{ name: topic, partitions, replication: 1, config: {} }]);
  const blank = { topic, partition: 0, key: null, value: null, headers: [], timestamp: 1_790_000_000_000 };
  const writer = await log.writer();
  await writer.write(records.map((record) => Object.assign({}, blank, record)));
  await log.close();
}

async function lines(harness: Harness, options: TailOptions): Promise<unknown[]> {
  await tail(settings, { ...options, json: true, untilEnd: true }, context, harness.surroundings);
  return harness.stdout.text
    .trimEnd()
    .split("\n")
    .map((line): unknown => JSON.parse(line));
}

const format = (name: "json" | "protobuf"): Partial<OutputRecord> => ({
  key: Buffer.from("shop/api:3.1"),
  value: anomalyFormats[name].encode(anomaly),
  headers: [["content-type", Buffer.from(anomalyFormats[name].contentType)]],
});

test("anomalies show as people read them, whichever form they were written in", async () => {
  const harness = await written("anomalies", [format("json"), format("protobuf")]);
  await tail(settings, { untilEnd: true }, context, harness.surroundings);
  const one = `2026-09-21 14:13:20.000  HIGH      shop/api:3.1  resource-per-container  score 0.99 >= 0.94
    node worker-3, container 000000000000, process curl (pid 1, root), record resource/0@7
`;
  assert.equal(harness.stdout.text, one + one);
});

test("as JSON, both forms are the same anomaly", async () => {
  const [json, protobuf] = await lines(await written("anomalies", [format("json"), format("protobuf")]), {});
  const value: unknown = JSON.parse(anomalyFormats.json.encode(anomaly).toString());
  const common = { partition: 0, timestamp: 1_790_000_000_000, key: "shop/api:3.1", value };
  assert.deepEqual(json, { ...common, offset: 0, headers: { "content-type": "application/json" } });
  assert.deepEqual(protobuf, { ...common, offset: 1, headers: { "content-type": "application/protobuf" } });
});

test("records that are no anomalies show all the same", async () => {
  const records = [
    { value: null },
    { value: Buffer.from("{}x") },
    { value: Buffer.from([0xff, 0x00]) },
    { value: Buffer.from('{"a":1}') },
  ];
  const parsed = await lines(await written("anomalies", records), { topic: "anomalies" });
  const values = parsed.map((line) =>
    typeof line === "object" && line !== null && "value" in line ? line.value : undefined,
  );
  assert.deepEqual(values, [null, "e31=", "/wA=", { a: 1 }].with(1, Buffer.from("{}x").toString("base64")));
  const harness = await written("anomalies", records);
  await tail(settings, { untilEnd: true }, context, harness.surroundings);
  assert.match(harness.stdout.text, /@0 {2}no value\n.*@1 {2}\{\}x\n.*@2 {2}2 bytes: ff 00\n.*@3 {2}\{"a":1\}\n$/);
});

test("dead letters say why; their bytes stay as they came", async () => {
  const source = { topic: "resource", partition: 1, offset: 12 };
  const letter = {
    reason: "malformed",
    detail: "Truncated.",
    source,
    timestamp: 1_790_000_000_000,
    value: Buffer.from("{}"),
  };
  const record = encodeDeadLetter(letter, 1000);
  const [line] = await lines(await written("dead-letters", [record]), { topic: "dead-letters" });
  assert.partialDeepStrictEqual(line, {
    value: "e30=",
    headers: { "picket-reason": "malformed", "picket-source-offset": "12" },
  });
  const harness = await written("dead-letters", [record, { value: Buffer.from("other") }]);
  await tail(settings, { topic: "dead-letters", untilEnd: true }, context, harness.surroundings);
  assert.match(
    harness.stdout.text,
    /malformed {2}Truncated\.\n {4}record resource\/1@12, 2 bytes: 7b 7d\n.*@1 {2}5 bytes: 6f 74/,
  );
});

test("an internal topic shows the events in its frames", async () => {
  const frame = new FrameWriter("resource", 2);
  const trace = { traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" };
  frame.add("shop/api:3.1", 1_790_000_000_000, 40, undefined, Buffer.from("one"));
  frame.add("redis:7.0", 1_790_000_000_500, 43, trace, Buffer.from("two"));
  const records = [{ value: frame.take() }, { value: Buffer.from("no frame") }];
  const shown = await lines(await written("picket.by-container", records), { topic: "by-container" });
  assert.deepEqual(shown.slice(0, 2), [
    {
      partition: 0,
      offset: 0,
      index: 0,
      key: "shop/api:3.1",
      timestamp: 1_790_000_000_000,
      source: { topic: "resource", partition: 2, offset: 40 },
      bytes: Buffer.from("one").toString("base64"),
    },
    {
      partition: 0,
      offset: 0,
      index: 1,
      key: "redis:7.0",
      timestamp: 1_790_000_000_500,
      source: { topic: "resource", partition: 2, offset: 43 },
      ...trace,
      bytes: Buffer.from("two").toString("base64"),
    },
  ]);
  assert.equal(shown.length, 3);
  const harness = await written("picket.by-container", records);
  await tail(settings, { topic: "picket.by-container", untilEnd: true }, context, harness.surroundings);
  assert.match(
    harness.stdout.text,
    /14:13:20\.500 {2}picket\.by-container\/0@0#1 {2}redis:7\.0 {2}from resource\/2@43, 3 bytes\n.*8 bytes: 6e 6f/,
  );
});

test("an internal topic shows the ticks that tell the time", async () => {
  const records = [{ value: encodeTick({ time: 1_790_000_000_500 }) }, { value: Buffer.of(2) }];
  const shown = await lines(await written("picket.by-container", records), { topic: "by-container" });
  assert.deepEqual(shown[0], { partition: 0, offset: 0, tick: 1_790_000_000_500 });
  assert.equal(shown.length, 2, "what only begins like one shows too");
  const harness = await written("picket.by-container", records);
  await tail(settings, { topic: "picket.by-container", untilEnd: true }, context, harness.surroundings);
  assert.match(harness.stdout.text, /14:13:20\.500 {2}picket\.by-container\/0@0 {2}tick\n.*1 byte/);
});

test("all partitions are read, to the end and no further", async () => {
  const records = Array.from({ length: 300 }, (_, index) => ({
    partition: index % 3,
    value: Buffer.from(`{"n":${index}}`),
  }));
  const shown = await lines(await written("other", records, 4), { topic: "other" });
  const numbers = shown.map((line) => JSON.stringify(line).match(/"n":(\d+)/)?.[1]).map(Number);
  assert.deepEqual(
    numbers.toSorted((a, b) => a - b),
    Array.from({ length: 300 }, (_, index) => index),
  );
});

test("without --from-beginning only what comes is shown, until stopped", async () => {
  const harness = await written("anomalies", [{ value: Buffer.from('{"early":1}') }]);
  const running = tail(settings, { json: true }, context, harness.surroundings);
  // What is written before the tail has looked for the end does not show, so it is written again until it does.
  const writing = setInterval(() => void write(harness, "anomalies", [{ value: Buffer.from('{"late":1}') }]), 20);
  await harness.stdout.contains("late");
  clearInterval(writing);
  harness.stopping.abort();
  await running;
  assert.ok(!harness.stdout.text.includes("early"));
});

test("a reader that leaves ends it", async () => {
  const harness = await written("anomalies", [{ value: Buffer.from("{}") }]);
  const running = tail(settings, { fromBeginning: true }, context, harness.surroundings);
  await harness.stdout.contains("{}");
  harness.stdout.destroy(Object.assign(new Error("write EPIPE"), { code: "EPIPE" }));
  await running;
});

test("records that retention removes are passed over", async () => {
  const harness = await written("anomalies", [{ value: Buffer.from('{"first":1}') }]);
  const running = tail(settings, { json: true, fromBeginning: true }, context, harness.surroundings);
  await harness.stdout.contains("first");
  await write(harness, "anomalies", [{}, {}, {}]);
  harness.cluster.truncate({ topic: "anomalies", partition: 0 }, 4);
  await write(harness, "anomalies", [{ value: Buffer.from('{"last":1}') }]);
  await harness.stdout.contains("last");
  harness.stopping.abort();
  await running;
});

test("a topic that does not exist is an error that says so", async () => {
  await assert.rejects(tail(settings, { topic: "nowhere" }, context, new Harness().surroundings), {
    code: "LOG_TOPIC_UNKNOWN",
  });
});

test("a stop while Kafka does not answer is no failure", async () => {
  const harness = new Harness();
  const silent = harness.cluster.connect();
  silent.ready = () => Promise.reject(new Error("no answer"));
  const surroundings = { ...harness.surroundings, openLog: () => Promise.resolve(silent) };
  await assert.rejects(tail(settings, {}, context, surroundings), /no answer/);
  harness.stopping.abort();
  await tail(settings, {}, context, surroundings);
  assert.equal(harness.stdout.text, "");
});

/** The collectors on a real broker, with a real Prometheus, a real node_exporter, and a process that is killed. */

import assert from "node:assert/strict";
import { appendFile, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir, totalmem } from "node:os";
import path from "node:path";
import { after, describe, it, type TestContext } from "node:test";
import { inspect } from "node:util";
import { gunzipSync } from "node:zlib";
import type { NodeHealthMessage } from "../../proto/codecs/node-health.ts";
import { nodeHealthFromJson } from "../../proto/codecs/node-health-json.ts";
import { nodeMetric, type NodeMetric } from "../../sources/prometheus/node-metric.ts";
import { systemClock } from "../../runtime/clock.ts";
import { remoteWrite1Reader } from "../../sources/prometheus/remote-write-1.ts";
import { tetragonDecoder } from "../../sources/tetragon/decoder.ts";
import { Rejection } from "../../topology/rejection.ts";
import { KafkaTopics, type ReadRecord } from "../services/kafka-topics.ts";
import { kafkaBroker } from "../services/kafka.ts";
import { PicketProcess } from "../services/picket-process.ts";
import { hasPrometheus, nodeExporter, prometheus } from "../services/prometheus.ts";
import { hasStress, stress } from "../services/stress.ts";

const broker = await kafkaBroker();
const [isReal, isStressed] = await Promise.all([hasPrometheus(), hasStress()]);
const address = broker?.address ?? "";
const directory = await mkdtemp(path.join(tmpdir(), "picket-collect-"));

after(async () => {
  await broker?.dispose();
  await rm(directory, { recursive: true, force: true });
});

function topicsOf(t: TestContext): KafkaTopics {
  const topics = new KafkaTopics(address);
  t.after(() => topics.close());
  return topics;
}

function collect(words: readonly string[], topic: Readonly<Record<string, string>>): PicketProcess {
  const environment = { KAFKA_BROKER: address, PICKET_PARTITIONS: "2", ...topic };
  return new PicketProcess(environment, [], ["collect", ...words]);
}

const reader = remoteWrite1Reader();

function metricsIn(records: readonly ReadRecord[]): readonly NodeMetric[] {
  return records.flatMap(({ key, value }) => {
    const read = reader.read(value ?? Buffer.alloc(0), (sample) => nodeMetric(sample, { label: "node" }));
    assert.ok(!(read instanceof Rejection));
    return read.map((metric) => {
      assert.ok(!(metric instanceof Rejection));
      assert.equal(metric.node, String(key));
      return metric;
    });
  });
}

function hasAll(records: readonly ReadRecord[]): boolean {
  const metrics = metricsIn(records);
  const families = new Set(metrics.map(({ family }) => family));
  return families.size === 5 && new Set(metrics.map(({ time }) => time)).size >= 3;
}

/** Of a machine that is this one. */
function checkPlausible(metrics: readonly NodeMetric[], node: string): void {
  assert.deepEqual([...new Set(metrics.map((metric) => metric.node))], [node]);
  const total = metrics.find(({ family }) => family === "memory_total");
  assert.ok(Math.abs((total?.value ?? 0) / totalmem() - 1) < 0.05, `${total?.value} bytes of ${totalmem()}`);
  const idle = metrics.filter((metric) => metric.family === "cpu" && metric.mode === "idle" && metric.cpu === "0");
  const counted = idle.sort((one, other) => one.time - other.time).map(({ value }) => value ?? 0);
  assert.deepEqual(
    counted,
    [...counted].sort((one, other) => one - other),
    "a counter grows with time",
  );
  assert.ok(counted[0]! > 0);
}

const skipped = { skip: broker === undefined };
const skippedToo = { skip: broker === undefined || !isReal };

/** The windows that were measured from their beginning to their end. */
async function windowsIn(topics: KafkaTopics, topic: string): Promise<readonly NodeHealthMessage[]> {
  const healths = (await topics.read(topic)).map(({ value }) => nodeHealthFromJson(String(value)));
  return healths.filter(({ isEarly, missing, features }) => {
    return !isEarly && missing.length === 0 && features["avg_cpu"] !== undefined;
  });
}

function cpuOf({ features }: NodeHealthMessage): number {
  return features["avg_cpu"] ?? Number.NaN;
}

/** At the same time, as they wait most of it. */
describe("the collectors", { concurrency: true }, () => {
  it("take a real Prometheus' remote write", skippedToo, async (t) => {
    const topics = topicsOf(t);
    const topic = "written";
    const tokens = path.join(directory, "tokens");
    await writeFile(tokens, "the-token\n");
    const words = ["remote-write", "--listen", "127.0.0.1:0", "--remote-write-tokens", tokens];
    const picket = collect(words, { PICKET_TOPIC_NODE_METRICS: topic });
    await picket.said(/remote write is received.* port=\d+/);
    const [, port = ""] = /remote write is received.* port=(\d+)/.exec(picket.stderr) ?? [];
    const exporter = await nodeExporter();
    const server = await prometheus(exporter.address, "worker-1", `http://127.0.0.1:${port}/api/v1/write`, "the-token");
    t.diagnostic(`remote write ${server.protocol}`);
    await topics.until(topic, hasAll);
    const { all, failed } = await server.sent();
    assert.ok(all > 1000, `${all} samples, of all families`);
    assert.equal(failed, 0);
    await server.dispose();
    await exporter.dispose();
    assert.deepEqual(await picket.stop(), { code: 0, signal: null }, picket.stderr);
    assert.match(picket.stderr, /collected written=\d{2,}/);
    checkPlausible(metricsIn(await topics.read(topic)), "worker-1");
  });

  it("bring windows of a real node, in which stress shows", { skip: skippedToo.skip || !isStressed }, async (t) => {
    const topics = topicsOf(t);
    const [application, topic, health] = ["stressed", "stressed-metrics", "stressed-health"];
    const tokens = path.join(directory, "stressed-tokens");
    await writeFile(tokens, "the-token\n");
    const words = ["remote-write", "--listen", "127.0.0.1:0", "--remote-write-tokens", tokens];
    const receiver = collect(words, { PICKET_TOPIC_NODE_METRICS: topic });
    await receiver.said(/remote write is received.* port=\d+/);
    const [, port = ""] = /remote write is received.* port=(\d+)/.exec(receiver.stderr) ?? [];
    const topology = new PicketProcess({
      KAFKA_BROKER: address,
      PICKET_ALERTS: "false",
      PICKET_APPLICATION_ID: application,
      PICKET_NODES: "true",
      PICKET_NODE_SENSORS: "metrics",
      PICKET_PARTITIONS: "2",
      PICKET_STAGES: "ingest-metrics,node,health",
      PICKET_TOPIC_NODE_HEALTH: health,
      PICKET_TOPIC_NODE_METRICS: topic,
      PICKET_UNSIGNED_REQUESTS: "accept",
      PICKET_WINDOW_GRACE: "1s",
      PICKET_WINDOW_LENGTH: "5s",
    });
    await topology.said(/the topology runs/);
    const exporter = await nodeExporter();
    const server = await prometheus(exporter.address, "worker-4", `http://127.0.0.1:${port}/api/v1/write`, "the-token");
    t.after(() => Promise.all([server.dispose(), exporter.dispose(), receiver.stop(), topology.stop()]));
    const measured = async (since: number, count: number) => {
      for (;;) {
        const windows = (await windowsIn(topics, health)).filter(({ start }) => start >= since);
        if (windows.length >= count) return windows;
        await systemClock.sleep(500);
      }
    };
    const before = await measured(0, 2);
    const busy = await stress();
    const [during] = await measured(systemClock.now(), 1);
    await busy.stop();
    assert.ok(during);
    for (const { node, features } of [...before, during]) {
      assert.equal(node, "worker-4");
      const {
        avg_cpu: cpu = -1,
        avg_mem: memory = -1,
        net_bytes_in: received = -1,
        net_bytes_out: sent = -1,
      } = features;
      assert.ok(
        cpu >= 0 && cpu <= 1.01 && memory > 0.01 && memory < 1 && received >= 0 && sent >= 0,
        inspect(features),
      );
    }
    // A machine may have been busy before; of what was idle, most must be gone.
    const usual = Math.min(...before.map(cpuOf));
    t.diagnostic(`avg_cpu ${usual.toFixed(2)} before, ${cpuOf(during).toFixed(2)} under stress`);
    assert.ok(cpuOf(during) > usual + 0.6 * (1 - usual) - 0.01, `${usual} before, ${cpuOf(during)} under stress`);
  });

  it("scrape a real node_exporter", skippedToo, async (t) => {
    const topics = topicsOf(t);
    const topic = "scraped";
    const exporter = await nodeExporter();
    const targets = `worker-2=${exporter.address},worker-3=127.0.0.1:9`;
    const words = ["scrape", "--targets", targets, "--interval", "1s"];
    const picket = collect(words, { PICKET_TOPIC_NODE_METRICS: topic });
    await picket.said(/a target does not answer node=worker-3/);
    await topics.until(topic, hasAll);
    await exporter.dispose();
    assert.deepEqual(await picket.stop(), { code: 0, signal: null }, picket.stderr);
    assert.match(picket.stderr, /collected written=\d{2,} .*targets\.down=1/);
    checkPlausible(metricsIn(await topics.read(topic)), "worker-2");
  });

  it("follow Tetragon's file without a loss, although it is rotated and the process is killed", skipped, async (t) => {
    const topics = topicsOf(t);
    const recording = new URL("../fixtures/recordings/a/tetragon.jsonl.gz", import.meta.url);
    const lines = gunzipSync(await readFile(recording))
      .toString()
      .trimEnd()
      .split("\n")
      .slice(0, 20_000);
    const file = path.join(directory, "tetragon.log");
    const topic = "lines";
    const parts = 5;
    const size = Math.ceil(lines.length / parts);
    const seen = () => topics.until(topic, (records) => records.length > 0);
    const words = ["tetragon", "--file", file];
    let picket = collect(words, { PICKET_TOPIC_TETRAGON: topic });
    for (let part = 0; part < parts; part += 1) {
      const text = lines.slice(part * size, (part + 1) * size).join("\n");
      await appendFile(file, `${text}\n`);
      if (part === 0) await seen();
      if (part === 1) {
        picket.kill("SIGKILL");
        await picket.ended;
      }
      if (part === 3) picket = collect(words, { PICKET_TOPIC_TETRAGON: topic });
      if (part < parts - 1) await rename(file, path.join(directory, `tetragon.log.${part}`));
    }
    await topics.until(
      topic,
      (records) => new Set(records.map(({ value }) => String(value))).size >= new Set(lines).size,
    );
    assert.deepEqual(await picket.stop(), { code: 0, signal: null }, picket.stderr);
    const records = await topics.read(topic);
    assert.deepEqual([...new Set(records.map(({ value }) => String(value)))].sort(), [...new Set(lines)].sort());
    const decoder = tetragonDecoder(2 ** 20);
    for (const { key, value } of records) {
      const decoded = decoder.decode(value!);
      assert.ok(!(decoded instanceof Rejection));
      const [event] = decoded;
      assert.ok(event !== undefined && !(event instanceof Rejection));
      assert.equal(String(key), event.node);
    }
  });
});

/** `picket collect` on the embedded log: what it needs, what it writes, and how it ends. */

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it, type TestContext } from "node:test";
import { collectRemoteWrite } from "../../commands/collect/remote-write.ts";
import { collectScrape } from "../../commands/collect/scrape.ts";
import { collectTetragon } from "../../commands/collect/tetragon.ts";
import { loadSettings } from "../../config/settings.ts";
import { hasCode } from "../../errors/picket-error.ts";
import { type Logger, silentLogger } from "../../telemetry/logger.ts";
import { context, Harness } from "./harness.ts";

const environment = { PICKET_METRICS_PORT: "0", PICKET_PARTITIONS: "1" };

/** @returns what a topic of one partition holds: keys, and values as text. */
function records({ cluster }: Harness, topic: string): readonly (readonly [string, string])[] {
  if (cluster.partitionCount(topic) === undefined) return [];
  const { records: found } = cluster.partition({ topic, partition: 0 }).read(0, Number.MAX_SAFE_INTEGER);
  return found.map(({ key, value }) => [String(key), String(value)]);
}

async function until(condition: () => boolean, running: Promise<void>): Promise<void> {
  const { clock } = new Harness().surroundings;
  while (!condition()) await Promise.race([clock.sleep(5), running]);
}

async function directory(t: TestContext): Promise<string> {
  const made = await mkdtemp(path.join(tmpdir(), "picket-collect-"));
  t.after(() => rm(made, { recursive: true, force: true }));
  return made;
}

/** Keeps what is said. */
function saying(): { lines: { message: string; fields: object }[]; logger: Logger } {
  const lines: { message: string; fields: object }[] = [];
  const say = (fields: object, message: string): void => void lines.push({ message, fields });
  return { lines, logger: { ...silentLogger, info: say, warn: say } };
}

describe("picket collect", () => {
  it("tetragon follows a file, remembers its place beside it, and says at the end what it did", async (t) => {
    const file = path.join(await directory(t), "tetragon.log");
    const lines = ["a", "b"].map((node) => `{"process_exec":{},"node_name":"${node}","time":"2026-03-01T12:00:00Z"}`);
    const said = saying();
    await writeFile(file, `${lines[0]}\n`);
    for (const count of [1, 2]) {
      const harness = new Harness();
      const settings = loadSettings({ ...environment, PICKET_TETRAGON_FILE: file, PICKET_TOPIC_TETRAGON: "lines" });
      const running = collectTetragon(settings, { ...context, logger: said.logger }, harness.surroundings);
      await until(() => records(harness, "lines").length === 1, running);
      assert.deepEqual(records(harness, "lines"), [[["a", "b"][count - 1], lines[count - 1]]]);
      harness.stopping.abort();
      await running;
      await writeFile(file, `${lines[1]}\n`, { flag: "a" });
    }
    const summary = said.lines.findLast(({ message }) => message === "collected");
    assert.deepEqual(summary?.fields, { written: 1, waitingBytes: 0, behindBytes: 0 });
  });

  it("tetragon does not wait for a directory, which never becomes a file", async (t) => {
    const settings = loadSettings({ ...environment, PICKET_TETRAGON_FILE: await directory(t) });
    const running = collectTetragon(settings, context, new Harness().surroundings);
    await assert.rejects(running, (error) => hasCode(error, "SETTINGS_INVALID") && /is no file/.test(error.message));
  });

  it("scrape writes the samples of its targets under their nodes", async (t) => {
    const exporter = createServer((_, response) => response.end("node_memory_MemTotal_bytes 8e9\n"));
    await new Promise<void>((resolve) => exporter.listen(0, "127.0.0.1", resolve));
    t.after(() => {
      exporter.close();
      exporter.closeAllConnections();
    });
    const address = exporter.address();
    assert.ok(typeof address === "object" && address !== null);
    const file = path.join(await directory(t), "targets.json");
    await writeFile(file, JSON.stringify([{ targets: [`127.0.0.1:${address.port}`], labels: { node: "worker-1" } }]));
    const harness = new Harness();
    const settings = loadSettings({ ...environment, PICKET_SCRAPE_TARGETS_FILE: file, PICKET_SCRAPE_INTERVAL: "1s" });
    const running = collectScrape(settings, context, harness.surroundings);
    await until(() => records(harness, "node-metrics").length > 0, running);
    assert.equal(records(harness, "node-metrics")[0]?.[0], "worker-1");
    harness.stopping.abort();
    await running;
  });

  it("scrape without a target, or with one that is none, says so before it begins", async () => {
    for (const [given, message] of [
      [{}, /nothing to scrape.*PICKET_SCRAPE_TARGETS/],
      [{ PICKET_SCRAPE_TARGETS: "worker-1" }, /"worker-1" is no target/],
    ] as const) {
      const running = collectScrape(loadSettings({ ...environment, ...given }), context, new Harness().surroundings);
      await assert.rejects(running, (error) => hasCode(error, "SETTINGS_INVALID") && message.test(error.message));
    }
  });

  it("remote-write with a port that is taken, with no token, or with names or a certificate that are none, says so", async (t) => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
    t.after(() => taken.close());
    const address = taken.address();
    assert.ok(typeof address === "object" && address !== null);
    const file = path.join(await directory(t), "file");
    await writeFile(file, "# only: a comment\n");
    for (const [given, message] of [
      [{ PICKET_REMOTE_WRITE_LISTEN: `127.0.0.1:${address.port}` }, /cannot be received at 127.0.0.1/],
      [{ PICKET_REMOTE_WRITE_TOKENS: file }, /no token in/],
      [{ PICKET_NODE_NAMES: file }, /file of node names is wrong/],
      [{ PICKET_REMOTE_WRITE_TLS_CERT: file, PICKET_REMOTE_WRITE_TLS_KEY: file }, /are no certificate and its key/],
    ] as const) {
      const running = collectRemoteWrite(
        loadSettings({ ...environment, ...given }),
        context,
        new Harness().surroundings,
      );
      await assert.rejects(running, (error) => hasCode(error, "SETTINGS_INVALID") && message.test(error.message));
    }
  });
});

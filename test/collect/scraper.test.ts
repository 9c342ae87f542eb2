/** The scraper: which targets it finds, what it makes of what they answer, and that none holds up another. */

import assert from "node:assert/strict";
import { createServer, type RequestListener } from "node:http";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it, type TestContext } from "node:test";
import { Outlet } from "../../collect/outlet.ts";
import { kubernetesNodes } from "../../collect/scrape/kubernetes-nodes.ts";
import { Scraper } from "../../collect/scrape/scraper.ts";
import { parseTarget, type Target, type TargetSource } from "../../collect/scrape/target.ts";
import { targetsFile } from "../../collect/scrape/targets-file.ts";
import { Tally } from "../../collect/tally.ts";
import { hasCode } from "../../errors/picket-error.ts";
import type { OutputRecord } from "../../log/port.ts";
import { systemClock } from "../../runtime/clock.ts";
import { noCollectorMetrics } from "../../telemetry/collection.ts";
import { silentLogger } from "../../telemetry/logger.ts";
import { seriesOf } from "./series.ts";

const memory = "node_memory_MemTotal_bytes 8e9\n";

/** @returns the URL of a server of its own. */
async function exporter(t: TestContext, answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  assert.ok(typeof address === "object" && address !== null);
  return `http://127.0.0.1:${address.port}/metrics`;
}

function fixed(targets: readonly Target[]): TargetSource {
  return { name: "test", everyMs: 10, find: async () => targets };
}

function scraping(sources: readonly TargetSource[], { bufferBytes = 2 ** 20, timeoutMs = 1000 } = {}) {
  const records: OutputRecord[] = [];
  const log = { open: Promise.resolve() };
  const writer = {
    write: async (more: readonly OutputRecord[]) => {
      await log.open;
      records.push(...more);
    },
    close: async () => {},
  };
  const [clock, logger, metrics] = [systemClock, silentLogger, noCollectorMetrics];
  const tally = new Tally(metrics);
  const outlet = new Outlet({ writer, clock, logger, batchBytes: 1, lingerMs: 0, bufferBytes, onRefused: () => {} });
  const its = { sources, topic: "node-metrics", intervalMs: 20, timeoutMs, outlet, tally, metrics, clock, logger };
  const scraper = new Scraper(its);
  const stop = new AbortController();
  const ended = scraper.run(stop.signal);
  const of = (node: string) => records.filter(({ key }) => String(key) === node);
  return {
    scraper,
    records,
    of,
    tally,
    log,
    until: async (condition: () => boolean) => {
      while (!condition()) await systemClock.sleep(2);
    },
    end: async () => {
      stop.abort();
      await ended;
    },
  };
}

describe("scraping", () => {
  it("writes what windows are made of, with the node that the target stands for", async (t) => {
    const text = `# TYPE node_load1 gauge\nnode_load1 1\nnode_cpu_seconds_total{cpu="0",mode="idle",node="evil"} 5 1767225600000\n${memory}`;
    const url = await exporter(t, (_, response) => response.end(text));
    const before = systemClock.now();
    const { until, records, end, scraper, tally } = scraping([fixed([{ url, node: "worker-1" }])]);
    await until(() => records.length >= 2);
    await end();
    assert.deepEqual(scraper.targets, { up: 1, down: 0 });
    const [cpu, total] = seriesOf(records[0]!);
    assert.deepEqual(cpu, {
      labels: { __name__: "node_cpu_seconds_total", cpu: "0", mode: "idle", node: "worker-1" },
      samples: [{ value: 5, time: 1_767_225_600_000 }],
    });
    assert.deepEqual(total?.labels, { __name__: "node_memory_MemTotal_bytes", node: "worker-1" });
    const [sample] = total?.samples ?? [];
    assert.ok(sample !== undefined && sample.time >= before, "what brings no time has that of the scrape");
    assert.deepEqual(tally.take(), { written: 2 * records.length, lost: {} });
  });

  it("is not held up by targets that hang, fail or talk nonsense, which are down", async (t) => {
    let up = false;
    const targets = [
      { node: "good", url: await exporter(t, (_, response) => response.end(memory)) },
      { node: "hangs", url: await exporter(t, () => {}) },
      { node: "fails", url: await exporter(t, (_, response) => response.writeHead(500).end(memory)) },
      { node: "nonsense", url: await exporter(t, (_, response) => response.end("<html>\n")) },
      { node: "cut", url: await exporter(t, (_, response) => response.end(memory.slice(0, -1))) },
      { node: "recovers", url: await exporter(t, (_, response) => (up ? response.end(memory) : response.destroy())) },
      { node: "closed", url: "http://127.0.0.1:9/metrics" },
    ];
    const { until, of, end, scraper } = scraping([fixed(targets)], { timeoutMs: 100 });
    await until(() => scraper.targets.down === 6 && of("good").length >= 5);
    up = true;
    await until(() => scraper.targets.down === 5 && of("recovers").length > 0);
    await end();
    for (const { node } of targets) if (node !== "good" && node !== "recovers") assert.deepEqual(of(node), [], node);
  });

  it("begins with targets that come, ends with those that go, and keeps them while nobody can tell", async (t) => {
    const url = await exporter(t, (_, response) => response.end(memory));
    let targets: readonly Target[] | undefined = [{ url, node: "first" }];
    const find = async () => targets ?? Promise.reject(new Error("no answer"));
    const { until, of, end, scraper } = scraping([{ name: "changing", everyMs: 5, find }]);
    await until(() => of("first").length > 0);
    targets = undefined;
    const count = of("first").length;
    await until(() => of("first").length > count);
    targets = [{ url, node: "second" }];
    await until(() => of("second").length > 0);
    assert.deepEqual(scraper.targets, { up: 1, down: 0 });
    await end();
  });

  it("drops the oldest and counts them while Kafka is away", async (t) => {
    let value = 0;
    const url = await exporter(t, (_, response) => response.end(`node_memory_MemTotal_bytes ${(value += 1)}\n`));
    const { until, records, log, end, tally } = scraping([fixed([{ url, node: "n" }])], { bufferBytes: 1000 });
    await until(() => records.length > 0);
    const before = value;
    const back = Promise.withResolvers<void>();
    log.open = back.promise;
    await until(() => value > before + 20);
    const away = tally.take();
    assert.equal(away.written, records.length);
    assert.ok((away.lost.buffer_full ?? 0) > 10, `${away.lost.buffer_full} gave way`);
    const newest = value - 1;
    const count = records.length;
    back.resolve();
    await until(() => records.length > count + 6);
    await end();
    const values = new Set(records.map((record) => seriesOf(record)[0]?.samples[0]?.value));
    assert.ok(values.has(newest), "the newest were kept");
    assert.ok(!values.has(before + 5), "older ones gave way");
  });
});

describe("targets", () => {
  it("are read from text", () => {
    for (const [text, node, url] of [
      ["worker-1=10.0.0.1:9100", "worker-1", "http://10.0.0.1:9100/metrics"],
      ["host-a:9100", "host-a", "http://host-a:9100/metrics"],
      [" n=https://h:9100/node/metrics ", "n", "https://h:9100/node/metrics"],
      ["[fd00::1]:9100", "fd00::1", "http://[fd00::1]:9100/metrics"],
    ] as const) {
      assert.deepEqual(parseTarget(text), { node, url });
    }
    for (const text of [
      "",
      "host",
      "host:",
      "host:port",
      "n=",
      "=h:1",
      "h:99999",
      "ftp://h:1",
      "h:1 x",
      "h:1@evil:2",
    ]) {
      assert.throws(
        () => parseTarget(text),
        (error) => hasCode(error, "SETTINGS_INVALID"),
        text,
      );
    }
  });

  it("are read from a file as file_sd has it", async (t) => {
    const directory = await mkdtemp(path.join(tmpdir(), "picket-targets-"));
    t.after(() => rm(directory, { recursive: true }));
    const file = path.join(directory, "targets.yaml");
    const source = targetsFile(file);
    await writeFile(
      file,
      "- targets: [10.0.0.1:9100]\n  labels: {node: worker-1, rack: a}\n- targets: [host-b:9100]\n",
    );
    assert.deepEqual(await source.find(), [parseTarget("worker-1=10.0.0.1:9100"), parseTarget("host-b:9100")]);
    await writeFile(file, JSON.stringify([{ targets: ["host-c:9100"] }]));
    assert.deepEqual(await source.find(), [parseTarget("host-c:9100")]);
    await writeFile(file, "");
    assert.deepEqual(await source.find(), []);
    for (const wrong of ["targets: 1\n", "- targets: [host]\n", "- [", "- labels: {}\n"]) {
      await writeFile(file, wrong);
      await assert.rejects(source.find(), (error) => hasCode(error, "SETTINGS_INVALID"), wrong);
    }
  });

  it("are the nodes of Kubernetes, page by page, at their internal addresses", async () => {
    const node = (name: string, ...addresses: readonly string[]) => ({
      metadata: { name },
      status: { addresses: addresses.map((address) => ({ type: "InternalIP", address })) },
    });
    const pages: Record<string, object> = {
      "": {
        metadata: { continue: "2" },
        items: [node("a", "10.0.0.1", "fd00::1"), { metadata: { name: "b" }, status: {} }],
      },
      "2": { metadata: {}, items: [node("c", "fd00::2")] },
    };
    const get = async (where: string, query: Readonly<Record<string, string>>): Promise<unknown> => {
      assert.equal(where, "/api/v1/nodes");
      return pages[query["continue"] ?? ""];
    };
    assert.deepEqual(await kubernetesNodes(get, 9100).find(), [
      { node: "a", url: "http://10.0.0.1:9100/metrics" },
      { node: "c", url: "http://[fd00::2]:9100/metrics" },
    ]);
    const wrong = kubernetesNodes(async () => ({ items: 1 }), 9100);
    await assert.rejects(wrong.find(), (error) => hasCode(error, "CLUSTER_INVALID"));
  });
});

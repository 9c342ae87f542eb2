/** Tetragon's lines to the log: under their node, at least once, and the place never ahead of what the log has. */

import assert from "node:assert/strict";
import { appendFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { it, type TestContext } from "node:test";
import { Outlet } from "../../collect/outlet.ts";
import { Tally } from "../../collect/tally.ts";
import { lineRecord } from "../../collect/tetragon/line-record.ts";
import { loadPlace } from "../../collect/tetragon/place.ts";
import { TetragonCollector } from "../../collect/tetragon/tetragon-collector.ts";
import { PicketError } from "../../errors/picket-error.ts";
import type { OutputRecord } from "../../log/port.ts";
import { systemClock } from "../../runtime/clock.ts";
import { noCollectorMetrics } from "../../telemetry/collection.ts";
import { type Logger, silentLogger } from "../../telemetry/logger.ts";
import { lines } from "../sources/tetragon/lines.ts";

const clock = {
  ...systemClock,
  sleep: (ms: number, signal?: AbortSignal) => systemClock.sleep(Math.min(ms, 2), signal),
};

function keyOf(line: object | string): string | undefined {
  return lineRecord("t", Buffer.from(typeof line === "string" ? line : JSON.stringify(line))).key?.toString();
}

class Collecting {
  readonly records: OutputRecord[] = [];
  readonly tally = new Tally(noCollectorMetrics);
  readonly #outlet: Outlet;
  readonly collector: TetragonCollector;
  write: (records: readonly OutputRecord[]) => Promise<void> = async (records) => void this.records.push(...records);

  constructor(bufferBytes = 2 ** 20, logger: Logger = silentLogger) {
    const writer = { write: (records: readonly OutputRecord[]) => this.write(records), close: async () => {} };
    const { tally } = this;
    const onRefused = () => tally.lost(1, "too_large");
    const outlet = { batchBytes: 1, lingerMs: 0, bufferBytes, onRefused, writer, clock, logger: silentLogger };
    this.#outlet = new Outlet(outlet);
    const its = { topic: "tetragon", maxLineBytes: 1000, outlet: this.#outlet, tally, clock, logger };
    this.collector = new TetragonCollector(its);
  }

  get texts(): readonly string[] {
    return this.records.map(({ value }) => String(value));
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await systemClock.sleep(2);
  }

  /** As a process that ends at once does. */
  die(): void {
    this.write = () => Promise.reject(new PicketError("LOG_UNAVAILABLE", "closed"));
    this.#outlet.close();
  }
}

async function directory(t: TestContext): Promise<{ file: string; placeFile: string }> {
  const made = await mkdtemp(path.join(tmpdir(), "picket-tetragon-"));
  t.after(() => rm(made, { recursive: true, force: true }));
  return { file: path.join(made, "tetragon.log"), placeFile: path.join(made, "place") };
}

it("the key is the node that the event names, and nothing that only looks like it", () => {
  assert.equal(keyOf(lines.exec), "worker-1");
  assert.equal(keyOf({ ...lines.exec, node_labels: { node_name: "evil" } }), "worker-1");
  assert.equal(
    keyOf({ process_exec: { process: { pod: { pod_labels: { node_name: "evil" } } } }, time: lines.exec.time }),
    undefined,
  );
  const misleading = { process_exec: { process: { arguments: '"node_name":"evil"' } }, node_name: "worker-1" };
  assert.equal(keyOf({ ...misleading, time: "2026-03-01T12:00:00Z" }), "worker-1");
  assert.equal(keyOf(`{"process_exec":{}, "node_name":"worker-1", "time":"2026-03-01T12:00:00Z"}`), "worker-1");
  assert.equal(keyOf({ log: JSON.stringify(lines.exit) }), "worker-1");
  assert.equal(keyOf(`2026-03-01T12:00:00.123Z stdout F ${JSON.stringify(lines.exec)}`), "worker-1");
  for (const line of ["{", "null", "text", '{"node_name":"', '{"node_name":""}', "\0"])
    assert.equal(keyOf(line), undefined, line);
});

it("standard input goes to the log line by line, also the last without an end", async () => {
  const collecting = new Collecting();
  const input = Readable.from([Buffer.from('{"a":1}\n{"b"'), Buffer.from(`:2}\n\n${"x".repeat(2000)}\n{"c":3}`)]);
  await collecting.collector.readFrom(input, new AbortController().signal);
  assert.deepEqual(collecting.texts, ['{"a":1}', '{"b":2}', '{"c":3}']);
  assert.deepEqual(collecting.tally.take(), { written: 3, lost: { too_large: 1 } });
});

it("a stop ends the reading of an input that does not end, and what was read is in the log", async () => {
  const collecting = new Collecting();
  const stop = new AbortController();
  const input = new Readable({ read() {} });
  input.push('{"a":1}\n');
  const running = collecting.collector.readFrom(input, stop.signal);
  await collecting.until(() => collecting.records.length === 1);
  stop.abort();
  await running;
});

it("a place that cannot be read is said, and so, once, is one that cannot be saved", async (t) => {
  const at = await directory(t);
  await writeFile(at.file, "1\n");
  await mkdir(at.placeFile);
  const warnings: string[] = [];
  const warn = (_fields: object, message: string): void => void warnings.push(message);
  const collecting = new Collecting(undefined, { ...silentLogger, warn });
  const stop = new AbortController();
  const running = collecting.collector.follow(at, stop.signal);
  for (const count of [1, 2, 3]) {
    await collecting.until(() => collecting.records.length === count);
    await appendFile(at.file, `${count + 1}\n`);
  }
  stop.abort();
  await running;
  assert.equal(warnings.length, 2, warnings.join("\n"));
  assert.match(warnings[0] ?? "", /place cannot be read: .*again/);
  assert.match(warnings[1] ?? "", /place cannot be saved/);
});

it("goes on after a stop where it left off, without a line twice", async (t) => {
  const at = await directory(t);
  await writeFile(at.file, "1\n2\n");
  for (const expected of [["1", "2"], ["3"], []]) {
    const collecting = new Collecting();
    const stop = new AbortController();
    const running = collecting.collector.follow(at, stop.signal);
    await collecting.until(() => collecting.records.length === expected.length);
    stop.abort();
    await running;
    assert.deepEqual(collecting.texts, expected);
    if (expected.length === 2) await appendFile(at.file, "3\n");
  }
});

it("a process that dies before Kafka answers reads again what Kafka may not have", async (t) => {
  const at = await directory(t);
  await writeFile(at.file, "1\n2\n");
  const first = new Collecting();
  const stop = new AbortController();
  const running = first.collector.follow(at, stop.signal);
  await first.until(() => first.records.length === 2);
  while ((await loadPlace(at.placeFile))?.offset !== 4) await systemClock.sleep(2);
  const never = new Promise<void>(() => {});
  first.write = () => never;
  await appendFile(at.file, "3\n");
  await systemClock.sleep(20);
  assert.equal((await loadPlace(at.placeFile))?.offset, 4, "not ahead of what Kafka has");
  first.die();
  stop.abort();

  const second = new Collecting();
  const stopped = new AbortController();
  const again = second.collector.follow(at, stopped.signal);
  await second.until(() => second.records.length === 1);
  assert.deepEqual(second.texts, ["3"]);
  stopped.abort();
  await again;
  void running;
});

it("a log that is away holds up the reading, and nothing is lost", async (t) => {
  const at = await directory(t);
  const count = 5000;
  const written = Array.from({ length: count }, (_, index) => `{"line":${index},"rest":"${"x".repeat(200)}"}`);
  await writeFile(at.file, written.map((line) => `${line}\n`).join(""));
  const collecting = new Collecting(300_000);
  const { write } = collecting;
  const back = Promise.withResolvers<void>();
  collecting.write = async (records) => {
    await back.promise;
    return write(records);
  };
  const stop = new AbortController();
  const running = collecting.collector.follow(at, stop.signal);
  await systemClock.sleep(50);
  back.resolve();
  await collecting.until(() => collecting.records.length >= count);
  stop.abort();
  await running;
  assert.deepEqual(collecting.texts, written);
  assert.deepEqual(collecting.tally.take(), { written: count, lost: {} });
});

it("a line that the topic does not take is counted, and those beside it are written", async () => {
  const collecting = new Collecting();
  const { write } = collecting;
  collecting.write = async (records) => {
    if (records.some(({ value }) => String(value) === "large")) throw new PicketError("RECORD_TOO_LARGE", "no");
    return write(records);
  };
  await collecting.collector.readFrom(
    Readable.from([Buffer.from("1\n2\nlarge\n3\n4\n")]),
    new AbortController().signal,
  );
  assert.deepEqual(collecting.texts, ["1", "2", "3", "4"]);
  assert.equal(collecting.tally.take().lost.too_large, 1);
});

/**
 * Bad input of one node, through the whole declared path: it is a dead letter with a reason, or passed over as documented, and of
 * the other nodes every window stays what it is without it, byte for byte and in its time.
 */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { declaredTopology } from "../../commands/declared-topology.ts";
import { loadSettings } from "../../config/settings.ts";
import { Harness } from "../../kit/harness.ts";
import type { OutputRecord } from "../../log/port.ts";
import { windowDecoder } from "../../nodes/window-codec.ts";
import type { NodeWindow } from "../../nodes/window.ts";
import { decodeDeadLetter } from "../../proto/codecs/dead-letter.ts";
import { readFrame } from "../../runtime/frame.ts";
import { isTick } from "../../runtime/tick.ts";
import { nodeSimulation } from "../../simulate/nodes/simulation.ts";
import { encodeRemoteWrite1, type PlainSeries } from "../../sources/prometheus/encode.ts";
import { noMetrics } from "../../telemetry/metrics.ts";
import { Rejection } from "../../topology/rejection.ts";
import { lines } from "../sources/tetragon/lines.ts";

const start = Date.UTC(2026, 2, 2, 10);
const seconds = 40;
const step = 5;
const bad = "bad-node";

type Topic = "node-metrics" | "tetragon";

/** What is written at each step: `second` counts from the start. */
interface BadInput {
  readonly topic: Topic;
  readonly values: (second: number) => readonly (Buffer | string | null)[];
  /** Of the dead letters of a step: a reason each. Without any it is read, or passed over. */
  readonly reasons: readonly string[];
}

function at(second: number): number {
  return start + second * 1000;
}

function memory(value: number, time: number, labels: Readonly<Record<string, string>> = { node: bad }): PlainSeries {
  return { labels: { __name__: "node_memory_MemAvailable_bytes", ...labels }, samples: [{ value, time }] };
}

function cpu(value: number, time: number, number = "0"): PlainSeries {
  const labels = { __name__: "node_cpu_seconds_total", cpu: number, mode: "idle", node: bad };
  return { labels, samples: [{ value, time }] };
}

function adapter(value: string, second: number): string {
  const labels = { __name__: "node_memory_MemAvailable_bytes", node: bad };
  return JSON.stringify({ name: labels.__name__, value, timestamp: new Date(at(second)).toISOString(), labels });
}

function exec(second: number, over: object = {}): string {
  return JSON.stringify({ ...lines.exec, node_name: bad, time: new Date(at(second)).toISOString(), ...over });
}

function withProcess(second: number, over: object): string {
  const { process_exec: event } = lines.exec;
  return exec(second, { process_exec: { ...event, process: { ...event.process, ...over } } });
}

const write = (...series: readonly PlainSeries[]): readonly Buffer[] => [encodeRemoteWrite1(series)];

const badInputs: Readonly<Record<string, BadInput>> = {
  NaN: { topic: "node-metrics", values: (second) => write(memory(NaN, at(second))), reasons: ["number_invalid"] },
  "+Inf": { topic: "node-metrics", values: (second) => [adapter("+Inf", second)], reasons: ["number_invalid"] },
  "a stale marker": { topic: "node-metrics", values: (second) => [adapter("NaN", second)], reasons: [] },
  "a negative counter": {
    topic: "node-metrics",
    values: (second) => write(cpu(-1, at(second))),
    reasons: ["number_invalid"],
  },
  "a counter that is reset": {
    topic: "node-metrics",
    values: (second) => write(cpu(100 - second, at(second))),
    reasons: [],
  },
  "labels without a node": {
    topic: "node-metrics",
    values: (second) => write(memory(1, at(second), { job: "node" })),
    reasons: ["node_missing"],
  },
  "new label values without end": {
    topic: "node-metrics",
    values: (second) => write(...Array.from({ length: 850 }, (_, index) => cpu(1, at(second), `${second}-${index}`))),
    reasons: [],
  },
  "a clock minutes behind": { topic: "tetragon", values: (second) => [exec(second - 300)], reasons: [] },
  "a clock minutes ahead": { topic: "tetragon", values: (second) => [exec(second + 300)], reasons: [] },
  "a clock hours ahead": { topic: "tetragon", values: (second) => [exec(second + 7200)], reasons: ["time_ahead"] },
  "a node that is renamed": {
    topic: "tetragon",
    values: (second) => [exec(second, { node_name: `${bad}-${Math.floor(second / 15)}` })],
    reasons: [],
  },
  "scrapes that come twice": {
    topic: "node-metrics",
    values: (second) => [...write(cpu(second, at(second))), ...write(cpu(second, at(second)))],
    reasons: [],
  },
  "what is compressed": {
    topic: "node-metrics",
    values: () => [Buffer.from([0x80, 0x80, 0x80, 0x80, 0x08, 0, 0])],
    reasons: ["malformed"],
  },
  "more than an event may be": {
    topic: "tetragon",
    values: (second) => [withProcess(second, { arguments: "x".repeat(2 ** 18) })],
    reasons: ["too_large"],
  },
  "broken JSON": {
    topic: "node-metrics",
    values: (second) => [adapter("1", second).replace("}", "")],
    reasons: ["malformed"],
  },
  nulls: { topic: "tetragon", values: (second) => [withProcess(second, { pid: null, binary: null })], reasons: [] },
  "a tombstone": { topic: "tetragon", values: () => [null], reasons: ["empty"] },
  "an event of a kind that is not known": {
    topic: "tetragon",
    values: (second) => [
      JSON.stringify({ process_dance: {}, node_name: bad, time: new Date(at(second)).toISOString() }),
    ],
    reasons: [],
  },
  "a number out of 64 bits": {
    topic: "tetragon",
    values: (second) => [withProcess(second, { pid: "18446744073709551616" })],
    reasons: ["number_invalid"],
  },
  "half a line": { topic: "tetragon", values: (second) => [exec(second).slice(0, 200)], reasons: ["malformed"] },
};

const fleet = nodeSimulation({
  seed: "bad input",
  nodes: 3,
  start,
  topics: ["node-metrics", "tetragon"],
  metricsForm: "remote-write",
});

interface Told {
  readonly deadLetters: readonly string[];
  /** Counts by reason. */
  readonly counted: Readonly<Record<string, number>>;
  /** In hexadecimal, each with the second at which it was there. */
  readonly windows: ReadonlyMap<string, readonly string[]>;
}

async function told(input?: BadInput): Promise<Told> {
  const counted: Record<string, number> = {};
  const metrics = {
    ...noMetrics,
    deadLetters: (count: number, { reason }: { readonly reason: string }) => {
      counted[reason] = (counted[reason] ?? 0) + count;
    },
  };
  const settings = loadSettings({
    PICKET_NODES: "true",
    PICKET_NODE_SENSORS: "metrics,tetragon",
    PICKET_MAX_EVENT_BYTES: "256KiB",
  });
  const harness = new Harness(await declaredTopology(settings), { maxClockAheadMs: 3_600_000, metrics });
  harness.start();
  const writer = await harness.cluster.connect().writer();
  const records = fleet.records();
  let next = records.next().value;
  const seen = new Map<string, number>();
  for (let second = 0; second < seconds; second += step) {
    const timestamp = at(second + step);
    const written: OutputRecord[] = (input?.values(second) ?? []).map((value) => {
      const bytes = typeof value === "string" ? Buffer.from(value) : value;
      return { topic: input?.topic ?? "", key: null, headers: [], value: bytes, timestamp };
    });
    for (; next && next.time < timestamp; next = records.next().value) {
      written.push({ topic: next.topic, key: null, headers: [], value: Buffer.from(next.value), timestamp });
    }
    await writer.write(written);
    await harness.settled();
    await harness.tick(timestamp);
    await harness.settled();
    for (const { window, hex } of windowsIn(harness)) {
      const key = `${window.node} ${hex}`;
      if (!seen.has(key)) seen.set(key, second);
    }
  }
  await harness.close();
  await writer.close();
  const windows = windowsIn(harness).map(({ window, hex }) => {
    return [window.node, `${seen.get(`${window.node} ${hex}`)} ${window.start} ${hex}`] as const;
  });
  const byNode = Map.groupBy(windows, ([node]) => node);
  return {
    deadLetters: harness.readAll("dead-letters").map((record) => decodeDeadLetter(record).reason),
    counted,
    windows: new Map([...byNode].map(([node, own]) => [node, own.map(([, text]) => text)])),
  };
}

function windowsIn(harness: Harness): readonly { readonly window: NodeWindow; readonly hex: string }[] {
  const decoder = windowDecoder();
  return harness.readAll("by-group").flatMap(({ value }) => {
    if (value === null || isTick(value)) return [];
    const frame = readFrame(value);
    assert.ok(!(frame instanceof Rejection));
    return frame.events.map(({ bytes }) => {
      const window = decoder.decode(bytes);
      assert.ok(!(window instanceof Rejection));
      return { window, hex: bytes.toString("hex") };
    });
  });
}

const undisturbed = await told();

describe("bad input", () => {
  it("would show in the windows of the fleet", () => {
    assert.deepEqual(undisturbed.deadLetters, []);
    assert.deepEqual([...undisturbed.windows.keys()].toSorted(), fleet.nodes.map(({ name }) => name).toSorted());
    for (const [node, windows] of undisturbed.windows) assert.ok(windows.length >= seconds / 10 - 2, node);
  });

  for (const [name, input] of Object.entries(badInputs)) {
    const { reasons } = input;
    const what = reasons.length === 0 ? "is read or passed over" : `is a dead letter: ${reasons.join(", ")}`;
    it(`${name} ${what}; windows of other nodes stay the same`, async () => {
      const { deadLetters, counted, windows } = await told(input);
      const steps = seconds / step;
      assert.deepEqual(deadLetters, Array.from({ length: steps }, () => reasons).flat());
      assert.deepEqual(counted, Object.fromEntries(reasons.map((reason) => [reason, steps])));
      for (const [node, own] of undisturbed.windows) assert.deepEqual(windows.get(node), own, node);
    });
  }
});

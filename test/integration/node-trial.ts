/**
 * An application that judges nodes, put to the test on a real broker: the telemetry of a simulated fleet, its processes, and what
 * must have come out at the end.
 */

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { declaredTopology } from "../../commands/declared-topology.ts";
import { nodeModels } from "../../commands/node-models.ts";
import { runnerOptions } from "../../commands/runner-options.ts";
import { signerOf } from "../../commands/signer.ts";
import { loadSettings } from "../../config/settings.ts";
import { signatureHeader } from "../../enforcer/signing/signature.ts";
import { signingKeyPem } from "../../enforcer/signing/signing-key.ts";
import { Harness } from "../../kit/harness.ts";
import type { LogRecord, OutputRecord } from "../../log/port.ts";
import { windowDecoder } from "../../nodes/window-codec.ts";
import { decodeDeadLetter } from "../../proto/codecs/dead-letter.ts";
import { type FramedEvent, readFrame } from "../../runtime/frame.ts";
import { systemClock } from "../../runtime/clock.ts";
import { isTick } from "../../runtime/tick.ts";
import { parseIncident } from "../../simulate/nodes/incident.ts";
import type { NodeTopic, SimulatedRecord } from "../../simulate/nodes/record.ts";
import { nodeSimulation } from "../../simulate/nodes/simulation.ts";
import { silentLogger } from "../../telemetry/logger.ts";
import { Rejection } from "../../topology/rejection.ts";
import { rfcKey } from "../enforcer/signing/fixture.ts";
import { forestFile } from "../nodes/plain-windows.ts";
import type { KafkaTopics } from "../services/kafka-topics.ts";
import type { PicketProcess } from "../services/picket-process.ts";
import { PicketProcesses } from "../services/picket-processes.ts";
import { assertAllSame } from "./same-texts.ts";

const partitions = 4;
const inputs = ["node-metrics", "tetragon", "resource"] as const satisfies readonly NodeTopic[];

/** Of each stage the topics that it reads; stages that write to one topic stand together. */
type Step = Readonly<Record<string, readonly string[]>>;

const steps = {
  routed: { ingest: ["resource"] },
  observed: { "ingest-metrics": ["node-metrics"], "ingest-tetragon": ["tetragon"], container: ["by-container"] },
  closed: { node: ["by-node"] },
  scored: { models: ["node-windows"] },
  judged: { health: ["by-group"] },
} as const satisfies Record<string, Step>;

export type NodeCounts = Readonly<Record<"records" | "windows" | "requests" | "deadLetters", number>>;

export interface NodeTrialOptions {
  readonly name: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly directory: string;
  readonly hasModels?: boolean;
}

export class NodeTrial {
  readonly #topics: KafkaTopics;
  readonly #name: string;
  readonly #keyFile: string;
  readonly #directory: string;
  readonly #hasModels: boolean;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #steps: readonly Step[];
  readonly #records: Iterator<SimulatedRecord, never>;
  readonly #processes = new PicketProcesses();

  /**
   * @param name - of the application, and in the names of all its topics; equal names have equal telemetry.
   * @param settings - of all its processes, e.g. `{ PICKET_TIME: "events" }`.
   * @param hasModels - whether a model that is loaded scores windows.
   * @param directory - where the key is kept that requests are signed with, and the model.
   */
  constructor(
    address: string,
    topics: KafkaTopics,
    { name, settings, directory, hasModels = false }: NodeTrialOptions,
  ) {
    this.#topics = topics;
    this.#name = name;
    this.#directory = directory;
    this.#hasModels = hasModels;
    this.#keyFile = path.join(directory, "signing-key.pem");
    const models = { PICKET_NODE_MODELS: "forest.json", PICKET_NODE_MODELS_FROM: `file:${directory}` };
    const own = { PICKET_SIGNING_KEY: this.#keyFile, ...(hasModels ? models : {}) };
    this.#environment = { ...environment(address, name), ...own, ...settings };
    const { routed, observed, closed, scored, judged } = steps;
    this.#steps = [routed, observed, closed, ...(hasModels ? [scored] : []), judged];
    this.#records = telemetry(name);
  }

  async createInput(): Promise<void> {
    await writeFile(this.#keyFile, signingKeyPem(rfcKey), { mode: 0o600 });
    await writeFile(path.join(this.#directory, "forest.json"), forestFile());
    await this.#topics.create(partitions, ...inputs.map((topic) => this.#nameOf(topic)));
  }

  start(more: Readonly<Record<string, string>> = {}, nodeArguments: readonly string[] = []): PicketProcess {
    return this.#processes.start({ ...this.#environment, ...more }, nodeArguments);
  }

  /** Writes the next records of the fleet. */
  async feed(count: number): Promise<void> {
    const records = Array.from({ length: count }, (): OutputRecord => {
      const { topic, key, value } = this.#records.next().value;
      return { topic: this.#nameOf(topic), key, value, headers: [] };
    });
    await this.#topics.append(records);
  }

  /** How far the stages are that learn of nodes, in records. */
  async committed(): Promise<readonly number[]> {
    return Promise.all([
      this.#topics.committed(`${this.#name}.node`, `${this.#name}.by-node`),
      ...(this.#hasModels ? [this.#topics.committed(`${this.#name}.models`, `${this.#name}.node-windows`)] : []),
      this.#topics.committed(`${this.#name}.health`, `${this.#name}.by-group`),
    ]);
  }

  /** Waits until all stages have processed and committed all there is. @throws when a process ends meanwhile. */
  async settled(): Promise<void> {
    await this.#processes.during(this.#allProcessed());
  }

  async #allProcessed(): Promise<void> {
    for (const step of this.#steps) {
      for (const [stage, topics] of Object.entries(step)) {
        await this.#topics.settled(`${this.#name}.${stage}`, ...topics.map((topic) => this.#nameOf(topic)));
      }
    }
  }

  /**
   * What each stage wrote is what one process writes, in memory, that nothing happens to, from the very records, at the very
   * offsets, that the stage has processed: of `node-health` and `cordon-requests` every byte, signatures too.
   */
  async checkOutcome(): Promise<NodeCounts> {
    const letters: string[] = [];
    const harnesses = await Promise.all(this.#steps.map((step) => this.#undisturbed(step)));
    for (const harness of harnesses) letters.push(...lettersOf(harness.readAll("dead-letters")));
    const [routed, observed, closed, ...scored] = harnesses;
    const judged = scored.pop();
    assert.ok(routed && observed && closed && judged);
    const actual = async (topic: string) => this.#topics.read(this.#nameOf(topic));
    assertAllSame(entriesOf(await actual("by-container")), entriesOf(routed.readAll("by-container")), "by-container");
    assertAllSame(entriesOf(await actual("by-node")), entriesOf(observed.readAll("by-node")), "by-node");
    const windows = [closed, ...scored].flatMap((harness) => harness.readAll("by-group"));
    assertAllSame(this.#windowsOf(await actual("by-group")), this.#windowsOf(windows), "by-group");
    if (this.#hasModels) {
      const whole = closed.readAll("node-windows");
      assertAllSame(this.#windowsOf(await actual("node-windows")), this.#windowsOf(whole), "node-windows");
      assert.ok(scoresOf(windows) > 20, `${scoresOf(windows)} windows are scored`);
    }
    const [healths, requests] = [await actual("node-health"), await actual("cordon-requests")];
    assertAllSame(byKey(healths), byKey(judged.readAll("node-health")), "node-health");
    assertAllSame(byKey(requests), byKey(judged.readAll("cordon-requests")), "cordon-requests");
    const deadLetters = lettersOf(await actual("dead-letters"));
    assertAllSame(new Map([["all", deadLetters.toSorted()]]), new Map([["all", letters.toSorted()]]), "dead letters");

    const records = (await Promise.all(inputs.map(actual))).flat().length;
    assert.ok(healths.length > 50, `${healths.length} windows are too few to compare`);
    assert.ok(deadLetters.length > 0, "some records cannot be read");
    assert.ok(requests.length > 0, "some nodes are asked for");
    assert.ok(
      requests.every(({ headers }) => headers.some(([name]) => name === signatureHeader)),
      "all are signed",
    );
    return { records, windows: healths.length, requests: requests.length, deadLetters: deadLetters.length };
  }

  /** The windows of each node, in order; where early and whole ones come by different stages, each of them. */
  #windowsOf(records: readonly LogRecord[]): ReadonlyMap<string, readonly string[]> {
    return grouped(
      windowsIn(records).map(({ window: { node, isEarly }, event }) => {
        const lane = this.#hasModels ? `${node} ${isEarly ? "early" : "whole"}` : node;
        return [lane, `${event.key} ${event.time} ${event.bytes.toString("hex")}`];
      }),
    );
  }

  async #undisturbed(step: Step): Promise<Harness> {
    const settings = loadSettings(this.#environment);
    const { applicationId, forgetAfterMs, maxClockAheadMs, topics } = runnerOptions(settings);
    const sign = await signerOf(settings);
    assert.ok(typeof sign === "function");
    const models = await nodeModels(settings, { clock: systemClock, logger: silentLogger });
    await models?.look();
    const declared = (await declaredTopology(settings, models)).only(Object.keys(step));
    const { nameOf } = topics;
    const harness = new Harness(declared, { applicationId, forgetAfterMs, maxClockAheadMs, nameOf, partitions, sign });
    for (const [stage, read] of Object.entries(step)) {
      for (const topic of read.map((one) => this.#nameOf(one))) {
        for (const record of await this.#topics.processed(`${this.#name}.${stage}`, topic)) {
          const copy = harness.cluster.partition({ topic, partition: record.partition });
          while (copy.endOffset < record.offset) copy.mark();
          copy.append({ topic, ...record }, record.timestamp);
        }
      }
    }
    harness.start();
    await harness.settled();
    await harness.close();
    return harness;
  }

  #nameOf(topic: string): string {
    const isInternal = topic.startsWith("by-") || topic === "node-windows";
    return isInternal ? `${this.#name}.${topic}` : `${this.#name}-${topic}`;
  }
}

/** Fetches as small as may be, so that whatever happens, happens between and within many transactions. */
function environment(address: string, name: string): Record<string, string> {
  return {
    KAFKA_BROKER: address,
    PICKET_ALERTS: "false",
    PICKET_APPLICATION_ID: name,
    // So many keys that some leave memory, where that is little.
    PICKET_CONTAINER_KEY: "id",
    PICKET_DETECTORS: "resource-per-container",
    PICKET_FETCH_BYTES: "64KiB",
    PICKET_NODES: "true",
    PICKET_NODE_GROUPS: "node-1=left,node-2=left,node-3=left,node-4=left",
    PICKET_NODE_POLICY: path.join(import.meta.dirname, "../../examples/policies/nodes-production.yaml"),
    PICKET_NODE_SENSORS: "metrics,tetragon",
    PICKET_PARTITIONS: String(partitions),
    PICKET_TOPIC_ANOMALIES: `${name}-anomalies`,
    PICKET_TOPIC_CORDON_REQUESTS: `${name}-cordon-requests`,
    PICKET_TOPIC_DEAD_LETTERS: `${name}-dead-letters`,
    PICKET_TOPIC_NODE_HEALTH: `${name}-node-health`,
    PICKET_TOPIC_NODE_METRICS: `${name}-node-metrics`,
    PICKET_TOPIC_RESOURCE: `${name}-resource`,
    PICKET_TOPIC_TETRAGON: `${name}-tetragon`,
    WARMUP_SIZE_PC: "20",
  };
}

const nodes = 9;
const start = Date.UTC(2024, 0);
const minute = 60_000;
/** The nodes that they happen to, in turn. */
const incidents = [
  "miner",
  "reverse-shell",
  "log-tampering",
  "miner",
  "reverse-shell",
  "dropped-binary",
  "process-storm",
];
/** Of event time. */
const incidentEveryMs = minute / 10;
const incidentCount = 1000;

/** Endless. Of a hundred records one cannot be read, and two nodes come and go. */
function* telemetry(seed: string): Generator<SimulatedRecord, never> {
  const plan = Array.from({ length: incidentCount }, (_, index) => {
    const after = minute / 2 + index * incidentEveryMs;
    return parseIncident(`${incidents[index % incidents.length]}@+${after}ms+30s:node-${1 + ((index * 5) % nodes)}`);
  });
  const fleet = nodeSimulation({
    seed,
    nodes,
    start,
    incidents: plan,
    topics: inputs,
    metricsForm: "remote-write",
    executes: 0.5,
    connects: 0.3,
  });
  const records = fleet.records();
  for (let count = 1; ; count += 1) {
    let record = records.next().value;
    while (record && rests(record)) record = records.next().value;
    assert.ok(record, "there is always more");
    yield count % 100 === 0 ? { ...record, value: Buffer.from(`no record ${count}`) } : record;
  }
}

/** For so long that they may be forgotten; in turn. */
function rests({ key, time }: SimulatedRecord): boolean {
  const turn = Math.floor((time - start) / minute) % 3;
  const node = String(key);
  return (turn === 1 && node === "node-7") || (turn === 2 && node === "node-4");
}

/** What frames carry, by source partition and key. Several owners may write what comes of one source, so the order is none. */
function entriesOf(records: readonly LogRecord[]): ReadonlyMap<string, readonly string[]> {
  const entries = framed(records).map(({ source, event }) => {
    return [`${source} ${event.key}`, `${event.offset} ${event.time} ${event.bytes.toString("hex")}`] as const;
  });
  return new Map([...grouped(entries)].map(([lane, texts]) => [lane, texts.toSorted()]));
}

function windowsIn(records: readonly LogRecord[]) {
  const decoder = windowDecoder();
  return framed(records).map(({ event }) => {
    const window = decoder.decode(event.bytes);
    assert.ok(!(window instanceof Rejection));
    return { window, event };
  });
}

function scoresOf(records: readonly LogRecord[]): number {
  return windowsIn(records).filter(({ window: { scores = [] } }) => scores.length > 0).length;
}

function framed(records: readonly LogRecord[]): readonly { readonly source: string; readonly event: FramedEvent }[] {
  return records.flatMap(({ value }) => {
    assert.ok(value);
    if (isTick(value)) return [];
    const frame = readFrame(value);
    if (frame instanceof Rejection) assert.fail(frame.detail);
    return frame.events.map((event) => ({ source: `${frame.topic}/${frame.partition}`, event }));
  });
}

/** All of each record, in order. */
function byKey(records: readonly LogRecord[]): ReadonlyMap<string, readonly string[]> {
  return grouped(
    records.map(({ key, value, headers }) => {
      const told = headers.map(([name, bytes]) => `${name}=${bytes.toString("latin1")}`);
      return [String(key), `${told.join(" ")} ${String(value)}`];
    }),
  );
}

function grouped(entries: readonly (readonly [lane: string, text: string])[]): ReadonlyMap<string, readonly string[]> {
  const lanes = Map.groupBy(entries, ([lane]) => lane);
  return new Map([...lanes].map(([lane, own]) => [lane, own.map(([, text]) => text)]));
}

function lettersOf(records: readonly LogRecord[]): readonly string[] {
  return records.map((record) => JSON.stringify(decodeDeadLetter(record)));
}

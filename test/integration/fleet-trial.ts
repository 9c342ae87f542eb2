/**
 * A simulated fleet that a topology and an enforcer watch over on a real broker, Redis and API server. Event time goes on as fast
 * as the stages read, so that nobody needs to wait for hours; ticks follow it.
 */

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { OutputRecord } from "../../log/port.ts";
import { cordonRequestFormats } from "../../proto/codecs/cordon-request-format.ts";
import type { CordonRequest } from "../../proto/codecs/cordon-request.ts";
import type { EnforcementOutcome } from "../../proto/codecs/enforcement-outcome.ts";
import { systemClock } from "../../runtime/clock.ts";
import { parseIncident } from "../../simulate/nodes/incident.ts";
import type { NodeTopic, SimulatedRecord } from "../../simulate/nodes/record.ts";
import { type NodeSimulation, nodeSimulation } from "../../simulate/nodes/simulation.ts";
import { Random } from "../../simulate/random.ts";
import { rfcKey } from "../enforcer/signing/fixture.ts";
import { KafkaTopics } from "../services/kafka-topics.ts";
import type { KafkaBroker } from "../services/kafka.ts";
import type { KubernetesApi } from "../services/kubernetes.ts";
import { PicketProcess } from "../services/picket-process.ts";
import type { RedisServer } from "../services/redis.ts";
import { EnforcerTrial } from "./enforcer-trial.ts";

const name = "fleet";
const partitions = 4;
const nodes = 50;
/** So much event time is written, read and routed at a time: what the sensors of a node say must not drift apart by more. */
const historyStepMs = 20_000;
const presentStepMs = 2000;
/** Of event time, after the last incident began. */
const patienceMs = 180_000;
/** The default of PICKET_WINDOW_LENGTH, and how long after its end a window is told that was not told early. */
const windowMs = 10_000;
const toldAfterMs = 6000;
const inputs: readonly NodeTopic[] = ["node-metrics", "tetragon", "resource", "frequency"];
/** By the stage that reads them. */
const readers = [
  { stage: "ingest-metrics", topics: ["node-metrics"] },
  { stage: "ingest-tetragon", topics: ["tetragon"] },
  { stage: "ingest", topics: ["resource", "frequency"] },
] as const;

const incidents = [
  "dropped-binary@+20s+5m:node-3",
  "miner@+25s+5m:node-11",
  "reverse-shell@+30s+5m:node-19",
  "process-storm@+35s+5m:node-27",
  "log-tampering@+40s+5m:node-35",
  "slow-exfiltration@+45s+5m:node-23",
  "cpu-stress@+30s+5m:node-43",
];

const enforcerPolicy = `
mode: enforce
budget: { nodes: 100, percent: 100, percentOfZone: 100 }
rate: { cordons: 1000 }
evidence:
  critical:
    - mining-from-memory
    - dropped-and-called
    - tampering
    - reverse_shell_command
    - dropped_file_executed
    - archive_sent_outside
  perKind: { cordons: 1000 }
storm: { nodes: 1000 }
`;

export interface Services {
  readonly broker: KafkaBroker;
  readonly redis: RedisServer;
  readonly api: KubernetesApi;
}

interface SimulatedIncident {
  readonly name: string;
  readonly node: string;
  readonly start: number;
  readonly isAttack: boolean;
}

export class FleetTrial {
  readonly incidents: readonly SimulatedIncident[];
  /** Of the records that were written. */
  readonly telemetryTraces = new Set<string>();
  readonly #enforcer: EnforcerTrial;
  readonly #topology: PicketProcess;
  readonly #topics: KafkaTopics;
  readonly #records: Iterator<SimulatedRecord, void>;
  readonly #random: Random;
  #next: SimulatedRecord | undefined;
  #now: number;

  static async begin(options: Services & { readonly seed: string; readonly historyMs: number }): Promise<FleetTrial> {
    const { broker, redis, api, seed, historyMs } = options;
    const enforcer = await EnforcerTrial.begin(api, broker, name, enforcerPolicy);
    // On the minute, so that incidents begin at the same places of their windows whenever it runs.
    const start = Math.floor((systemClock.now() - historyMs) / 60_000) * 60_000;
    const plan = incidents.map(parseIncident);
    const simulation = nodeSimulation({
      seed,
      nodes,
      start,
      incidents: plan,
      incidentsFrom: start + historyMs,
      topics: inputs,
      metricsForm: "remote-write",
    });
    await enforcer.createNodes(...simulation.nodes.map((node) => node.name));
    const topics = new KafkaTopics(broker.address);
    await topics.create(partitions, ...inputs.map((topic) => `${name}-${topic}`));
    const key = path.join(enforcer.directory, "signing-key.pem");
    await writeFile(key, rfcKey.privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
    const topology = new PicketProcess({
      KAFKA_BROKER: broker.address,
      KAFKA_AUTO_OFFSET_RESET: "earliest",
      LOG_LEVEL: "info",
      PICKET_ALERTS: "false",
      PICKET_APPLICATION_ID: name,
      PICKET_NODES: "true",
      PICKET_NODE_SENSORS: "metrics,tetragon",
      PICKET_NODE_POLICY: path.join(import.meta.dirname, "../../examples/policies/nodes-production.yaml"),
      PICKET_PARTITIONS: String(partitions),
      PICKET_SIGNING_KEY: key,
      PICKET_STATE: redis.url,
      PICKET_TIME: "events",
      PICKET_TOPIC_CORDON_REQUESTS: `${name}-requests`,
      PICKET_TOPIC_FREQUENCY: `${name}-frequency`,
      PICKET_TOPIC_NODE_METRICS: `${name}-node-metrics`,
      PICKET_TOPIC_RESOURCE: `${name}-resource`,
      PICKET_TOPIC_TETRAGON: `${name}-tetragon`,
    });
    enforcer.start();
    const trial = new FleetTrial({ enforcer, topology, topics, simulation, start, seed });
    await topology.said(/the topology runs/).catch(async (problem: unknown) => {
      await trial.end();
      throw problem;
    });
    return trial;
  }

  private constructor(of: {
    readonly enforcer: EnforcerTrial;
    readonly topology: PicketProcess;
    readonly topics: KafkaTopics;
    readonly simulation: NodeSimulation;
    readonly start: number;
    readonly seed: string;
  }) {
    this.#enforcer = of.enforcer;
    this.#topology = of.topology;
    this.#topics = of.topics;
    this.#records = of.simulation.records();
    this.#random = new Random(`${of.seed}/traces`);
    this.#now = of.start;
    this.incidents = of.simulation.incidents.map(({ scenario, node, start }) => ({
      name: scenario.name,
      node: node.name,
      start,
      isAttack: scenario.class === "security_incident",
    }));
  }

  /** Of which the policy asks for a quarantine. */
  get attacked(): readonly string[] {
    return this.incidents.filter(({ isAttack }) => isAttack).map(({ node }) => node);
  }

  async liveThrough(ms: number): Promise<void> {
    for (const end = this.#now + ms; this.#now < end;) await this.#live(Math.min(historyStepMs, end - this.#now));
  }

  /** Until `condition` holds, or the patience with it is over. */
  async liveUntil(condition: () => boolean): Promise<void> {
    const end = Math.max(...this.incidents.map(({ start }) => start)) + patienceMs;
    while (this.#now < end && !condition()) await this.#live(presentStepMs);
  }

  /** By name. */
  quarantined(): readonly string[] {
    return [...this.#enforcer.onlooker.fleet.quarantines.values()]
      .filter(({ status }) => status?.phase === "Quarantined")
      .map(({ name: node }) => node);
  }

  async requests(): Promise<readonly CordonRequest[]> {
    const records = await this.#topics.read(`${name}-requests`);
    return records.map(({ value }) => cordonRequestFormats.json.decode(value ?? assert.fail()));
  }

  /**
   * When the newest window that led to it was told, at the latest, by its node's clock; how long it was on its way from there depends
   * on how busy the machine is.
   */
  sightOf({ id }: CordonRequest): number {
    const [, start, form] = /(\d{13})(\/early)?$/.exec(id) ?? assert.fail(id);
    return Number(start) + windowMs + (form === undefined ? toldAfterMs : 0);
  }

  /** The windows that were judged. */
  async health(): Promise<readonly unknown[]> {
    const records = await this.#topics.read("node-health");
    return records.map(({ value }): unknown => JSON.parse(String(value)));
  }

  async outcomes(): Promise<readonly EnforcementOutcome[]> {
    return this.#enforcer.outcomes();
  }

  async end(): Promise<void> {
    await this.#topology.stop();
    await this.#topics.close();
    await this.#enforcer.end();
  }

  async #live(ms: number): Promise<void> {
    assert.ok(this.#topology.running, this.#topology.stderr.slice(-3000));
    this.#now += ms;
    const records: OutputRecord[] = [];
    for (let record = this.#take(); record !== undefined; record = this.#take()) records.push(this.#traced(record));
    await this.#topics.append(records);
    for (const { stage, topics } of readers) {
      await this.#topics.settled(`${name}.${stage}`, ...topics.map((topic) => `${name}-${topic}`));
    }
  }

  /** The next that is due. */
  #take(): SimulatedRecord | undefined {
    this.#next ??= this.#records.next().value ?? undefined;
    if (this.#next === undefined || this.#next.time >= this.#now) return undefined;
    const taken = this.#next;
    this.#next = undefined;
    return taken;
  }

  #traced({ topic, key, time, value }: SimulatedRecord): OutputRecord {
    const trace = Array.from({ length: 4 }, () =>
      this.#random.integer(1, 0xffffffff).toString(16).padStart(8, "0"),
    ).join("");
    this.telemetryTraces.add(trace);
    const header = ["traceparent", Buffer.from(`00-${trace}-${trace.slice(0, 16)}-01`)] as const;
    return { topic: `${name}-${topic}`, key, value, timestamp: time, headers: [header] };
  }
}

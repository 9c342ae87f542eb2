/**
 * The test kit: a topology on the embedded log, run by the production runtime, with crashes, rebalances and failing
 * transactions to order. Picket's own tests use it; test your own detectors with it in the same way.
 */

import { MemoryCluster } from "../log/memory/cluster.ts";
import type { MemoryLog } from "../log/memory/client.ts";
import type { LogRecord, OutputRecord } from "../log/port.ts";
import { type Clock, systemClock } from "../runtime/clock.ts";
import { unboundedMemory } from "../runtime/idle-keys.ts";
import type { Sign } from "../runtime/serializer.ts";
import type { SnapshotPolicy } from "../runtime/snapshot-policy.ts";
import { TopologyRunner, topicNames } from "../runtime/topology-runner.ts";
import { encodeTick } from "../runtime/tick.ts";
import type { TickPolicy } from "../runtime/ticker.ts";
import { sourceTopicsOf, type TopicPlan, topicsOf } from "../runtime/topics.ts";
import type { SnapshotStore } from "../state/port.ts";
import { type Logger, silentLogger } from "../telemetry/logger.ts";
import { type Metrics, noMetrics } from "../telemetry/metrics.ts";
import { noTracer, type Tracer } from "../telemetry/tracing.ts";
import type { Topology } from "../topology/builder.ts";
import { versionsOf } from "../topology/advisor.ts";
import { advisorsOf, processorsOf } from "../topology/nodes.ts";
import type { OutputFormat } from "../topology/topics.ts";

export interface HarnessOptions {
  /** Of topics that do not say themselves. */
  readonly partitions?: number;
  readonly applicationId?: string;
  /** See TopicPlan; left out: each has the topology's name. */
  readonly nameOf?: TopicPlan["nameOf"];
  readonly outputFormat?: OutputFormat;
  readonly autoOffsetReset?: "earliest" | "latest";
  readonly fetchBytes?: number;
  readonly maxClockAheadMs?: number;
  readonly maxEventBytes?: number;
  /** Where states outlive the processes; without it, each learns again from the log. */
  readonly store?: SnapshotStore;
  /** See SnapshotPolicy; what is left out: saves as often as it can, and lets nothing leave memory. */
  readonly snapshotPolicy?: Partial<SnapshotPolicy>;
  /** See RunnerOptions; left out: what is to be signed is written unsigned. */
  readonly sign?: Sign;
  /** Without it, nothing is forgotten. */
  readonly forgetAfterMs?: number;
  /** See TickPolicy; what is left out: time passes only by `tick`, and its offsets are committed at once. */
  readonly ticks?: Partial<TickPolicy>;
  readonly clock?: Clock;
  readonly logger?: Logger;
  readonly metrics?: Metrics;
  readonly tracer?: Tracer;
}

/** One running process, as far as the log can tell. */
export interface Instance {
  readonly runner: TopologyRunner;
  readonly log: MemoryLog;
  readonly stop: AbortController;
  /** Rejects when the instance failed. */
  readonly done: Promise<void>;
}

export class Harness {
  readonly cluster: MemoryCluster;
  readonly #topology: Topology;
  readonly #options: HarnessOptions;
  readonly #instances = new Set<Instance>();
  #closed = false;

  constructor(topology: Topology, options: HarnessOptions = {}) {
    this.#topology = topology;
    this.#options = options;
    this.cluster = new MemoryCluster({ now: () => this.#clock.now() });
    for (const topic of topicsOf(topology.stages)) {
      const fixed = topic.role === "internal" ? topic.partitions : undefined;
      const shape = { partitions: fixed ?? options.partitions ?? 1, replication: 1, config: {} };
      this.cluster.createTopic({ name: this.nameOf(topic.name), ...shape });
    }
  }

  /** The real name of a topic of the topology. */
  nameOf(name: string): string {
    const topic = topicsOf(this.#topology.stages).find((one) => one.name === name);
    return topic ? this.#nameOf(topic) : name;
  }

  /** Starts another process of the same application. */
  start(): Instance {
    if (this.#closed) throw new Error("The harness is closed: a process started now would never be stopped.");
    const log = this.cluster.connect();
    const stop = new AbortController();
    const options = this.#options;
    const runner = new TopologyRunner(this.#topology, log, {
      applicationId: this.#applicationId,
      topics: {
        nameOf: this.#nameOf,
        create: false,
        partitions: options.partitions ?? 1,
        replication: 1,
        internalRetentionMs: Number.MAX_SAFE_INTEGER,
        maxEventBytes: options.maxEventBytes ?? 2 ** 20,
      },
      outputFormat: options.outputFormat ?? "json",
      autoOffsetReset: options.autoOffsetReset ?? "earliest",
      fetchBytes: options.fetchBytes ?? 2 ** 20,
      maxClockAheadMs: options.maxClockAheadMs ?? Number.MAX_SAFE_INTEGER,
      forgetAfterMs: options.forgetAfterMs ?? Number.MAX_SAFE_INTEGER,
      snapshots: options.store && {
        store: options.store,
        policy: { intervalMs: 0, changedStates: 1, ...unboundedMemory, ...options.snapshotPolicy },
      },
      ticks: { everyMs: Infinity, commitAfterMs: 0, by: "clock", ...options.ticks },
      sign: options.sign ?? "unsigned",
      clock: this.#clock,
      logger: options.logger ?? silentLogger,
      metrics: options.metrics ?? noMetrics,
      tracer: options.tracer ?? noTracer,
    });
    const instance: Instance = { runner, log, stop, done: runner.run(stop.signal) };
    instance.done.catch(() => {});
    this.#instances.add(instance);
    return instance;
  }

  /** A graceful stop. @throws what the instance failed with. */
  async stop(instance: Instance): Promise<void> {
    instance.stop.abort();
    this.#instances.delete(instance);
    await instance.done;
  }

  /** The process is gone between two instructions: nothing it still does reaches the log. */
  async crash(instance: Instance): Promise<void> {
    this.cluster.crash(instance.log);
    instance.stop.abort();
    this.#instances.delete(instance);
    await instance.done.catch(() => {});
  }

  /** Stops whatever still runs. @throws what the first of them failed with. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#instances].map((instance) => this.stop(instance)));
  }

  /** Writes values to a topic of the topology; all to one partition, where that is named. */
  async write(topic: string, values: readonly Buffer[], to: Partial<OutputRecord> = {}): Promise<void> {
    const log = this.cluster.connect();
    const writer = await log.writer();
    const name = this.nameOf(topic);
    await writer.write(values.map((value) => ({ key: null, headers: [], ...to, topic: name, value })));
    await log.close();
  }

  /**
   * Tells the time, ms since the epoch, to all partitions that processors read, and the versions of what is asked outside as they
   * are now. Only later times than before change anything.
   */
  async tick(time: number): Promise<void> {
    for (const stage of this.#topology.stages) {
      if (processorsOf(stage).length === 0) continue;
      const value = encodeTick({ time, versions: versionsOf(advisorsOf(stage)) });
      for (const { name } of sourceTopicsOf(stage)) {
        const count = this.cluster.partitionCount(this.nameOf(name)) ?? 0;
        for (let partition = 0; partition < count; partition++) await this.write(name, [value], { partition });
      }
    }
  }

  /** Waits until every stage has processed and committed all there is. @throws when an instance fails meanwhile. */
  async settled(): Promise<void> {
    await this.until(() => this.#isSettled());
  }

  /** Waits until `condition` holds. @throws when an instance fails meanwhile. */
  async until(condition: () => boolean): Promise<void> {
    const ended = Promise.all([...this.#instances].map((instance) => instance.done)).then(() => {
      throw new Error("What is waited for cannot come: every instance has stopped.");
    });
    // Instances that are crashed after this wait reject too; by then nobody asks any more.
    ended.catch(() => {});
    while (!condition()) await Promise.race([this.#clock.sleep(2), ended]);
  }

  /** All that a read_committed reader sees of one partition. */
  read(topic: string, partition = 0): readonly LogRecord[] {
    return this.cluster.partition({ topic: this.nameOf(topic), partition }).read(0, Number.MAX_SAFE_INTEGER).records;
  }

  /** The same of all partitions of a topic. */
  readAll(topic: string): readonly LogRecord[] {
    const count = this.cluster.partitionCount(this.nameOf(topic)) ?? 0;
    return Array.from({ length: count }, (_, partition) => this.read(topic, partition)).flat();
  }

  #isSettled(): boolean {
    return this.#topology.stages.every((stage) => {
      const group = this.cluster.group(`${this.#applicationId}.${stage.name}`);
      return sourceTopicsOf(stage).every(({ name }) => {
        const topic = this.nameOf(name);
        const count = this.cluster.partitionCount(topic) ?? 0;
        return Array.from({ length: count }, (_, partition) => ({ topic, partition })).every(
          (of) => this.cluster.partition(of).read(group.committed(of) ?? 0, 1).records.length === 0,
        );
      });
    });
  }

  get #nameOf(): TopicPlan["nameOf"] {
    return this.#options.nameOf ?? topicNames(this.#applicationId, {});
  }

  get #applicationId(): string {
    return this.#options.applicationId ?? "test";
  }

  get #clock(): Clock {
    return this.#options.clock ?? systemClock;
  }
}

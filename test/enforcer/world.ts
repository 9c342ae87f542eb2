/**
 * A small world for enforcers: a simulated cluster, the embedded log, a clock that stands still, and as many enforcers as a
 * test starts, each as a process of its own. All but the world is what runs in production.
 */

import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { Enforcer } from "../../enforcer/enforcer.ts";
import type { Notice } from "../../enforcer/notify/notice.ts";
import { type EnforcerPolicy, policySchema } from "../../enforcer/policy.ts";
import type { FleetInput } from "../../enforcer/simulated/fleet-description.ts";
import { type SimulatedCluster, simulatedCluster } from "../../enforcer/simulated/cluster.ts";
import type { Cluster } from "../../enforcer/cluster/port.ts";
import { signRecord } from "../../enforcer/signing/sign.ts";
import type { SigningKey } from "../../enforcer/signing/signing-key.ts";
import type { MemoryLog } from "../../log/memory/client.ts";
import { MemoryCluster } from "../../log/memory/cluster.ts";
import { murmur2 } from "../../log/partitioner.ts";
import type { Log, OutputRecord } from "../../log/port.ts";
import { cordonRequestKind } from "../../proto/codecs/cordon-request-format.ts";
import type { CordonRequest } from "../../proto/codecs/cordon-request.ts";
import { outcomeFormats } from "../../proto/codecs/enforcement-outcome-format.ts";
import type { EnforcementOutcome } from "../../proto/codecs/enforcement-outcome.ts";
import { messageRecord } from "../../proto/codecs/message-record.ts";
import {
  type EnforcerMetrics,
  type EnforcerTracer,
  noEnforcerMetrics,
  noEnforcerTracer,
} from "../../telemetry/enforcement.ts";
import { type Logger, silentLogger } from "../../telemetry/logger.ts";
import { ManualClock } from "./manual-clock.ts";
import { rfcKey, rulesWith } from "./signing/fixture.ts";

export const topics = { requests: "cordon-requests", outcomes: "enforcement-outcomes" } as const;
export const minute = 60_000;

const threeZones: FleetInput = { nodes: [{ name: "node", count: 9, zones: ["a", "b", "c"] }] };

export interface WorldOptions {
  readonly fleet?: FleetInput;
  /** On top of the mode `enforce`, with rails that are wide enough not to be met by accident. */
  readonly policy?: object;
  readonly partitions?: number;
  /** A long one lets hours pass more quickly. */
  readonly leaseDurationMs?: number;
  readonly logger?: Logger;
  readonly metrics?: EnforcerMetrics;
  readonly tracer?: EnforcerTracer;
  readonly notify?: (notice: Notice) => void;
  readonly unsigned?: "refuse" | "accept";
}

export interface StartOptions {
  /** What stands between the process and the cluster. */
  readonly cluster?: (cluster: Cluster) => Cluster;
  readonly log?: (log: Log) => Log;
  readonly ensureTopics?: () => Promise<void>;
  /** On top of the world's. */
  readonly policy?: object;
}

/** One running process, as far as the log and the cluster can tell. */
export interface Process {
  readonly enforcer: Enforcer;
  readonly log: Log;
  readonly cluster: Cluster;
  readonly stop: AbortController;
  readonly done: Promise<void>;
}

export class World {
  readonly clock = new ManualClock();
  readonly cluster: SimulatedCluster;
  readonly log: MemoryCluster;
  readonly #options: WorldOptions;
  readonly #processes = new Set<Process>();
  #started = 0;
  #requested = 0;

  constructor(options: WorldOptions = {}) {
    this.#options = options;
    this.cluster = simulatedCluster(options.fleet ?? threeZones, { clock: this.clock });
    this.log = new MemoryCluster({ now: () => this.clock.now() });
    for (const name of Object.values(topics)) {
      this.log.createTopic({ name, partitions: options.partitions ?? 2, replication: 1, config: {} });
    }
  }

  /** Another replica. */
  start({
    cluster: wrap = asItIs<Cluster>,
    log: wrapLog = asItIs<Log>,
    ensureTopics = async () => {},
    policy = {},
  }: StartOptions = {}): Process {
    this.#started += 1;
    const name = `replica-${this.#started}`;
    const connected = this.log.connect();
    const log = wrapLog(impatient(connected));
    const cluster = wrap(this.cluster.connect({ name, watchPods: true }));
    const enforcer = new Enforcer({
      log,
      cluster,
      policy: this.#policyWith(policy),
      applicationId: "test",
      topics,
      ensureTopics,
      format: "json",
      rules: { ...rulesWith(), unsigned: this.#options.unsigned ?? "refuse" },
      identity: name,
      leaseName: "picket-enforcer",
      leaseDurationMs: this.#options.leaseDurationMs ?? 15_000,
      clock: this.clock,
      logger: this.#options.logger ?? silentLogger,
      metrics: this.#options.metrics ?? noEnforcerMetrics,
      tracer: this.#options.tracer ?? noEnforcerTracer,
      notify: this.#options.notify ?? (() => {}),
    });
    const stop = new AbortController();
    const done = enforcer.run(stop.signal);
    done.catch(() => {});
    const process = { enforcer, log: connected, cluster, stop, done };
    this.#processes.add(process);
    return process;
  }

  /** In good order. @throws what it failed with. */
  async stop(process: Process): Promise<void> {
    this.#processes.delete(process);
    process.stop.abort();
    await process.done;
  }

  /** The process is gone between two instructions: nothing that it still does reaches the log or the cluster. */
  async crash(process: Process): Promise<void> {
    this.#processes.delete(process);
    this.log.crash(process.log);
    await process.cluster.close();
    process.stop.abort();
    await process.done.catch(() => {});
  }

  /** Of processes that are not given more. */
  get policy(): EnforcerPolicy {
    return this.#policyWith({});
  }

  #policyWith(more: object): EnforcerPolicy {
    return policySchema.parse({ ...generous, ...this.#options.policy, ...more });
  }

  async crashAll(): Promise<void> {
    await Promise.all([...this.#processes].map((process) => this.crash(process)));
  }

  /**
   * A test that failed may leave calls that never come back: then what runs is cut off.
   * @param patienceMs in real time. @throws what a process failed with.
   */
  async close(patienceMs = 5000): Promise<void> {
    const running = [...this.#processes];
    const stopped = Promise.all(running.map((process) => this.stop(process)));
    stopped.catch(() => {});
    const patience = new AbortController();
    const isStuck = pause(patienceMs, true, { signal: patience.signal }).catch(() => false);
    try {
      if (!(await Promise.race([stopped.then(() => false), isStuck]))) return;
      for (const { log, cluster } of running) {
        this.log.crash(log);
        await cluster.close();
      }
      assert.fail("a process does not stop");
    } finally {
      patience.abort();
      this.cluster.close();
    }
  }

  aRequest(node: string, of: Partial<CordonRequest> = {}): CordonRequest {
    const requestedAt = this.clock.now();
    return {
      id: `request-${(this.#requested += 1)}`,
      action: "cordon",
      node,
      reason: "5 of 5 windows anomalous",
      severity: "high",
      score: 0.9,
      evidence: [
        { kind: "node-metrics", id: `${node}/1`, summary: "cpu" },
        { kind: "container-anomaly", id: `${node}/2`, summary: "miner" },
      ],
      critical: [],
      ...(of.requestedBy === undefined ? { policy: { name: "node-policy", version: "1" } } : {}),
      models: ["hst@1"],
      requestedAt,
      notAfter: requestedAt + 10 * minute,
      ...of,
    };
  }

  /** @returns the request as it was sent. */
  async request(node: string, of: Partial<CordonRequest> = {}): Promise<CordonRequest> {
    const request = this.aRequest(node, of);
    await this.send([recordOf(request)]);
    return request;
  }

  async send(records: readonly OutputRecord[]): Promise<void> {
    const log = this.log.connect();
    const writer = await log.writer();
    await writer.write(records);
    await log.close();
  }

  /** All at once, so that they come in as few batches as may be. */
  async sendRequests(requests: readonly CordonRequest[]): Promise<void> {
    await this.send(requests.map((request) => recordOf(request)));
  }

  /** All that a read_committed reader sees, by partition and offset. */
  get outcomes(): readonly EnforcementOutcome[] {
    const count = this.log.partitionCount(topics.outcomes) ?? 0;
    return Array.from({ length: count }, (_, partition) => partition)
      .flatMap((partition) => this.log.partition({ topic: topics.outcomes, partition }).read(0, Infinity).records)
      .map(({ value }) => outcomeFormats.json.decode(value ?? assert.fail()));
  }

  /** As any Kafka client would choose. */
  partitionOf(topic: string, key: string): number {
    return (murmur2(Buffer.from(key)) & 0x7fffffff) % (this.log.partitionCount(topic) ?? 1);
  }

  outcomesOf({ id }: Pick<CordonRequest, "id">): readonly EnforcementOutcome[] {
    return this.outcomes.filter(({ requestId }) => requestId === id);
  }

  /** The codes of a request's outcomes, in order, once the last is one of `codes`. */
  async decided(request: Pick<CordonRequest, "id">, ...codes: readonly string[]): Promise<readonly string[]> {
    const seen = () => this.outcomesOf(request).map(({ code }) => code);
    await this.until(
      () => codes.includes(seen().at(-1) ?? ""),
      () => `${request.id}: ${seen().join()}, not ${codes.join()}`,
    );
    return seen();
  }

  /** Without letting time pass. @throws when it does not come true, or when a process fails. */
  async until(condition: () => boolean, describe: () => string = () => "what was waited for"): Promise<void> {
    let failure: unknown;
    for (const process of this.#processes) {
      process.done.catch((error: unknown) => {
        if (this.#processes.has(process)) failure ??= error;
      });
    }
    for (let waited = 0; !condition(); waited += 1) {
      if (waited > 3000) assert.fail(`did not come: ${describe()}`);
      if (failure !== undefined) throw failure;
      await pause(1);
    }
  }

  node(name: string) {
    return this.cluster.truth.nodes.get(name) ?? assert.fail(`no node ${name}`);
  }

  phaseOf(name: string): string | undefined {
    return this.cluster.truth.quarantines.get(name)?.status?.phase;
  }

  /** Names of nodes that are cordoned and marked. */
  get held(): readonly string[] {
    const nodes = [...this.cluster.truth.nodes.values()];
    return nodes.filter(({ annotations }) => "picket.dev/quarantine" in annotations).map(({ name }) => name);
  }
}

/** The embedded log waits in real time, of which less passes here than of the clock's. */
function impatient(log: MemoryLog): Log {
  const join = log.join.bind(log);
  log.join = async (options) => {
    const member = await join(options);
    const fetch = member.fetch.bind(member);
    member.fetch = (from, { maxBytes }) => fetch(from, { maxBytes, maxWaitMs: 1 });
    return member;
  };
  return log;
}

function asItIs<Same>(same: Same): Same {
  return same;
}

export function recordOf(request: CordonRequest, key: SigningKey | null = rfcKey): OutputRecord {
  const to = { topic: topics.requests, key: request.node, source: "/picket/test", format: "json" } as const;
  const record = messageRecord(request, cordonRequestKind, to);
  return key ? signRecord(record, key) : record;
}

const generous = {
  mode: "enforce",
  budget: { nodes: 100, percent: 100, percentOfZone: 100 },
  rate: { cordons: 100 },
  evidence: { perKind: { cordons: 100 } },
  storm: { nodes: 1000 },
};

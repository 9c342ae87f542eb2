/** The enforcer on a real broker and a real API server, put to the test: its replicas, the requests, and what came of them. */

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Quarantine } from "../../enforcer/quarantine/quarantine.ts";
import { kubernetesCluster } from "../../enforcer/kubernetes/cluster.ts";
import type { Change, Cluster } from "../../enforcer/cluster/port.ts";
import { ringEntry } from "../../enforcer/signing/key-ring.ts";
import { signRecord } from "../../enforcer/signing/sign.ts";
import { cordonRequestKind } from "../../proto/codecs/cordon-request-format.ts";
import type { CordonRequest } from "../../proto/codecs/cordon-request.ts";
import { outcomeFormats } from "../../proto/codecs/enforcement-outcome-format.ts";
import type { EnforcementOutcome } from "../../proto/codecs/enforcement-outcome.ts";
import { messageRecord } from "../../proto/codecs/message-record.ts";
import { systemClock } from "../../runtime/clock.ts";
import type { OutputRecord } from "../../log/port.ts";
import { silentLogger } from "../../telemetry/logger.ts";
import { rfcKey } from "../enforcer/signing/fixture.ts";
import { KafkaTopics } from "../services/kafka-topics.ts";
import type { KafkaBroker } from "../services/kafka.ts";
import { KubernetesObjects, nodeObject } from "../services/kubernetes-objects.ts";
import type { KubernetesApi } from "../services/kubernetes.ts";
import { PicketProcess } from "../services/picket-process.ts";
import { applyCrds, applyRbac } from "../services/picket-manifests.ts";

const partitions = 2;

/** Wide enough that nothing waits unless a trial wants it to. */
const generous = `
mode: enforce
budget: { nodes: 100, percent: 100, percentOfZone: 100 }
rate: { cordons: 1000 }
evidence: { perKind: { cordons: 1000 } }
storm: { nodes: 1000 }
`;

export class EnforcerTrial {
  readonly api: KubernetesApi;
  readonly objects: KubernetesObjects;
  /** What an onlooker sees of the cluster. */
  readonly onlooker: Cluster;
  /** Hears of what the onlooker sees. */
  onChange: (change: Change) => void = () => {};
  readonly #topics: KafkaTopics;
  readonly #name: string;
  /** Of files; gone at the end. */
  readonly directory: string;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #running = new Set<PicketProcess>();
  readonly #stop = new AbortController();
  #requested = 0;

  /** @param name of the application, and in the names of its topics and its Lease. */
  static async begin(api: KubernetesApi, broker: KafkaBroker, name: string, policy = generous): Promise<EnforcerTrial> {
    await applyCrds(api);
    const kubeconfig = await applyRbac(api);
    const directory = await mkdtemp(path.join(tmpdir(), "picket-enforcer-"));
    const [ring, policyFile] = [path.join(directory, "ring.json"), path.join(directory, "policy.yaml")];
    await writeFile(ring, JSON.stringify({ keys: [ringEntry(rfcKey, {})] }));
    await writeFile(policyFile, policy);
    const trial = new EnforcerTrial(api, broker, name, directory, {
      KAFKA_BROKER: broker.address,
      PICKET_KUBECONFIG: kubeconfig,
      PICKET_LEASE_NAMESPACE: "picket",
      PICKET_LEASE_NAME: name,
      PICKET_LEASE_DURATION: "3s",
      PICKET_APPLICATION_ID: name,
      PICKET_TOPIC_CORDON_REQUESTS: `${name}-requests`,
      PICKET_TOPIC_ENFORCEMENT_OUTCOMES: `${name}-outcomes`,
      PICKET_POLICY: policyFile,
      PICKET_KEY_RING: ring,
    });
    await trial.#topics.create(partitions, `${name}-requests`, `${name}-outcomes`);
    await trial.onlooker.watch({ changed: (change) => trial.onChange(change), trouble: () => {} }, trial.#stop.signal);
    return trial;
  }

  private constructor(
    api: KubernetesApi,
    broker: KafkaBroker,
    name: string,
    directory: string,
    environment: Readonly<Record<string, string>>,
  ) {
    this.api = api;
    this.objects = new KubernetesObjects(api);
    this.#topics = new KafkaTopics(broker.address);
    this.#name = name;
    this.directory = directory;
    this.#environment = environment;
    const about = { watchPods: false, instance: "onlooker", clock: systemClock, logger: silentLogger };
    this.onlooker = kubernetesCluster({ kubeconfig: api.kubeconfig, ...about });
  }

  async createNodes(...names: readonly string[]): Promise<void> {
    await this.objects.createNodes(...names.map((name) => nodeObject(name)));
    await this.until(() => names.every((name) => this.onlooker.fleet.nodes.has(name)));
  }

  /** Another replica. */
  start(more: Readonly<Record<string, string>> = {}, nodeArguments: readonly string[] = []): PicketProcess {
    const replica = new PicketProcess({ ...this.#environment, ...more }, nodeArguments, ["enforcer"]);
    this.#running.add(replica);
    void replica.ended.then(() => this.#running.delete(replica));
    return replica;
  }

  aRequest(node: string, of: Partial<CordonRequest> = {}): CordonRequest {
    const requestedAt = systemClock.now();
    return {
      id: `${this.#name}-${(this.#requested += 1)}`,
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
      policy: { name: "node-policy", version: "1" },
      models: ["hst@1"],
      requestedAt,
      notAfter: requestedAt + 10 * 60_000,
      ...of,
    };
  }

  /** As who asks for it writes it, signed. */
  recordOf(request: CordonRequest): OutputRecord {
    const to = { topic: `${this.#name}-requests`, source: "/picket/test", format: "json" } as const;
    return signRecord(messageRecord(request, cordonRequestKind, { ...to, key: request.node }), rfcKey);
  }

  async send(...requests: readonly CordonRequest[]): Promise<void> {
    await this.#topics.append(requests.map((request) => this.recordOf(request)));
  }

  async request(node: string, of: Partial<CordonRequest> = {}): Promise<CordonRequest> {
    const request = this.aRequest(node, of);
    await this.send(request);
    return request;
  }

  async outcomes(): Promise<readonly EnforcementOutcome[]> {
    return (await this.outcomeRecords()).map(({ outcome }) => outcome);
  }

  /** With the time at which each was written, in ms since the epoch. */
  async outcomeRecords(): Promise<readonly { readonly outcome: EnforcementOutcome; readonly writtenAt: number }[]> {
    const records = await this.#topics.read(`${this.#name}-outcomes`);
    return records.map(({ value, timestamp: writtenAt }) => {
      return { outcome: outcomeFormats.json.decode(value ?? assert.fail()), writtenAt };
    });
  }

  /** Waits until each of these requests has a final outcome. @returns all outcomes. */
  async decided(...requests: readonly CordonRequest[]): Promise<readonly EnforcementOutcome[]> {
    for (;;) {
      const outcomes = await this.outcomes();
      const final = new Set(
        outcomes.filter(({ decision }) => decision !== "deferred").map(({ requestId }) => requestId),
      );
      if (requests.every(({ id }) => final.has(id))) return outcomes;
      this.#checkRunning();
      await systemClock.sleep(50);
    }
  }

  /** Waits for the final outcome of a request. */
  async finalOf(request: CordonRequest): Promise<EnforcementOutcome> {
    const outcomes = await this.decided(request);
    return outcomes.findLast(({ requestId }) => requestId === request.id) ?? assert.fail();
  }

  quarantineOf(node: string): Quarantine | undefined {
    return this.onlooker.fleet.quarantines.get(node);
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      this.#checkRunning();
      await systemClock.sleep(20);
    }
  }

  async end(): Promise<void> {
    await Promise.all([...this.#running].map((replica) => replica.stop()));
    this.#stop.abort();
    await Promise.all([this.onlooker.close(), this.#topics.close()]);
    await rm(this.directory, { recursive: true, force: true });
  }

  /** What is waited for would never come. */
  #checkRunning(): void {
    if (this.#requested > 0 && this.#running.size === 0) assert.fail("every replica has ended");
  }
}

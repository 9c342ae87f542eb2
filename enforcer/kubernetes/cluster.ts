/** The Cluster port on a real API server. */

import { PatchStrategy } from "@kubernetes/client-node";
import type { Clock } from "../../runtime/clock.ts";
import type { Logger } from "../../telemetry/logger.ts";
import type { FleetNode, FleetPod } from "../cluster/fleet.ts";
import type {
  Cluster,
  ClusterListener,
  EvictionOutcome,
  JobOutcome,
  Leases,
  NodeEvent,
  NodePatch,
} from "../cluster/port.ts";
import type { Quarantine, QuarantineSpec, QuarantineStatus } from "../quarantine/quarantine.ts";
import { ApiServer } from "./api-server.ts";
import { Collection } from "./collection.ts";
import { evictPod } from "./eviction.ts";
import { FleetView } from "./fleet-view.ts";
import { watchFleet } from "./fleet-watch.ts";
import { loadKubeconfig, type KubeconfigOptions } from "./kubeconfig.ts";
import { runJob } from "./jobs.ts";
import { KubernetesLeases } from "./leases.ts";
import { NodeEvents } from "./node-events.ts";
import { fleetNode, nodePatchBody } from "./node.ts";
import { fleetPod, podName, type KnownPod } from "./pod.ts";
import { Quarantines } from "./quarantines.ts";
import { Reflector, type ReflectorOptions, type Resource } from "./reflector.ts";
import type { Versioned } from "./table.ts";

export interface KubernetesOptions extends KubeconfigOptions {
  /** Of leases, and of Jobs that name none; left out: the one of the context or of the pod. */
  readonly namespace?: string;
  /** Only for the capacity check and for draining: there are many. */
  readonly watchPods: boolean;
  /** Names this process in events. */
  readonly instance: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Of every request but watches. */
  readonly timeoutMs?: number;
}

const standardTimeoutMs = 10_000;

/** Connects when first asked. @throws PicketError `SETTINGS_INVALID` where there is no usable kubeconfig. */
export function kubernetesCluster(options: KubernetesOptions): Cluster {
  return new KubernetesCluster(options);
}

class KubernetesCluster implements Cluster {
  readonly fleet: FleetView;
  readonly leases: Leases;
  readonly #server: ApiServer;
  readonly #nodes: Collection<FleetNode>;
  readonly #quarantines: Quarantines;
  readonly #pods: Resource<KnownPod>;
  readonly #events: NodeEvents;
  readonly #options: KubernetesOptions;
  readonly #namespace: string;
  readonly #closing = new AbortController();
  readonly #refreshed: { refresh(): Promise<void> }[] = [];
  #listener: ClusterListener | undefined;

  constructor(options: KubernetesOptions) {
    const { clock, timeoutMs = standardTimeoutMs, instance, watchPods } = options;
    this.#options = options;
    this.#server = new ApiServer(loadKubeconfig(options), { clock, timeoutMs });
    this.fleet = new FleetView({ watchPods, onChange: (change) => this.#listener?.changed(change) });
    const { nodeTable, quarantineTable, podTable } = this.fleet;
    this.#nodes = new Collection(this.#server, { path: "/api/v1/nodes", table: nodeTable, read: fleetNode });
    this.#quarantines = new Quarantines(this.#server, quarantineTable);
    this.#pods = { path: "/api/v1/pods", table: podTable, nameOf: podName, read: fleetPod };
    this.#events = new NodeEvents(this.#server, clock, instance);
    this.#namespace = options.namespace ?? this.#server.namespace ?? "default";
    this.leases = new KubernetesLeases(this.#server, this.#namespace);
  }

  async watch(listener: ClusterListener, stop: AbortSignal): Promise<void> {
    await watchFleet({
      server: this.#server,
      clock: this.#options.clock,
      stop: AbortSignal.any([stop, this.#closing.signal]),
      reflectors: [
        (options) => this.#reflectRefreshed(this.#nodes, options),
        (options) => this.#reflectRefreshed(this.#quarantines, options),
        ...(this.#options.watchPods ? [(options: ReflectorOptions) => new Reflector(this.#pods, options).run()] : []),
      ],
      onComplete: () => {
        // From here on, so that nobody judges by half a fleet.
        this.#listener = listener;
        stop.addEventListener("abort", () => (this.#listener = undefined), { once: true });
        for (const node of this.fleet.quarantines.keys()) listener.changed({ kind: "quarantine", node });
        for (const node of this.fleet.nodes.keys()) listener.changed({ kind: "node", node });
      },
      onTrouble: (problem) => listener.trouble(problem),
    });
  }

  async refresh(): Promise<void> {
    await Promise.all(this.#refreshed.map((reflector) => reflector.refresh()));
  }

  #reflectRefreshed<Value extends Versioned>(resource: Resource<Value>, options: ReflectorOptions): Promise<void> {
    const reflector = new Reflector(resource, options);
    this.#refreshed.push(reflector);
    return reflector.run();
  }

  patchNode(node: FleetNode, patch: NodePatch, traceparent?: string): Promise<FleetNode> {
    const contentType = PatchStrategy.MergePatch;
    return this.#nodes.patch(node, nodePatchBody(node, patch), { contentType, traceparent });
  }

  async recordEvent(node: FleetNode, event: NodeEvent): Promise<void> {
    try {
      await this.#events.record(node, event);
    } catch (error) {
      this.#options.logger.debug({ error, node: node.name, reason: event.reason }, "an event on a node was lost");
    }
  }

  createQuarantine(spec: QuarantineSpec, traceparent?: string): Promise<Quarantine> {
    return this.#quarantines.ask(spec, traceparent);
  }

  updateSpec(quarantine: Quarantine, spec: QuarantineSpec): Promise<Quarantine> {
    return this.#quarantines.updateSpec(quarantine, spec);
  }

  updateStatus(quarantine: Quarantine, status: QuarantineStatus): Promise<Quarantine> {
    return this.#quarantines.updateStatus(quarantine, status);
  }

  async deleteQuarantine(quarantine: Quarantine): Promise<void> {
    await this.#quarantines.delete(quarantine, { uid: quarantine.uid });
  }

  finishQuarantine(quarantine: Quarantine): Promise<void> {
    return this.#quarantines.finish(quarantine);
  }

  async evict(pod: FleetPod, gracePeriodMs?: number): Promise<EvictionOutcome> {
    const outcome = await evictPod(this.#server, pod, gracePeriodMs);
    const known = this.#pods.table.values.get(podName(pod));
    if (known?.uid !== pod.uid) return outcome;
    if (outcome === "evicted") this.#pods.table.putOwn(podName(pod), { ...known, terminating: true });
    if (outcome === "gone") this.#pods.table.bury(podName(pod), pod.uid);
    return outcome;
  }

  runJob(job: Readonly<Record<string, unknown>>, name: string): Promise<JobOutcome> {
    return runJob(this.#server, job, { name, namespace: this.#namespace });
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#server.close();
  }
}

/**
 * A Kubernetes cluster in memory, for tests, for the demo, and for people who want to try a policy. Processes connect to it
 * through the Cluster port; its other methods are what persons and machines do to it meanwhile.
 */

import { PicketError } from "../../errors/picket-error.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { Fleet, FleetNode, FleetPod, Resources } from "../cluster/fleet.ts";
import type { Cluster } from "../cluster/port.ts";
import type { QuarantineSpec } from "../quarantine/quarantine.ts";
import { ApiServer } from "./api-server.ts";
import { type ClientOptions, SimulatedClient } from "./client.ts";
import { Controllers } from "./controllers.ts";
import { Faults } from "./faults.ts";
import { type FleetDescription, type FleetInput, fleetSchema, type NodeGroup } from "./fleet-description.ts";
import { SimulatedJobs } from "./jobs.ts";
import { Journal } from "./journal.ts";
import { Store, type Stored } from "./store.ts";
import { FleetView } from "./view.ts";
import { Watches, type WatchState } from "./watches.ts";

export interface SimulatedClusterOptions {
  readonly clock: Clock;
}

/** @throws ZodError for a description that makes no sense; see readFleet for one that people wrote. */
export function simulatedCluster(fleet: FleetInput, options: SimulatedClusterOptions): SimulatedCluster {
  return new SimulatedCluster(fleetSchema.parse(fleet), options);
}

type ChangeableOfNode = "labels" | "annotations" | "taints" | "unschedulable" | "ready" | "allocatable";

/** What is left out is as on most nodes. */
export type NodeShape = Pick<FleetNode, "name"> &
  Partial<Pick<FleetNode, Exclude<ChangeableOfNode, "allocatable">>> & { readonly allocatable?: Partial<Resources> };

export type PodShape = Pick<FleetPod, "name"> &
  Partial<Omit<FleetPod, "name" | "uid" | "requests">> & { readonly requests?: Partial<Resources> };

const zoneLabel = "topology.kubernetes.io/zone";

export class SimulatedCluster {
  /** What goes wrong between processes and the API server. */
  readonly faults = new Faults();
  readonly journal: Journal;
  readonly jobs: SimulatedJobs;
  /** As it is, not as some process has heard of it. */
  readonly truth: Fleet;
  readonly #clock: Clock;
  readonly #store = new Store();
  readonly #watches = new Watches(this.#store);
  readonly #controllers: Controllers;
  readonly #api: ApiServer;
  readonly #stop = new AbortController();
  #clients = 0;

  constructor({ nodes, workloads }: FleetDescription, { clock }: SimulatedClusterOptions) {
    const truth = new FleetView({ watchPods: true });
    this.#store.subscribe((change) => truth.apply(change));
    this.truth = truth;
    this.#clock = clock;
    this.journal = new Journal(clock);
    this.jobs = new SimulatedJobs(clock);
    for (const group of nodes) for (const node of nodesOf(group)) this.#putNode(node);
    this.#controllers = new Controllers(this.#store, workloads, clock, this.#stop.signal);
    this.#api = new ApiServer(this.#store, this.#controllers, clock);
  }

  /** All of them, also those that no node takes. */
  get pods(): readonly FleetPod[] {
    return Array.from(this.#store.pods.values(), ({ pod }) => pod);
  }

  /** A handle as one more process would hold it. */
  connect(options: Partial<ClientOptions> = {}): Cluster {
    this.#clients += 1;
    const { name = `client-${this.#clients}`, watchPods = true } = options;
    return new SimulatedClient(
      { name, watchPods },
      {
        api: this.#api,
        watches: this.#watches,
        faults: this.faults,
        journal: this.journal,
        jobs: this.jobs,
        clock: this.#clock,
      },
    );
  }

  /** @param listener is told of every change the moment it happens. @returns what takes it off again. */
  subscribe(listener: (change: Stored) => void): () => void {
    return this.#store.subscribe(listener);
  }

  /** `held`: watches bring nothing, so what processes know grows old. `down`: nobody answers. */
  set network(state: WatchState) {
    this.#watches.state = state;
  }

  cordon(name: string): void {
    this.changeNode(name, { unschedulable: true });
  }

  uncordon(name: string): void {
    this.changeNode(name, { unschedulable: false });
  }

  /** @throws PicketError `CLUSTER_NOT_FOUND` */
  changeNode(name: string, change: Partial<Pick<FleetNode, ChangeableOfNode>>): void {
    this.#store.putNode({ ...this.#nodeOf(name), ...change });
    this.#controllers.settle();
  }

  addNode(shape: NodeShape): void {
    this.#putNode(shape);
    this.#controllers.settle();
  }

  removeNode(name: string): void {
    this.#store.remove("node", this.#nodeOf(name).name);
    this.#controllers.settle();
  }

  /** Another machine under the same name: another uid, nothing on it, neither cordoned nor marked. */
  replaceNode(name: string): void {
    const { labels, allocatable } = this.#nodeOf(name);
    this.removeNode(name);
    this.addNode({ name, labels, allocatable });
  }

  /** `kubectl apply`: without our finalizer, unlike what a process makes. @throws PicketError `CLUSTER_CONFLICT` */
  applyQuarantine(spec: QuarantineSpec): void {
    this.#api.createQuarantine(spec, false);
  }

  /** `kubectl delete nq`. @throws PicketError `CLUSTER_NOT_FOUND` */
  deleteQuarantine(name: string): void {
    this.#api.deleteQuarantine(name);
  }

  /** Someone takes the finalizer off by hand: the object goes at once, and the node stays as it is. */
  dropQuarantine(name: string): void {
    this.#store.remove("quarantine", name);
  }

  /** @param untouchable whether a disruption budget forbids to evict it. */
  addPod({ requests, ...pod }: PodShape, untouchable = false): FleetPod {
    const added: FleetPod = {
      namespace: "default",
      nodeSelector: {},
      tolerations: [],
      mirror: false,
      finished: false,
      terminating: false,
      ...pod,
      uid: this.#store.newUid(),
      requests: { cpuMillis: 100, memoryBytes: 2 ** 27, pods: 1, ...requests },
    };
    const readyAt = added.node === undefined ? Infinity : this.#clock.now();
    this.#store.putPod({ pod: added, workload: "", untouchable, readyAt });
    this.#controllers.settle();
    return added;
  }

  /** @param workload as `namespace/name`. */
  scale(workload: string, replicas: number): void {
    this.#controllers.scale(workload, replicas);
  }

  close(): void {
    this.#stop.abort();
  }

  #nodeOf(name: string): FleetNode {
    const node = this.#store.nodes.get(name);
    if (node === undefined)
      throw new PicketError("CLUSTER_NOT_FOUND", `There is no node ${name}.`, { context: { name } });
    return node;
  }

  #putNode({ allocatable, labels, ...shape }: NodeShape): void {
    this.#store.putNode({
      annotations: {},
      taints: [],
      unschedulable: false,
      ready: true,
      ...shape,
      uid: this.#store.newUid(),
      resourceVersion: "",
      labels: { "kubernetes.io/hostname": shape.name, ...labels },
      allocatable: { cpuMillis: 4000, memoryBytes: 2 ** 34, pods: 110, ...allocatable },
      createdAt: this.#clock.now(),
    });
  }
}

function nodesOf({ name, count, zones, labels, taints, cpu, memory, pods }: NodeGroup): readonly NodeShape[] {
  return Array.from({ length: count }, (_, index) => {
    const zone = zones[index % zones.length];
    return {
      name: `${name}-${index + 1}`,
      labels: { ...labels, ...(zone === undefined ? {} : { [zoneLabel]: zone }) },
      taints,
      allocatable: { cpuMillis: cpu, memoryBytes: memory, pods },
    };
  });
}

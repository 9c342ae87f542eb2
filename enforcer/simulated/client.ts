/** One process's handle on the simulated cluster: the Cluster port, with a network between it and the API server. */

import { setImmediate as turn } from "node:timers/promises";
import { PicketError } from "../../errors/picket-error.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { Fleet, FleetNode, FleetPod } from "../cluster/fleet.ts";
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
import type { ApiServer } from "./api-server.ts";
import { type Fault, faultCodes, type Faults, type Operation } from "./faults.ts";
import type { SimulatedJobs } from "./jobs.ts";
import type { Journal } from "./journal.ts";
import { podKey, type Present, type Stored } from "./store.ts";
import { FleetView } from "./view.ts";
import type { Watcher, Watches } from "./watches.ts";

export interface ClientOptions {
  /** By which the journal and orders for faults know it. */
  readonly name: string;
  readonly watchPods: boolean;
}

/** What the processes of a cluster share. */
export interface Wiring {
  readonly api: ApiServer;
  readonly watches: Watches;
  readonly faults: Faults;
  readonly journal: Journal;
  readonly jobs: SimulatedJobs;
  readonly clock: Clock;
}

export class SimulatedClient implements Cluster {
  readonly fleet: Fleet;
  readonly leases: Leases;
  readonly #name: string;
  readonly #wiring: Wiring;
  readonly #view: FleetView;
  readonly #closing = new AbortController();
  #watcher: Watcher | undefined;

  constructor({ name, watchPods }: ClientOptions, wiring: Wiring) {
    this.#name = name;
    this.#wiring = wiring;
    this.#view = new FleetView({ watchPods });
    this.fleet = this.#view;
    this.leases = {
      read: (lease) => this.#call("readLease", lease, (api) => api.readLease(lease)),
      write: (lease, content, before) =>
        this.#call("writeLease", lease, (api) => api.writeLease(lease, content, before)),
    };
  }

  async watch(listener: ClusterListener, stop: AbortSignal): Promise<void> {
    const watcher: Watcher = {
      list: (objects: readonly Stored[]) => objects.forEach((object) => this.#view.apply(object)),
      change: (change: Stored) => {
        const about = this.#view.apply(change);
        if (about !== undefined) listener.changed(about);
      },
      trouble: (problem?: Error) => listener.trouble(problem),
    };
    this.#watcher = watcher;
    await this.#wiring.watches.open(watcher, AbortSignal.any([stop, this.#closing.signal]));
  }

  async refresh(): Promise<void> {
    if (this.#watcher) await this.#wiring.watches.relist(this.#watcher, this.#closing.signal);
  }

  async patchNode(node: FleetNode, patch: NodePatch, traceparent?: string): Promise<FleetNode> {
    return this.#change("patchNode", node.name, (api) => api.patchNode(node, patch), traceparent);
  }

  async recordEvent(node: FleetNode, event: NodeEvent): Promise<void> {
    await turn();
    if (!this.#closing.signal.aborted) this.#wiring.journal.recordEvent(node.name, event);
  }

  async createQuarantine(spec: QuarantineSpec, traceparent?: string): Promise<Quarantine> {
    const create = (api: ApiServer) => api.createQuarantine(spec, true, traceparent);
    return this.#change("createQuarantine", spec.node, create, traceparent);
  }

  async updateSpec(quarantine: Quarantine, spec: QuarantineSpec): Promise<Quarantine> {
    return this.#change("updateSpec", quarantine.name, (api) => api.updateSpec(quarantine, spec));
  }

  async updateStatus(quarantine: Quarantine, status: QuarantineStatus): Promise<Quarantine> {
    return this.#change("updateStatus", quarantine.name, (api) => api.updateStatus(quarantine, status));
  }

  async deleteQuarantine({ name, uid }: Quarantine): Promise<void> {
    this.#view.apply(await this.#call("deleteQuarantine", name, (api) => api.deleteQuarantine(name, uid)), true);
  }

  async finishQuarantine(quarantine: Quarantine): Promise<void> {
    const gone = await this.#call("finishQuarantine", quarantine.name, (api) => api.finishQuarantine(quarantine));
    this.#view.apply(gone, true);
  }

  async evict(pod: FleetPod, gracePeriodMs?: number): Promise<EvictionOutcome> {
    return this.#call("evict", podKey(pod), (api) => api.evict(pod, gracePeriodMs));
  }

  async runJob(_job: unknown, name: string): Promise<JobOutcome> {
    return this.#call("runJob", name, () => this.#wiring.jobs.run(name));
  }

  /** What is under way has no effect any more, as after a crash. */
  async close(): Promise<void> {
    this.#closing.abort();
  }

  async #change<Change extends Present<"node"> | Present<"quarantine">>(
    operation: Operation,
    object: string,
    effect: (api: ApiServer) => Change,
    traceparent?: string,
  ): Promise<Change["object"]> {
    const change = await this.#call(operation, object, effect, traceparent);
    this.#view.apply(change, true);
    return change.object;
  }

  /** One request, with a turn of the event loop before it takes effect. */
  async #call<Answer>(
    operation: Operation,
    object: string,
    effect: (api: ApiServer) => Answer,
    traceparent?: string,
  ): Promise<Answer> {
    const { api, watches, faults, journal, clock } = this.#wiring;
    await turn();
    const fault = faults.take({ operation, client: this.#name });
    if (typeof fault === "number") await clock.sleep(fault, this.#closing.signal);
    else if (fault !== undefined && fault !== "lost") throw failure(fault, operation, object);
    if (this.#closing.signal.aborted || watches.state === "down") throw failure("unavailable", operation, object);
    const answer = effect(api);
    journal.recordCall({ client: this.#name, operation, object, traceparent });
    if (fault === "lost") throw failure(fault, operation, object);
    return answer;
  }
}

function failure(fault: Exclude<Fault, number>, operation: Operation, object: string): PicketError {
  return new PicketError(faultCodes[fault], `${operation} ${object}: ${fault}.`, { context: { operation, object } });
}

/** What the simulated API server does when asked, with its preconditions; processes come through SimulatedClient, persons directly. */

import { PicketError } from "../../errors/picket-error.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { FleetNode, FleetPod } from "../cluster/fleet.ts";
import type { EvictionOutcome, Lease, NodePatch } from "../cluster/port.ts";
import type { Quarantine, QuarantineSpec, QuarantineStatus } from "../quarantine/quarantine.ts";
import type { Controllers } from "./controllers.ts";
import { podKey, type Kind, type Present, type Store, type Stored, type StoredQuarantine } from "./store.ts";

export class ApiServer {
  readonly #store: Store;
  readonly #controllers: Controllers;
  readonly #clock: Clock;

  constructor(store: Store, controllers: Controllers, clock: Clock) {
    this.#store = store;
    this.#controllers = controllers;
    this.#clock = clock;
  }

  patchNode(node: FleetNode, patch: NodePatch): Present<"node"> {
    const stored = this.#store.nodes.get(node.name);
    if (stored === undefined) throw missing("node", node.name);
    if (isOther(node, stored)) throw changed("node", node.name);
    const change = this.#store.putNode(patched(stored, patch));
    this.#controllers.settle();
    return change;
  }

  /** @param finalizer whether the object is to wait for us when it is deleted. */
  createQuarantine(spec: QuarantineSpec, finalizer: boolean, traceparent?: string): Present<"quarantine"> {
    const name = spec.node;
    if (this.#store.quarantines.has(name))
      throw new PicketError("CLUSTER_CONFLICT", `There is a quarantine ${name} already.`, { context: { name } });
    const identity = { name, uid: this.#store.newUid(), resourceVersion: "", createdAt: this.#clock.now() };
    const trace = traceparent === undefined ? {} : { traceparent };
    return this.#store.putQuarantine({ quarantine: { ...identity, ...trace, deleting: false, spec }, finalizer });
  }

  /** Puts the finalizer on as well, so that what a person made waits for us too. */
  updateSpec(seen: Quarantine, spec: QuarantineSpec): Present<"quarantine"> {
    const { quarantine } = this.#quarantine(seen);
    return this.#store.putQuarantine({ quarantine: { ...quarantine, spec }, finalizer: true });
  }

  updateStatus(seen: Quarantine, status: QuarantineStatus): Present<"quarantine"> {
    const { quarantine, finalizer } = this.#quarantine(seen);
    return this.#store.putQuarantine({ quarantine: { ...quarantine, status }, finalizer });
  }

  /** @param uid left out: whichever has the name, as for `kubectl delete`. */
  deleteQuarantine(name: string, uid?: string): Stored {
    const stored = this.#store.quarantines.get(name);
    if (stored === undefined) throw missing("quarantine", name);
    const { quarantine, finalizer } = stored;
    if (uid !== undefined && quarantine.uid !== uid) throw changed("quarantine", name);
    if (!finalizer) return this.#store.remove("quarantine", name);
    return this.#store.putQuarantine({ quarantine: { ...quarantine, deleting: true }, finalizer });
  }

  finishQuarantine(seen: Quarantine): Stored {
    this.#quarantine(seen);
    return this.#store.remove("quarantine", seen.name);
  }

  evict(pod: FleetPod, gracePeriodMs?: number): EvictionOutcome {
    const stored = this.#store.pods.get(podKey(pod));
    if (stored?.pod.uid !== pod.uid) return "gone";
    if (this.#controllers.isProtected(stored)) return "blocked";
    this.#controllers.terminate(stored, gracePeriodMs);
    this.#controllers.settle();
    return "evicted";
  }

  readLease(name: string): Lease | undefined {
    return this.#store.leases.get(name);
  }

  writeLease(name: string, lease: Omit<Lease, "resourceVersion">, before: Lease | undefined): Lease {
    if (this.#store.leases.get(name)?.resourceVersion !== before?.resourceVersion) throw changed("lease", name);
    return this.#store.putLease(name, lease);
  }

  #quarantine(seen: Quarantine): StoredQuarantine {
    const stored = this.#store.quarantines.get(seen.name);
    if (stored === undefined) throw missing("quarantine", seen.name);
    if (isOther(seen, stored.quarantine)) throw changed("quarantine", seen.name);
    return stored;
  }
}

interface Versioned {
  readonly uid: string;
  readonly resourceVersion: string;
}

function isOther(seen: Versioned, stored: Versioned): boolean {
  return seen.uid !== stored.uid || seen.resourceVersion !== stored.resourceVersion;
}

function missing(kind: Kind, name: string): PicketError {
  return new PicketError("CLUSTER_NOT_FOUND", `There is no ${kind} ${name}.`, { context: { kind, name } });
}

function changed(kind: Kind | "lease", name: string): PicketError {
  return new PicketError("CLUSTER_CONFLICT", `The ${kind} ${name} has changed.`, { context: { kind, name } });
}

function patched(node: FleetNode, { unschedulable = node.unschedulable, taints = {}, annotations = {} }: NodePatch) {
  const others = node.taints.filter(({ key }) => !Object.hasOwn(taints, key));
  const added = Object.values(taints).filter((taint) => taint !== null);
  const kept = Object.entries({ ...node.annotations, ...annotations }).filter(isGiven);
  return { ...node, unschedulable, taints: [...others, ...added], annotations: Object.fromEntries(kept) };
}

function isGiven(entry: [string, string | null]): entry is [string, string] {
  return entry[1] !== null;
}

/**
 * What the API server of the simulated cluster keeps: nodes, quarantines, pods and leases, each with the revision of its last
 * change, and who is told of changes.
 */

import { isDeepStrictEqual } from "node:util";
import type { FleetNode, FleetPod } from "../cluster/fleet.ts";
import type { Lease } from "../cluster/port.ts";
import type { Quarantine } from "../quarantine/quarantine.ts";

export interface StoredQuarantine {
  readonly quarantine: Quarantine;
  /** Whether our finalizer is on it: deleting it then waits for us. */
  readonly finalizer: boolean;
}

export interface StoredPod {
  readonly pod: FleetPod;
  /** What made it, by namespace and name; `""` for a person. */
  readonly workload: string;
  /** A disruption budget says that it must never be evicted. */
  readonly untouchable: boolean;
  /** Ready from then on, in ms since the epoch; `Infinity` while it has no node. */
  readonly readyAt: number;
}

interface Objects {
  readonly node: FleetNode;
  readonly quarantine: Quarantine;
  readonly pod: FleetPod;
}

export type Kind = keyof Objects;

/** An object as it is after a change; without `object` it is gone. */
export type Stored<Of extends Kind = Kind> = {
  [Each in Of]: {
    readonly kind: Each;
    readonly name: string;
    readonly revision: number;
    readonly object: Objects[Each] | undefined;
  };
}[Of];

/** One that is there. */
export type Present<Of extends Kind> = Stored<Of> & { readonly object: Objects[Of] };

export class Store {
  readonly nodes: ReadonlyMap<string, FleetNode>;
  readonly quarantines: ReadonlyMap<string, StoredQuarantine>;
  /** By namespace and name. */
  readonly pods: ReadonlyMap<string, StoredPod>;
  readonly leases: ReadonlyMap<string, Lease>;
  readonly #nodes = new Map<string, FleetNode>();
  readonly #quarantines = new Map<string, StoredQuarantine>();
  readonly #pods = new Map<string, StoredPod>();
  readonly #leases = new Map<string, Lease>();
  readonly #listeners = new Set<(change: Stored) => void>();
  #revision = 0;
  #uids = 0;

  constructor() {
    this.nodes = this.#nodes;
    this.quarantines = this.#quarantines;
    this.pods = this.#pods;
    this.leases = this.#leases;
  }

  /** Another each time, and the same in each run. */
  newUid(): string {
    this.#uids += 1;
    return `00000000-0000-4000-8000-${this.#uids.toString(16).padStart(12, "0")}`;
  }

  /** Everything as it is now. */
  list(): readonly Stored[] {
    const revision = this.#revision;
    return [
      ...Array.from(this.#nodes, ([name, object]) => ({ kind: "node", name, revision, object }) as const),
      ...Array.from(
        this.#quarantines,
        ([name, { quarantine: object }]) => ({ kind: "quarantine", name, revision, object }) as const,
      ),
      ...Array.from(this.#pods, ([name, { pod: object }]) => ({ kind: "pod", name, revision, object }) as const),
    ];
  }

  /** @returns what takes the listener off again. */
  subscribe(listener: (change: Stored) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** As with the real API server, to write what is there already is no change. */
  putNode(node: FleetNode): Present<"node"> {
    const object = this.#revised(node, this.#nodes.get(node.name));
    this.#nodes.set(node.name, object);
    return this.#told({ kind: "node", name: node.name, revision: Number(object.resourceVersion), object });
  }

  putQuarantine({ quarantine, finalizer }: StoredQuarantine): Present<"quarantine"> {
    const { name } = quarantine;
    const object = this.#revised(quarantine, this.#quarantines.get(name)?.quarantine);
    this.#quarantines.set(name, { quarantine: object, finalizer });
    return this.#told({ kind: "quarantine", name, revision: Number(object.resourceVersion), object });
  }

  putPod(stored: StoredPod): Present<"pod"> {
    const name = podKey(stored.pod);
    this.#pods.set(name, stored);
    return this.#told({ kind: "pod", name, revision: this.#next(), object: stored.pod });
  }

  remove(kind: Kind, name: string): Stored {
    ({ node: this.#nodes, quarantine: this.#quarantines, pod: this.#pods })[kind].delete(name);
    return this.#told({ kind, name, revision: this.#next(), object: undefined });
  }

  putLease(name: string, lease: Omit<Lease, "resourceVersion">): Lease {
    const stored = { ...lease, resourceVersion: String(this.#next()) };
    this.#leases.set(name, stored);
    return stored;
  }

  #revised<Versioned extends { readonly resourceVersion: string }>(
    object: Versioned,
    before: Versioned | undefined,
  ): Versioned {
    const { resourceVersion = "" } = before ?? {};
    if (isDeepStrictEqual({ ...object, resourceVersion }, before)) return { ...object, resourceVersion };
    return { ...object, resourceVersion: String(this.#next()) };
  }

  #next(): number {
    this.#revision += 1;
    return this.#revision;
  }

  #told<Change extends Stored>(change: Change): Change {
    for (const listener of this.#listeners) listener(change);
    return change;
  }
}

export function podKey({ namespace, name }: Pick<FleetPod, "namespace" | "name">): string {
  return `${namespace}/${name}`;
}

/** The fleet as one process knows it from its watches and its own changes, whichever is newer. */

import type { Fleet, FleetNode, FleetPod } from "../cluster/fleet.ts";
import type { Change } from "../cluster/port.ts";
import type { Quarantine } from "../quarantine/quarantine.ts";
import type { Stored } from "./store.ts";

export class FleetView implements Fleet {
  readonly nodes: ReadonlyMap<string, FleetNode>;
  readonly quarantines: ReadonlyMap<string, Quarantine>;
  readonly changes = { nodes: 0, quarantines: 0 };
  readonly #watchPods: boolean;
  readonly #nodes = new Map<string, FleetNode>();
  readonly #quarantines = new Map<string, Quarantine>();
  readonly #pods = new Map<string, FleetPod>();
  readonly #podsByNode = new Map<string, Map<string, FleetPod>>();
  /** Of what is here, and of what we removed ourselves until the watch tells so too. */
  readonly #revisions = new Map<string, number>();

  constructor(options: { readonly watchPods: boolean }) {
    this.#watchPods = options.watchPods;
    this.nodes = this.#nodes;
    this.quarantines = this.#quarantines;
  }

  podsOn(node: string): readonly FleetPod[] | undefined {
    return this.#watchPods ? [...(this.#podsByNode.get(node)?.values() ?? [])] : undefined;
  }

  /**
   * @param own whether the change was made here: then the watch may still tell of older ones.
   * @returns what a listener is to look at again, if anything.
   */
  apply(change: Stored, own = false): Change | undefined {
    if (change.kind === "pod" && !this.#watchPods) return undefined;
    const id = `${change.kind} ${change.name}`;
    const about = this.#nodeOf(change);
    if ((this.#revisions.get(id) ?? 0) <= change.revision) {
      if (change.object === undefined && !own) this.#revisions.delete(id);
      else this.#revisions.set(id, change.revision);
      this.#keep(change);
    }
    return about === undefined ? undefined : { kind: change.kind, node: about };
  }

  #keep(change: Stored): void {
    const { kind, name } = change;
    if (kind === "pod") return this.#keepPod(name, change.object);
    this.changes[`${kind}s`] += 1;
    if (kind === "node") put(this.#nodes, name, change.object);
    else put(this.#quarantines, name, change.object);
  }

  #keepPod(name: string, pod: FleetPod | undefined): void {
    const before = this.#pods.get(name);
    if (before?.node !== undefined) this.#podsByNode.get(before.node)?.delete(name);
    put(this.#pods, name, pod);
    if (pod?.node === undefined) return;
    const there = this.#podsByNode.get(pod.node);
    if (there === undefined) this.#podsByNode.set(pod.node, new Map([[name, pod]]));
    else there.set(name, pod);
  }

  /** A pod that is gone is still about the node that it was on. */
  #nodeOf({ kind, name, object }: Stored): string | undefined {
    if (kind !== "pod") return name;
    return object?.node ?? this.#pods.get(name)?.node;
  }
}

function put<Value>(map: Map<string, Value>, name: string, value: Value | undefined): void {
  if (value === undefined) map.delete(name);
  else map.set(name, value);
}

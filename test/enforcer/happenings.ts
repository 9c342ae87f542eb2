/**
 * What persons and machines do to a simulated cluster while an enforcer works on it, at random by seed: the half of a property
 * test that every property shares. It remembers what is theirs, and notes the moment anyone else changes it.
 */

import { setImmediate as turn } from "node:timers/promises";
import type { FleetNode, Taint } from "../../enforcer/cluster/fleet.ts";
import type { SimulatedCluster } from "../../enforcer/simulated/cluster.ts";
import type { Stored } from "../../enforcer/simulated/store.ts";
import type { Random } from "../../simulate/random.ts";
import { specOf } from "./cluster-contract.ts";

export interface HappeningsOptions {
  /** Between so many nodes the fleet stays. */
  readonly nodes?: readonly [fewest: number, most: number];
  readonly zones?: readonly [string, ...string[]];
  /** Whether the network fails too. */
  readonly network?: boolean;
}

/** What of a node is other people's. */
interface Theirs {
  /** Whether a person's cordon stands. */
  cordoned: boolean;
  readonly taints: Map<string, Taint>;
  readonly annotations: Map<string, string>;
}

/** Something that may happen. @returns what it did, or nothing where it does not apply now. */
type Happening = () => string | undefined;

const theirTaint = "example.org/maintenance";
const theirAnnotations = ["example.org/note", "cluster-autoscaler.kubernetes.io/scale-down-disabled"] as const;

export class Happenings {
  /** What happened, in order, for the message of a test that fails. */
  readonly log: string[] = [];
  /** What others changed of what was not theirs, in words. */
  readonly wrongs: string[] = [];
  /** By the node's uid: when a person last uncordoned it, by the count of happenings. */
  readonly uncordoned = new Map<string, number>();
  readonly #cluster: SimulatedCluster;
  readonly #random: Random;
  readonly #options: Required<HappeningsOptions>;
  readonly #theirs = new Map<string, Theirs>();
  readonly #happenings: readonly [weight: number, happening: Happening][];
  #serial = 0;

  constructor(cluster: SimulatedCluster, random: Random, options: HappeningsOptions = {}) {
    this.#cluster = cluster;
    this.#random = random;
    this.#options = { nodes: [1, 12], zones: ["zone-a", "zone-b", "zone-c"], network: true, ...options };
    this.#happenings = [
      [6, () => this.#cordon()],
      [6, () => this.#uncordon()],
      [3, () => this.#taint()],
      [3, () => this.#annotate()],
      [4, () => this.#applyQuarantine()],
      [5, () => this.#deleteQuarantine()],
      [3, () => this.#replaceNode()],
      [2, () => this.#removeNode()],
      [3, () => this.#addNode()],
      [3, () => this.#changeReadiness()],
      [4, () => this.#addPod()],
      [this.#options.network ? 4 : 0, () => this.#changeNetwork()],
    ];
    for (const node of cluster.truth.nodes.values()) this.#theirs.set(node.uid, theirsOf(node));
    cluster.subscribe((change) => this.#check(change));
  }

  /** One thing happens, or none where what was drawn does not apply. */
  next(): void {
    const total = this.#happenings.reduce((sum, [weight]) => sum + weight, 0);
    let draw = this.#random.uniform() * total;
    const [, happening] = this.#happenings.find(([weight]) => (draw -= weight) < 0) ?? [];
    const told = happening?.();
    if (told !== undefined) this.log.push(told);
  }

  /** Nothing fails any more, so that an enforcer can bring to an end what it has begun. */
  async calm(): Promise<void> {
    this.#cluster.faults.none();
    this.#cluster.network = "flowing";
    await turn();
  }

  #cordon(): string | undefined {
    const node = this.#pick(({ unschedulable }) => !unschedulable);
    if (node === undefined) return undefined;
    // Who cordons again what he has just uncordoned, before anyone looked, leaves no trace of it: nobody can respect that.
    this.#theirsOf(node).cordoned = !isHeld(node);
    this.#cluster.cordon(node.name);
    return `a person cordons ${node.name}`;
  }

  #uncordon(): string | undefined {
    const node = this.#pick(({ unschedulable }) => unschedulable);
    if (node === undefined) return undefined;
    this.#theirsOf(node).cordoned = false;
    this.uncordoned.set(node.uid, this.log.length);
    this.#cluster.uncordon(node.name);
    return `a person uncordons ${node.name}${isHeld(node) ? ", which is held" : ""}`;
  }

  #taint(): string | undefined {
    const node = this.#pick(() => true);
    if (node === undefined) return undefined;
    const { taints } = this.#theirsOf(node);
    const others = node.taints.filter(({ key }) => key !== theirTaint);
    if (taints.delete(theirTaint)) {
      this.#cluster.changeNode(node.name, { taints: others });
      return `a person takes a taint off ${node.name}`;
    }
    const taint: Taint = { key: theirTaint, effect: this.#random.pick(["NoSchedule", "PreferNoSchedule"]) };
    taints.set(theirTaint, taint);
    this.#cluster.changeNode(node.name, { taints: [...others, taint] });
    return `a person taints ${node.name}: ${taint.effect}`;
  }

  #annotate(): string | undefined {
    const node = this.#pick(() => true);
    if (node === undefined) return undefined;
    const { annotations } = this.#theirsOf(node);
    const key = this.#random.pick(theirAnnotations);
    const { [key]: present, ...others } = node.annotations;
    if (annotations.delete(key)) {
      this.#cluster.changeNode(node.name, { annotations: others });
      return `a person takes ${key} off ${node.name}`;
    }
    // Someone else's: to set it as well would leave nobody to say whose it is.
    if (present !== undefined) return undefined;
    annotations.set(key, "true");
    this.#cluster.changeNode(node.name, { annotations: { ...others, [key]: "true" } });
    return `a person annotates ${node.name} with ${key}`;
  }

  #applyQuarantine(): string | undefined {
    const node = this.#pick(({ name }) => !this.#cluster.truth.quarantines.has(name));
    if (node === undefined) return undefined;
    this.#cluster.applyQuarantine({ ...specOf(node.name), source: "manual" });
    return `a person asks for a quarantine of ${node.name}`;
  }

  #deleteQuarantine(): string | undefined {
    const names = [...this.#cluster.truth.quarantines.keys()];
    const name = names[this.#random.integer(0, names.length - 1)];
    if (name === undefined) return undefined;
    this.#cluster.deleteQuarantine(name);
    return `a person deletes the quarantine of ${name}`;
  }

  #replaceNode(): string | undefined {
    const node = this.#pick(() => true);
    if (node === undefined) return undefined;
    this.#cluster.replaceNode(node.name);
    return `another machine takes the name ${node.name}`;
  }

  #removeNode(): string | undefined {
    const [fewest] = this.#options.nodes;
    const node = this.#cluster.truth.nodes.size > fewest ? this.#pick(() => true) : undefined;
    if (node === undefined) return undefined;
    this.#cluster.removeNode(node.name);
    return `${node.name} goes away`;
  }

  #addNode(): string | undefined {
    const [, most] = this.#options.nodes;
    if (this.#cluster.truth.nodes.size >= most) return undefined;
    const name = `new-${(this.#serial += 1)}`;
    const zone = this.#random.pick(this.#options.zones);
    this.#cluster.addNode({ name, labels: { "topology.kubernetes.io/zone": zone } });
    return `${name} joins in ${zone}`;
  }

  #changeReadiness(): string | undefined {
    const node = this.#pick(() => true);
    if (node === undefined) return undefined;
    this.#cluster.changeNode(node.name, { ready: !node.ready });
    return `${node.name} is ${node.ready ? "not ready" : "ready"}`;
  }

  #addPod(): string | undefined {
    const node = this.#pick(() => true);
    if (node === undefined) return undefined;
    const isGuarded = this.#random.chance(0.3);
    const { name } = this.#cluster.addPod(
      { name: `pod-${(this.#serial += 1)}`, node: node.name, owner: "Job" },
      isGuarded,
    );
    return `${name} runs on ${node.name}${isGuarded ? ", guarded by a budget" : ""}`;
  }

  #changeNetwork(): string {
    const state = this.#random.pick(["flowing", "flowing", "held", "down"] as const);
    const share = this.#random.pick([0, 0.1, 0.4]);
    this.#cluster.network = state;
    this.#cluster.faults.randomly(() => this.#random.uniform(), share);
    return `the network is ${state}, ${share * 100} % of calls fail`;
  }

  #pick(isRight: (node: FleetNode) => boolean): FleetNode | undefined {
    const nodes = [...this.#cluster.truth.nodes.values()].filter(isRight);
    return nodes[this.#random.integer(0, nodes.length - 1)];
  }

  #theirsOf(node: FleetNode): Theirs {
    const known = this.#theirs.get(node.uid) ?? theirsOf(node);
    this.#theirs.set(node.uid, known);
    return known;
  }

  #check(change: Stored): void {
    if (change.kind !== "node" || change.object === undefined) return;
    const node = change.object;
    const { cordoned, taints, annotations } = this.#theirsOf(node);
    if (cordoned && !node.unschedulable) this.#wrong(`${node.name} was uncordoned, but a person had cordoned it`);
    for (const { key, effect } of taints.values())
      if (!node.taints.some((taint) => taint.key === key && taint.effect === effect))
        this.#wrong(`${node.name} lost the taint ${key} of a person`);
    for (const [key, value] of annotations)
      if (node.annotations[key] !== value) this.#wrong(`${node.name} lost the annotation ${key} of a person`);
  }

  #wrong(what: string): void {
    this.wrongs.push(`after ${this.log.length} happenings: ${what}`);
  }
}

/** By its mark: what Picket has changed and not yet given back. */
export function isHeld({ annotations }: FleetNode): boolean {
  return "picket.dev/quarantine" in annotations;
}

function theirsOf({ unschedulable, taints, annotations }: FleetNode): Theirs {
  const isTheirs = (key: string) => !/^(picket\.dev|node\.kubernetes\.io)\//.test(key);
  return {
    cordoned: unschedulable,
    taints: new Map(taints.filter(({ key }) => isTheirs(key)).map((taint) => [taint.key, taint])),
    annotations: new Map(Object.entries(annotations).filter(([key]) => isTheirs(key))),
  };
}

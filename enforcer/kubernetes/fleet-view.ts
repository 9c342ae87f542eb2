/** The fleet as lists, watches and our own changes tell of it. */

import { isDeepStrictEqual } from "node:util";
import type { Fleet, FleetNode, FleetPod } from "../cluster/fleet.ts";
import type { Change } from "../cluster/port.ts";
import { podName, type KnownPod } from "./pod.ts";
import type { KnownQuarantine } from "./node-quarantine.ts";
import { Table, type Versioned } from "./table.ts";

export class FleetView implements Fleet {
  readonly nodeTable: Table<FleetNode>;
  readonly quarantineTable: Table<KnownQuarantine>;
  readonly podTable: Table<KnownPod>;
  readonly changes = { nodes: 0, quarantines: 0 };
  readonly #watchPods: boolean;
  readonly #podsByNode = new Map<string, Map<string, FleetPod>>();

  /** @param onChange is not called for what only has a new version, such as a node whose kubelet reports the same again. */
  constructor({ watchPods, onChange }: { readonly watchPods: boolean; readonly onChange: (change: Change) => void }) {
    this.#watchPods = watchPods;
    const tell = (kind: "node" | "quarantine", before?: Named, after?: Named): void => {
      const node = (after ?? before)?.name;
      if (node === undefined || looksAlike(before, after)) return;
      this.changes[`${kind}s`] += 1;
      onChange({ kind, node });
    };
    this.nodeTable = new Table((before, after) => tell("node", before, after));
    this.quarantineTable = new Table((before, after) => tell("quarantine", before, after));
    this.podTable = new Table((before, after) => {
      this.#movePod(before, after);
      if (looksAlike(before, after)) return;
      for (const node of new Set([before?.node, after?.node])) if (node !== undefined) onChange({ kind: "pod", node });
    });
  }

  get nodes(): ReadonlyMap<string, FleetNode> {
    return this.nodeTable.values;
  }

  get quarantines(): ReadonlyMap<string, KnownQuarantine> {
    return this.quarantineTable.values;
  }

  podsOn(node: string): readonly FleetPod[] | undefined {
    return this.#watchPods ? [...(this.#podsByNode.get(node)?.values() ?? [])] : undefined;
  }

  #movePod(before: KnownPod | undefined, after: KnownPod | undefined): void {
    if (before?.node !== undefined) {
      const there = this.#podsByNode.get(before.node);
      there?.delete(podName(before));
      if (there?.size === 0) this.#podsByNode.delete(before.node);
    }
    if (after?.node === undefined) return;
    const there = this.#podsByNode.get(after.node);
    if (there === undefined) this.#podsByNode.set(after.node, new Map([[podName(after), after]]));
    else there.set(podName(after), after);
  }
}

type Named = Versioned & { readonly name: string };

function looksAlike(before: Versioned | undefined, after: Versioned | undefined): boolean {
  return (
    before !== undefined &&
    after !== undefined &&
    isDeepStrictEqual({ ...before, resourceVersion: "" }, { ...after, resourceVersion: "" })
  );
}

/** NodeQuarantines on the API server: what changes them, and when they may go. */

import { PatchStrategy } from "@kubernetes/client-node";
import type { Quarantine, QuarantineSpec, QuarantineStatus } from "../quarantine/quarantine.ts";
import type { ApiServer } from "./api-server.ts";
import { Collection } from "./collection.ts";
import {
  newNodeQuarantine,
  quarantineOf,
  quarantinesPath,
  releaseFinalizer,
  specObject,
  statusObject,
  type KnownQuarantine,
} from "./node-quarantine.ts";
import type { Table } from "./table.ts";

interface Operation {
  readonly op: "add" | "replace";
  readonly path: string;
  readonly value: unknown;
}

export class Quarantines extends Collection<KnownQuarantine> {
  constructor(server: ApiServer, table: Table<KnownQuarantine>) {
    super(server, { path: quarantinesPath, table, read: quarantineOf });
  }

  async ask(spec: QuarantineSpec, traceparent?: string): Promise<Quarantine> {
    return this.create(spec.node, newNodeQuarantine(spec, traceparent), traceparent);
  }

  async updateSpec(quarantine: Quarantine, spec: QuarantineSpec): Promise<Quarantine> {
    return this.#change(quarantine, [
      { op: "replace", path: "/spec", value: specObject(spec) },
      ...this.#hold(quarantine),
    ]);
  }

  async updateStatus(quarantine: Quarantine, status: QuarantineStatus): Promise<Quarantine> {
    const hold = this.#hold(quarantine);
    const held = hold.length === 0 ? quarantine : await this.#change(quarantine, hold);
    return this.#change(held, [{ op: "add", path: "/status", value: statusObject(status) }], "status");
  }

  async finish(quarantine: Quarantine): Promise<void> {
    const { uid, resourceVersion } = quarantine;
    // Deleted first: whoever crashes in between finds it deleted, and comes here again.
    const deleted = quarantine.deleting ? quarantine : await this.delete(quarantine, { uid, resourceVersion });
    if (deleted === undefined) return;
    const others = this.#finalizersOf(deleted).filter((finalizer) => finalizer !== releaseFinalizer);
    await this.#change(deleted, [{ op: "replace", path: "/metadata/finalizers", value: others }]);
    if (others.length === 0) this.table.bury(deleted.name, uid);
  }

  /** A person's object has no finalizer until we look at it; from then on it must not go before its node is as it was. */
  #hold(quarantine: Quarantine): readonly Operation[] {
    const finalizers = this.#finalizersOf(quarantine);
    if (quarantine.deleting || finalizers.includes(releaseFinalizer)) return [];
    return [{ op: "add", path: "/metadata/finalizers", value: [...finalizers, releaseFinalizer] }];
  }

  /** As they were in the version that is changed: a change that rests on others is refused for its version. */
  #finalizersOf({ name }: Quarantine): readonly string[] {
    return this.table.values.get(name)?.finalizers ?? [releaseFinalizer];
  }

  #change(before: Quarantine, operations: readonly Operation[], subresource?: "status"): Promise<KnownQuarantine> {
    const { resourceVersion } = before;
    const version: Operation = { op: "replace", path: "/metadata/resourceVersion", value: resourceVersion };
    const options = { contentType: PatchStrategy.JsonPatch, ...(subresource === undefined ? {} : { subresource }) };
    return this.patch(before, [version, ...operations], options);
  }
}

/** The objects of one resource that is in no namespace: changes them, and keeps the table as new as the answers. */

import { hasCode } from "../../errors/picket-error.ts";
import type { ApiServer } from "./api-server.ts";
import type { Resource } from "./reflector.ts";
import type { Versioned } from "./table.ts";

interface Named extends Versioned {
  readonly name: string;
}

export interface PatchOptions {
  /** One of the library's PatchStrategy. */
  readonly contentType: string;
  readonly subresource?: "status";
  readonly traceparent?: string | undefined;
}

/** By which managedFields tell our changes from those of others. */
const query = { fieldManager: "picket-enforcer" };

export class Collection<Value extends Named> implements Resource<Value> {
  readonly path: Resource<Value>["path"];
  readonly table: Resource<Value>["table"];
  readonly read: Resource<Value>["read"];
  readonly #server: ApiServer;

  constructor(server: ApiServer, { path, table, read }: Omit<Resource<Value>, "nameOf">) {
    this.#server = server;
    this.path = path;
    this.table = table;
    this.read = read;
  }

  nameOf({ name }: Value): string {
    return name;
  }

  /** @throws PicketError `CLUSTER_CONFLICT` when there is one of the name */
  async create(name: string, body: object, traceparent?: string): Promise<Value> {
    return this.#keeping({ name }, async () => {
      return this.#put(await this.#server.call("POST", this.path, { query, body, traceparent }));
    });
  }

  /** @param body must hold the version, or the patch is made whatever the object is by now. */
  async patch(before: Named, body: object, { subresource, ...options }: PatchOptions): Promise<Value> {
    const path = this.#pathOf(before.name) + (subresource === undefined ? "" : `/${subresource}`);
    return this.#keeping(before, async () =>
      this.#put(await this.#server.call("PATCH", path, { query, body, ...options })),
    );
  }

  /** @returns `undefined` where it is gone, the object where finalizers keep it */
  async delete(before: Named, preconditions: Partial<Versioned>): Promise<Value | undefined> {
    return this.#keeping(before, async () => {
      const body = { apiVersion: "v1", kind: "DeleteOptions", preconditions };
      const answer = await this.#server.call("DELETE", this.#pathOf(before.name), { body });
      if (typeof answer === "object" && answer !== null && "metadata" in answer && "spec" in answer)
        return this.#put(answer);
      this.table.bury(before.name, before.uid);
      return undefined;
    });
  }

  #put(object: unknown): Value {
    const value = this.read(object);
    this.table.putOwn(value.name, value);
    return value;
  }

  /** What was refused because the object is another by now is decided again, so look at it at once: the watch may be behind. */
  async #keeping<Result>(
    before: { readonly name: string; readonly uid?: string },
    change: () => Promise<Result>,
  ): Promise<Result> {
    try {
      return await change();
    } catch (error) {
      if (hasCode(error, "CLUSTER_CONFLICT", "CLUSTER_NOT_FOUND")) await this.#lookAgain(before);
      throw error;
    }
  }

  async #lookAgain({ name, uid }: { readonly name: string; readonly uid?: string }): Promise<void> {
    try {
      this.#put(await this.#server.call("GET", this.#pathOf(name)));
    } catch (error) {
      // Whatever else it is, the watch will tell.
      if (hasCode(error, "CLUSTER_NOT_FOUND") && uid !== undefined) this.table.bury(name, uid);
    }
  }

  #pathOf(name: string): string {
    return `${this.path}/${encodeURIComponent(name)}`;
  }
}

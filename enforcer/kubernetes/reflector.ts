/**
 * Keeps a table equal to what the API server has of a resource: lists it page by page, watches it from there, and lists again
 * when the watch has lost its place or was away, and every so often in case something was missed. (What client-go calls a
 * reflector.)
 */

import type { Clock } from "../../runtime/clock.ts";
import type { ApiServer } from "./api-server.ts";
import { callOf } from "./call.ts";
import { isExpired, isPassing, refusalError, retryAfterMs } from "./errors.ts";
import type { Table, Versioned } from "./table.ts";

export interface Resource<Value extends Versioned> {
  /** Of all its objects, e.g. `/api/v1/nodes`. */
  readonly path: string;
  readonly table: Table<Value>;
  /** By which the table knows the object. */
  readonly nameOf: (value: Value) => string;
  /** From the JSON of one. @throws PicketError `CLUSTER_INVALID` */
  readonly read: (object: unknown) => Value;
}

export interface ReflectorOptions {
  readonly server: ApiServer;
  readonly clock: Clock;
  readonly stop: AbortSignal;
  /** Called after each complete list. */
  readonly onListed: () => void;
  /** Called when listing or opening a watch fails, and with `undefined` when it works. May throw to give up. */
  readonly onTrouble: (problem: Error | undefined) => void;
}

/** Of nodes, whose images and conditions are long, these are some megabytes. */
const pageSize = 250;
/** After that the API server ends a watch in good order; client-go has 5 to 10 minutes. */
const watchSeconds = 300;
/** API servers send a bookmark about every minute. */
const silenceMs = 90_000;
const listEveryMs = 30 * 60_000;
/** Short, for few ask: after an outage the enforcer should soon see again. Who must wait longer is told to (Retry-After). */
const [firstDelayMs, longestDelayMs] = [500, 5000];
/** A watch that was open for less is a failure, however it ended. */
const decentWatchMs = 1000;

export class Reflector<Value extends Versioned> {
  readonly #resource: Resource<Value>;
  readonly #options: ReflectorOptions;
  /** From where to watch on; `""` where a list is due. */
  #version = "";
  #listedAt = 0;
  #openedAt = Infinity;
  /** Ends the watch at hand, or the wait for the next, because a list is wanted. */
  #interruption = new AbortController();
  #wanted: (() => void)[] = [];

  constructor(resource: Resource<Value>, options: ReflectorOptions) {
    this.#resource = resource;
    this.#options = options;
  }

  /** Lists again. @returns when a list that was begun after this call is complete. */
  refresh(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wanted.push(resolve);
    this.#interruption.abort();
    return promise;
  }

  /** Resolves when `stop` aborts; rejects with what `onTrouble` throws. */
  async run(): Promise<void> {
    const { clock, stop } = this.#options;
    let delayMs = 0;
    while (!stop.aborted) {
      this.#openedAt = Infinity;
      this.#interruption = new AbortController();
      if (this.#wanted.length > 0) this.#version = "";
      let failure: unknown;
      try {
        if (this.#version === "" || clock.elapsed() - this.#listedAt >= listEveryMs) await this.#list();
        await this.#watch();
      } catch (error) {
        failure = error;
      }
      if (stop.aborted) return;
      if (this.#interruption.signal.aborted) continue;
      const wasDecent = clock.elapsed() - this.#openedAt >= decentWatchMs;
      if (isExpired(failure)) this.#version = "";
      else if (failure !== undefined && !(wasDecent && isPassing(failure))) this.#tell(failure);
      delayMs = wasDecent ? 0 : Math.min(longestDelayMs, Math.max(firstDelayMs, 2 * delayMs));
      await clock.sleep(Math.max(delayMs, retryAfterMs(failure)), this.#untilInterrupted);
    }
  }

  async #list(): Promise<void> {
    const { path, table, nameOf, read } = this.#resource;
    const { server, clock, onListed } = this.#options;
    const signal = this.#untilInterrupted;
    const listedAt = clock.elapsed();
    const wanted = [...this.#wanted];
    const held = new Set<string>();
    const endList = table.beginList();
    let metadata: ListMetadata = {};
    do {
      const query = { limit: String(pageSize), ...(metadata.continue ? { continue: metadata.continue } : {}) };
      const page = await server.call<Page>("GET", path, { query, signal });
      for (const object of page.items) {
        const value = read(object);
        held.add(nameOf(value));
        table.put(nameOf(value), value);
      }
      metadata = page.metadata;
    } while (metadata.continue);
    this.#version = metadata.resourceVersion ?? "";
    endList(held, this.#version);
    this.#listedAt = listedAt;
    this.#wanted = this.#wanted.slice(wanted.length);
    for (const resolve of wanted) resolve();
    onListed();
  }

  async #watch(): Promise<void> {
    const { path } = this.#resource;
    const { server, clock, onTrouble } = this.#options;
    const signal = this.#untilInterrupted;
    const query = {
      resourceVersion: this.#version,
      allowWatchBookmarks: "true",
      timeoutSeconds: String(watchSeconds),
    };
    const onOpen = (): void => {
      this.#openedAt = clock.elapsed();
      onTrouble(undefined);
    };
    const lines = server.watch(path, query, { silenceMs, signal, onOpen });
    for await (const line of lines) this.#hear(JSON.parse(line));
  }

  #hear({ type, object }: WatchEvent): void {
    const { path, table, nameOf, read } = this.#resource;
    if (type === "ERROR") {
      const { code = 500 } = object;
      throw refusalError(callOf("GET", path, true), { status: code, text: JSON.stringify(object) });
    }
    if (type !== "BOOKMARK") {
      const value = read(object);
      if (type === "DELETED") table.remove(nameOf(value), value.uid);
      else table.put(nameOf(value), value);
    }
    this.#version = object.metadata?.resourceVersion ?? this.#version;
    table.toldUpTo(this.#version);
  }

  get #untilInterrupted(): AbortSignal {
    return AbortSignal.any([this.#options.stop, this.#interruption.signal]);
  }

  /** A list is due after it: a watch that is open again has yet to tell of what was missed, and would be believed before. */
  #tell(failure: unknown): void {
    this.#version = "";
    this.#options.onTrouble(failure instanceof Error ? failure : new Error(String(failure)));
  }
}

interface ListMetadata {
  readonly resourceVersion?: string;
  readonly continue?: string;
}

interface Page {
  readonly items: readonly unknown[];
  readonly metadata: ListMetadata;
}

interface WatchEvent {
  readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK" | "ERROR";
  readonly object: { readonly code?: number; readonly metadata?: { readonly resourceVersion?: string } };
}

/**
 * Answers as an API server does where tests need it to misbehave: it keeps lists of objects, pages and watches them, and a test
 * may answer any request in its place. What a real one does with the objects it leaves out.
 */

import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** @returns whether it has answered, or will. */
export type Intercept = (asked: Asked, answer: ServerResponse) => boolean;

export class FakeApiServer {
  readonly kubeconfig: string;
  /** All requests so far, oldest first. */
  readonly asked: Asked[] = [];
  /** TCP connections so far. */
  connections = 0;
  /** Of lists, and what a watch starts from. */
  version = 1000;
  intercept: Intercept = () => false;
  readonly #directory: string;
  readonly #lists = new Map<string, object[]>();
  readonly #watches = new Set<{ readonly path: string; readonly answer: ServerResponse }>();
  readonly #server = createServer((request, answer) => void this.#answer(request, answer));

  static async start(): Promise<FakeApiServer> {
    const fake = new FakeApiServer(await mkdtemp(path.join(tmpdir(), "picket-fake-api-")));
    fake.#server.on("connection", () => (fake.connections += 1)).listen(0, "127.0.0.1");
    await once(fake.#server, "listening");
    await writeFile(fake.kubeconfig, JSON.stringify(fake.#kubeconfigObject()));
    return fake;
  }

  private constructor(directory: string) {
    this.#directory = directory;
    this.kubeconfig = path.join(directory, "kubeconfig");
  }

  /** What a list at this path holds. */
  put(path: string, objects: readonly object[]): void {
    this.#lists.set(path, [...objects]);
  }

  /** Sends an event to whoever watches at this path. */
  tell(path: string, type: string, object: object): void {
    for (const watch of this.watchesOf(path)) watch.write(`${JSON.stringify({ type, object })}\n`);
  }

  /** The answers that are open. */
  watchesOf(path: string): readonly ServerResponse[] {
    return [...this.#watches].flatMap((watch) => (watch.path === path ? [watch.answer] : []));
  }

  /** How often this was asked for. */
  count(method: string, path: string, isRight: (asked: Asked) => boolean = () => true): number {
    return this.asked.filter((one) => one.method === method && one.path === path && isRight(one)).length;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
    await rm(this.#directory, { recursive: true, force: true });
  }

  async #answer(request: IncomingMessage, answer: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://fake");
    const { method = "", headers } = request;
    const asked = { method, path: pathname, query: searchParams, headers, body: await text(request) };
    this.asked.push(asked);
    if (this.intercept(asked, answer)) return;
    if (method !== "GET" || !this.#lists.has(pathname)) return refuse(answer, 404, "not found");
    if (searchParams.get("watch") === "true") this.#watch(pathname, answer);
    else this.#list(pathname, searchParams, answer);
  }

  #list(path: string, query: URLSearchParams, answer: ServerResponse): void {
    const [all, from] = [this.#lists.get(path) ?? [], Number(query.get("continue") ?? 0)];
    const to = from + Number(query.get("limit"));
    const metadata = { resourceVersion: String(this.version), ...(to < all.length ? { continue: String(to) } : {}) };
    answer.end(JSON.stringify({ metadata, items: all.slice(from, to) }));
  }

  #watch(path: string, answer: ServerResponse): void {
    const watch = { path, answer };
    this.#watches.add(watch);
    answer.on("close", () => this.#watches.delete(watch)).flushHeaders();
  }

  #kubeconfigObject(): object {
    const bound = this.#server.address();
    const server = `http://127.0.0.1:${typeof bound === "object" ? bound?.port : ""}`;
    return {
      clusters: [{ name: "fake", cluster: { server, "insecure-skip-tls-verify": true } }],
      users: [{ name: "fake", user: { token: "secret" } }],
      contexts: [{ name: "fake", context: { cluster: "fake", user: "fake", namespace: "picket" } }],
      "current-context": "fake",
    };
  }
}

/** As the API server refuses. */
export function refuse(answer: ServerResponse, code: number, message: string, more: object = {}): void {
  answer.writeHead(code, { "content-type": "application/json" });
  answer.end(JSON.stringify({ kind: "Status", status: "Failure", code, message, ...more }));
}

export function nodeJson(name: string, resourceVersion: number, more: object = {}): object {
  return {
    metadata: {
      name,
      uid: `uid-${name}`,
      resourceVersion: String(resourceVersion),
      creationTimestamp: "2026-01-01T00:00:00Z",
    },
    ...more,
  };
}

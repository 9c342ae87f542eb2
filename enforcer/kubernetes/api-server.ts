/**
 * Requests to the API server, as JSON. Of the client library this uses what finds and renews credentials and speaks TLS, but not
 * its generated classes, its Watch and its HTTP, because
 * - every request of theirs opens a connection of its own (KubeConfig makes a new dispatcher each time), and none ends by itself,
 * - they turn every object of a list into instances, which for tens of thousands of pods takes long and much,
 * - Watch drops what the API server says when it refuses, and gives up on a quiet one before the first bookmark comes,
 * - a request by fetch takes twice the processor time of one by undici's own.
 */

import { HttpMethod, RequestContext, type KubeConfig } from "@kubernetes/client-node";
import { type Dispatcher, getGlobalDispatcher } from "undici";
import { PicketError } from "../../errors/picket-error.ts";
import type { Clock } from "../../runtime/clock.ts";
import { callOf, type Method } from "./call.ts";
import { connectionError, credentialsError, refusalError, type Call } from "./errors.ts";

export interface CallOptions {
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
  /** Of the body; for PATCH, one of the library's PatchStrategy. */
  readonly contentType?: string;
  /** W3C Trace Context: API servers put their own spans under it. */
  readonly traceparent?: string | undefined;
  readonly signal?: AbortSignal;
}

export interface WatchOptions {
  /** Without a byte, after which the connection counts as dead. */
  readonly silenceMs: number;
  readonly signal: AbortSignal;
  /** The API server has agreed to tell. */
  readonly onOpen: () => void;
}

/** As often as the library reads tokens again; certificates may be renewed too. */
const renewEveryMs = 60_000;

/** What a request needs to be let in. */
interface Access {
  readonly headers: Readonly<Record<string, string>>;
  readonly connections: Dispatcher;
  /** By the clock's `elapsed`. */
  readonly since: number;
}

type Answer = Dispatcher.ResponseData;

export class ApiServer {
  /** The one of the context, or of the pod. */
  readonly namespace: string | undefined;
  readonly #config: KubeConfig;
  readonly #url: string;
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #closing = new AbortController();
  #access: Access | undefined;

  /** @param options.timeoutMs of every request but watches, from the first byte sent to the last one read. */
  constructor(config: KubeConfig, options: { readonly clock: Clock; readonly timeoutMs: number }) {
    this.#config = config;
    this.#url = config.getCurrentCluster()?.server ?? "";
    this.namespace = config.getContextObject(config.getCurrentContext())?.namespace;
    this.#clock = options.clock;
    this.#timeoutMs = options.timeoutMs;
  }

  /** @param path from `/api` or `/apis` on. @returns the JSON of the answer. @throws PicketError `CLUSTER_*` */
  async call<Body = unknown>(method: Method, path: string, options: CallOptions = {}): Promise<Body> {
    const call = callOf(method, path, false);
    const signals = [AbortSignal.timeout(this.#timeoutMs), ...(options.signal ? [options.signal] : [])];
    const { body } = await this.#send(call, method, path, options, signals);
    try {
      const answer: Body = JSON.parse(await body.text());
      return answer;
    } catch (error) {
      throw connectionError(call, error);
    }
  }

  /**
   * Lines as they come, until the API server ends them, `signal` aborts or the loop over them is left.
   *
   * @throws PicketError `CLUSTER_*`
   */
  async *watch(
    path: string,
    query: CallOptions["query"],
    options: WatchOptions,
  ): AsyncGenerator<string, void, undefined> {
    const { silenceMs, signal, onOpen } = options;
    const call = callOf("GET", path, true);
    const end = new AbortController();
    const silence = setTimeout(() => end.abort(new Error(`Not a byte came for ${silenceMs} ms.`)), silenceMs);
    try {
      const { body } = await this.#send(call, "GET", path, { query: { ...query, watch: "true" } }, [
        end.signal,
        signal,
      ]);
      onOpen();
      yield* linesOf(body, () => silence.refresh());
    } catch (error) {
      throw connectionError(call, error);
    } finally {
      clearTimeout(silence);
      end.abort();
    }
  }

  /** What is under way fails with `CLUSTER_UNAVAILABLE`. */
  close(): void {
    this.#closing.abort(new PicketError("CLUSTER_UNAVAILABLE", "This connection to the API server is closed."));
  }

  async #send(
    call: Call,
    method: Method,
    path: string,
    { query = {}, body, contentType = "application/json", traceparent }: CallOptions,
    signals: readonly AbortSignal[],
  ): Promise<Answer> {
    const url = new URL(this.#url + path);
    for (const [name, value] of Object.entries(query)) url.searchParams.append(name, value);
    const access = await this.#authenticated();
    try {
      const answer = await access.connections.request({
        origin: url.origin,
        path: url.pathname + url.search,
        method,
        headers: {
          ...access.headers,
          accept: "application/json",
          "user-agent": "picket-enforcer",
          ...(traceparent === undefined ? {} : { traceparent }),
          ...(body === undefined ? {} : { "content-type": contentType }),
        },
        body: body === undefined ? null : JSON.stringify(body),
        signal: AbortSignal.any([...signals, this.#closing.signal]),
      });
      const { statusCode: status, headers } = answer;
      if (status < 400) return answer;
      // A token may have ended before its time.
      if (status === 401) this.#access = undefined;
      const retryAfter = headers["retry-after"];
      throw refusalError(call, { status, text: await answer.body.text(), retryAfter: [retryAfter].flat()[0] });
    } catch (error) {
      throw connectionError(call, error);
    }
  }

  /** The library makes a new dispatcher each time it is asked; without our keeping one, each request would connect anew. */
  async #authenticated(): Promise<Access> {
    const since = this.#clock.elapsed();
    if (this.#access && since - this.#access.since < renewEveryMs) return this.#access;
    const request = new RequestContext(this.#url, HttpMethod.GET);
    try {
      await this.#config.applySecurityAuthentication(request);
    } catch (error) {
      throw credentialsError(error);
    }
    this.#access = {
      headers: request.getHeaders(),
      connections: request.getDispatcher() ?? getGlobalDispatcher(),
      since,
    };
    return this.#access;
  }
}

async function* linesOf(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  onChunk: () => void,
): AsyncGenerator<string, void, undefined> {
  const text = new TextDecoder();
  let rest = "";
  for await (const chunk of chunks) {
    onChunk();
    const lines = (rest + text.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}

/**
 * Requests to the API server, as JSON. Of the client library this uses what finds and renews credentials and speaks TLS, but not
 * its generated classes and its Watch, because
 * - every request of theirs opens a connection of its own (KubeConfig makes a new dispatcher each time), and none ends by itself,
 * - they turn every object of a list into instances, which for tens of thousands of pods takes long and much,
 * - Watch drops what the API server says when it refuses, and gives up on a quiet one before the first bookmark comes.
 */

import {
  HttpMethod,
  IsomorphicFetchHttpLibrary,
  RequestContext,
  type KubeConfig,
  type ResponseBody,
} from "@kubernetes/client-node";
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

type Dispatcher = NonNullable<ReturnType<RequestContext["getDispatcher"]>>;

/** As often as the library reads tokens again; certificates may be renewed too. */
const renewConnectionsEveryMs = 60_000;

export class ApiServer {
  /** The one of the context, or of the pod. */
  readonly namespace: string | undefined;
  readonly #config: KubeConfig;
  readonly #url: string;
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #http = new IsomorphicFetchHttpLibrary();
  readonly #closing = new AbortController();
  #connections: Dispatcher | undefined;
  #connectionsSince = -Infinity;

  /** @param options.timeoutMs of every request but watches, from the first byte sent to the last one read. */
  constructor(config: KubeConfig, options: { readonly clock: Clock; readonly timeoutMs: number }) {
    this.#config = config;
    this.#url = config.getCurrentCluster()?.server ?? "";
    this.namespace = config.getContextObject(config.getCurrentContext())?.namespace;
    this.#clock = options.clock;
    this.#timeoutMs = options.timeoutMs;
  }

  /** @param path from `/api` or `/apis` on. @returns the JSON of the answer. @throws PicketError `CLUSTER_*` */
  async call<Answer = unknown>(method: Method, path: string, options: CallOptions = {}): Promise<Answer> {
    const call = callOf(method, path, false);
    const signal = AbortSignal.any([AbortSignal.timeout(this.#timeoutMs), ...(options.signal ? [options.signal] : [])]);
    const body = await this.#send(call, this.#request(method, path, options), signal);
    try {
      const answer: Answer = JSON.parse(await body.text());
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
      const request = this.#request("GET", path, { query: { ...query, watch: "true" } });
      const body = await this.#send(call, request, AbortSignal.any([end.signal, signal]));
      onOpen();
      yield* linesOf(body.stream() ?? [], () => silence.refresh());
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

  #request(method: Method, path: string, { query = {}, body, contentType, traceparent }: CallOptions): RequestContext {
    const request = new RequestContext(this.#url + path, HttpMethod[method]);
    for (const [name, value] of Object.entries(query)) request.setQueryParam(name, value);
    request.setHeaderParam("Accept", "application/json");
    request.setHeaderParam("User-Agent", "picket-enforcer");
    if (traceparent !== undefined) request.setHeaderParam("traceparent", traceparent);
    if (body !== undefined) {
      request.setHeaderParam("Content-Type", contentType ?? "application/json");
      request.setBody(JSON.stringify(body));
    }
    return request;
  }

  async #send(call: Call, request: RequestContext, signal: AbortSignal): Promise<ResponseBody> {
    await this.#authenticate(request);
    request.setSignal(AbortSignal.any([signal, this.#closing.signal]));
    try {
      const { httpStatusCode: status, headers, body } = await this.#http.send(request).toPromise();
      if (status < 400) return body;
      throw refusalError(call, { status, text: await body.text(), retryAfter: headers["retry-after"] });
    } catch (error) {
      throw connectionError(call, error);
    }
  }

  async #authenticate(request: RequestContext): Promise<void> {
    try {
      await this.#config.applySecurityAuthentication(request);
    } catch (error) {
      throw credentialsError(error);
    }
    // The library has made a new dispatcher, which without our keeping one would connect anew for each request.
    if (this.#clock.elapsed() - this.#connectionsSince >= renewConnectionsEveryMs) {
      this.#connectionsSince = this.#clock.elapsed();
      this.#connections = request.getDispatcher();
    }
    if (this.#connections !== undefined) request.setDispatcher(this.#connections);
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

/**
 * Receives Prometheus' remote write, 1.0 and 2.0, and answers when Kafka has it. What cannot be taken now is put off by 503 with
 * Retry-After: Prometheus drops what is answered by 429, unless it is told not to.
 * https://prometheus.io/docs/specs/prw/remote_write_spec_2_0
 */

import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { PicketError } from "../../errors/picket-error.ts";
import type { Header } from "../../log/port.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { NodeIdentity } from "../../sources/prometheus/node-metric.ts";
import type { CollectorMetrics } from "../../telemetry/collection.ts";
import { traceContextOf, traceHeaders } from "../../telemetry/propagation.ts";
import { bytesOf, type Outlet } from "../outlet.ts";
import { PickedSamples } from "../picked-samples.ts";
import type { Tally } from "../tally.ts";
import { readBody } from "./body.ts";
import { MessageReader, refusal, versionOf } from "./message.ts";
import type { Tokens } from "./tokens.ts";

export interface ReceiverOptions {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** PEM. Left out: plain HTTP. */
  readonly tls?: { readonly cert: Buffer; readonly key: Buffer };
  /** Left out: everyone may write. */
  readonly tokens?: Tokens;
  readonly topic: string;
  readonly identity: NodeIdentity;
  /** Of a request's body, compressed or not. */
  readonly maxBytes: number;
  /** At a time. */
  readonly maxRequests: number;
  /** For the request to arrive, and again for Kafka to have it. */
  readonly timeoutMs: number;
  readonly outlet: Outlet;
  readonly clock: Clock;
  readonly tally: Tally;
  readonly metrics: CollectorMetrics;
}

export const writePath = "/api/v1/write";

const retryAfterSeconds = 5;
/** How often Node.js looks for requests that take too long. */
const lookEveryMs = 1000;

interface Answer {
  readonly status: number;
  /** For people; nothing for what went well. */
  readonly message?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export class Receiver {
  readonly #options: ReceiverOptions;
  readonly #server: Server;
  readonly #reader: MessageReader;
  #requests = 0;
  #closing = false;

  constructor(options: ReceiverOptions) {
    this.#options = options;
    this.#reader = new MessageReader(options.maxBytes);
    const { timeoutMs, tls } = options;
    const limits = { requestTimeout: timeoutMs, headersTimeout: timeoutMs, connectionsCheckingInterval: lookEveryMs };
    const onRequest = (request: IncomingMessage, response: ServerResponse): void => void this.#serve(request, response);
    this.#server =
      tls === undefined ? createServer(limits, onRequest) : createTlsServer({ ...limits, ...tls }, onRequest);
  }

  /** @returns the port. @throws PicketError `SETTINGS_INVALID` where it cannot be opened. */
  async open(): Promise<number> {
    const { host, port } = this.#options;
    try {
      await new Promise<void>((resolve, reject) => {
        this.#server.once("error", reject);
        this.#server.listen({ host, port }, resolve);
      });
    } catch (error) {
      const remedy = "PICKET_REMOTE_WRITE_LISTEN sets another address.";
      throw new PicketError("SETTINGS_INVALID", `Remote write cannot be received at ${host}:${port}. ${remedy}`, {
        cause: error,
      });
    }
    const address = this.#server.address();
    return typeof address === "object" && address !== null ? address.port : port;
  }

  /** Resolves when `stop` has aborted and the requests that were under way are answered. */
  async run(stop: AbortSignal): Promise<void> {
    if (!stop.aborted) await once(stop, "abort");
    this.#closing = true;
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeIdleConnections();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#requests += 1;
    try {
      this.#answer(request, response, await this.#handle(request, response));
    } catch {
      // The sender is gone, or so slow that Node.js has answered it.
      response.destroy();
    } finally {
      this.#requests -= 1;
    }
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<Answer> {
    const { tokens, maxRequests, maxBytes } = this.#options;
    if (request.url?.replace(/\?.*$/s, "") !== writePath)
      return { status: 404, message: `Remote write goes to ${writePath}` };
    if (request.method !== "POST") return { status: 405, message: "POST only", headers: { allow: "POST" } };
    if (tokens?.allow(request.headers.authorization) === false) {
      return { status: 401, message: "A known bearer token is needed", headers: { "www-authenticate": "Bearer" } };
    }
    const version = versionOf(request.headers["content-type"], request.headers["content-encoding"]);
    if (typeof version === "object") return version;
    if (this.#requests > maxRequests) return putOff(`More than ${maxRequests} requests at a time`);
    const body = await readBody(request, maxBytes);
    if (body === undefined) return refusal(413, `More than ${maxBytes} bytes`);
    const picked = new PickedSamples(this.#options.identity);
    const unreadable = this.#reader.read(body, version, picked.take);
    return unreadable ?? this.#write(picked, traceOf(request), response);
  }

  /** What is passed over on purpose counts as written: senders would report it as lost. */
  async #write(picked: PickedSamples, trace: readonly Header[], response: ServerResponse): Promise<Answer> {
    const { outlet, topic, tally } = this.#options;
    const records = picked.nodes.records(topic, trace);
    if (!outlet.hasRoom(bytesOf(records))) return putOff("Too much waits for Kafka");
    if ((await outlet.send(records, this.#patience(response))) === "dropped") return putOff("Kafka does not answer");
    tally.written(picked.nodes.count);
    const { refused, complaint } = picked;
    tally.lost(refused.node_missing, "node_missing");
    tally.lost(refused.number_invalid, "number_invalid");
    tally.lost(refused.malformed, "malformed");
    const headers = writtenHeaders(picked.seen - picked.refusedCount);
    if (complaint === undefined) return { status: 204, headers };
    return {
      status: 400,
      message: `${picked.refusedCount} samples are of no use, the others are written: ${complaint}`,
      headers,
    };
  }

  /** Aborts when nobody waits for the answer any more, or has waited for too long. */
  #patience(response: ServerResponse): AbortSignal {
    const over = new AbortController();
    const answered = new AbortController();
    const end = async (): Promise<void> => {
      await this.#options.clock.sleep(this.#options.timeoutMs, answered.signal);
      over.abort();
    };
    response.once("close", () => answered.abort());
    void end();
    return over.signal;
  }

  #answer(request: IncomingMessage, response: ServerResponse, { status, message, headers = {} }: Answer): void {
    this.#options.metrics.request({ status });
    response.writeHead(status, {
      ...headers,
      ...(message === undefined ? {} : { "content-type": "text/plain; charset=utf-8" }),
      ...(this.#closing ? { connection: "close" } : {}),
    });
    response.end(message === undefined ? undefined : `${message}\n`);
    // A sender that is not done yet would otherwise never come to read the answer.
    request.resume();
  }
}

/** Of the sender, where it traces what it sends. */
function traceOf({ headers: { traceparent, tracestate } }: IncomingMessage): readonly Header[] {
  const given = Object.entries({ traceparent, tracestate }).flatMap(([name, value]): Header[] =>
    typeof value === "string" ? [[name, Buffer.from(value, "latin1")]] : [],
  );
  return traceHeaders(traceContextOf(given));
}

function putOff(message: string): Answer {
  return { status: 503, message, headers: { "retry-after": String(retryAfterSeconds) } };
}

/** Histograms and exemplars are not read. */
function writtenHeaders(samples: number): Record<string, string> {
  const prefix = "x-prometheus-remote-write";
  return {
    [`${prefix}-samples-written`]: String(samples),
    [`${prefix}-histograms-written`]: "0",
    [`${prefix}-exemplars-written`]: "0",
  };
}

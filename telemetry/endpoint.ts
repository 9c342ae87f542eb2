/** One HTTP port for /metrics (Prometheus), /healthz and /readyz. */

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Health } from "./health.ts";

export interface Endpoint {
  /** The port that was opened: another than asked for where that was 0. */
  readonly port: number;
  close(): Promise<void>;
}

export interface EndpointOptions {
  readonly host: string;
  readonly port: number;
  readonly health: () => Health;
  readonly metrics: (request: IncomingMessage, response: ServerResponse) => void;
}

/** @throws the system's error where the port cannot be opened, e.g. `EADDRINUSE`. */
export async function openEndpoint({ host, port, health, metrics }: EndpointOptions): Promise<Endpoint> {
  const server = createServer((request, response) => {
    const path = (request.url ?? "/").replace(/\?.*$/s, "");
    if (request.method !== "GET" && request.method !== "HEAD") return answer(response, 405, { error: "GET only" });
    if (path === "/metrics") return metrics(request, response);
    if (path === "/healthz") return report(response, "live", health());
    if (path === "/readyz") return report(response, "ready", health());
    return answer(response, 404, { paths: ["/metrics", "/healthz", "/readyz"] });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port }, resolve);
  });
  server.unref();
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function report(response: ServerResponse, question: "live" | "ready", health: Health): void {
  answer(response, health[question] ? 200 : 503, { [question]: health[question], stages: health.stages });
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(`${JSON.stringify(body)}\n`);
}

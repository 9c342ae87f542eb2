/** Telemetry over real HTTP: the Prometheus endpoint, health, and OTLP to a small collector. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createServer, type Server } from "node:http";
import { describe, it, type TestContext } from "node:test";
import type { Environment } from "../../config/given.ts";
import { loadSettings } from "../../config/settings.ts";
import { hasCode } from "../../errors/picket-error.ts";
import { openEndpoint } from "../../telemetry/endpoint.ts";
import type { Health } from "../../telemetry/health.ts";
import { silentLogger, type Logger } from "../../telemetry/logger.ts";
import { noMetrics } from "../../telemetry/metrics.ts";
import { startTelemetry, type Telemetry } from "../../telemetry/telemetry.ts";
import { noTracer } from "../../telemetry/tracing.ts";
import { freePort } from "../services/free-port.ts";

const event = { traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", tracestate: "congo=t61" };
const facts = {
  detector: "resource-global",
  severity: "high",
  score: 0.9,
  containerImage: "nginx",
  source: { topic: "resource", partition: 3, offset: 17 },
};

/** An address for documentation (RFC 5737), which no machine has: nothing can be opened on it. */
const notOurs = "192.0.2.1";

const well: Health = { live: true, ready: true, stages: {} };

async function start(
  context: TestContext,
  environment: Environment,
  health: () => Health = () => well,
  logger: Logger = silentLogger,
): Promise<Telemetry> {
  const settings = loadSettings({ PICKET_METRICS_HOST: "127.0.0.1", ...environment }).telemetry;
  const telemetry = await startTelemetry({ settings, environment, logger, health, version: "1.2.3" });
  context.after(() => telemetry.close());
  return telemetry;
}

async function listening(server: Server): Promise<Server> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

function portOf(server: Server): number {
  const address = server.address();
  assert.ok(typeof address === "object" && address !== null);
  return address.port;
}

describe("the endpoint", () => {
  it("shows the metrics to Prometheus", async (context) => {
    const { metrics, port } = await start(context, { PICKET_METRICS_PORT: String(await freePort()) });
    const partition = { stage: "ingest", topic: "resource", partition: 2 };
    metrics.eventsIn(40, { stage: "ingest", topic: "resource" });
    metrics.eventsIn(2, { stage: "ingest", topic: "resource" });
    metrics.deadLetters(1, { reason: "malformed" });
    metrics.anomalyLatency(120, { detector: "resource-global" });
    metrics.transaction(30, { stage: "ingest", outcome: "committed" });
    metrics.lag(7, partition);
    metrics.models(5, { ...partition, detector: "resource-global" });
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    assert.match(text, /picket_events_in_total\{[^}]*picket_stage="ingest"[^}]*\} 42\n/);
    assert.match(text, /picket_dead_letters_total\{[^}]*picket_reason="malformed"[^}]*\} 1\n/);
    assert.match(text, /picket_anomaly_latency_bucket\{[^}]*le="250"[^}]*\} 1\n/);
    assert.match(text, /picket_transactions_total\{[^}]*picket_outcome="committed"[^}]*\} 1\n/);
    assert.match(text, /picket_lag\{[^}]*partition_id="2"[^}]*\} 7\n/);
    assert.match(text, /picket_models\{[^}]*picket_detector="resource-global"[^}]*\} 5\n/);

    metrics.forget(partition);
    const later = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    assert.match(later, /picket_lag\{[^}]*\} 0\n/);
    assert.match(later, /picket_models\{[^}]*\} 0\n/);
    assert.match(later, /picket_events_in_total\{[^}]*\} 42\n/);
  });

  it("shows how the enforcer stands", async (context) => {
    const { enforcerMetrics, port } = await start(context, { PICKET_METRICS_PORT: String(await freePort()) });
    let storm: "closed" | "open" = "closed";
    enforcerMetrics.outcome({ action: "cordon", decision: "deferred", code: "storm" });
    enforcerMetrics.cordonLatency(150);
    enforcerMetrics.release({ reason: "Healthy" });
    enforcerMetrics.veto();
    enforcerMetrics.notification({ target: "chat", outcome: "sent" });
    enforcerMetrics.observe(() => ({
      leads: true,
      quarantines: { Quarantined: 2, Pending: 1 },
      budgetLeft: { nodes: 1 },
      storm,
    }));
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    assert.match(text, /picket_enforcement_outcomes_total\{[^}]*picket_code="storm"[^}]*\} 1\n/);
    assert.match(text, /picket_cordon_latency_bucket\{[^}]*le="0.2"[^}]*\} 1\n/);
    assert.match(text, /picket_releases_total\{[^}]*picket_reason="Healthy"[^}]*\} 1\n/);
    assert.match(text, /picket_vetoes_total(\{[^}]*\})? 1\n/);
    assert.match(text, /picket_notifications_total\{[^}]*picket_target="chat"[^}]*\} 1\n/);
    assert.match(text, /picket_leader(\{[^}]*\})? 1\n/);
    assert.match(text, /picket_quarantines\{[^}]*picket_phase="Quarantined"[^}]*\} 2\n/);
    assert.match(text, /picket_budget_left\{[^}]*picket_budget="nodes"[^}]*\} 1\n/);
    assert.match(text, /picket_storm_breaker(\{[^}]*\})? 0\n/);
    storm = "open";
    const later = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    assert.match(later, /picket_storm_breaker(\{[^}]*\})? 2\n/);
  });

  it("says whether the process is alive and ready", async (context) => {
    let health: Health = { live: true, ready: false, stages: { ingest: "restoring" } };
    const { port } = await start(context, { PICKET_METRICS_PORT: String(await freePort()) }, () => health);
    const ask = async (path: string): Promise<[number, unknown]> => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`);
      return [response.status, await response.json()];
    };
    assert.deepEqual(await ask("/readyz"), [503, { ready: false, stages: { ingest: "restoring" } }]);
    assert.deepEqual(await ask("/healthz"), [200, { live: true, stages: { ingest: "restoring" } }]);
    health = { ...well, stages: { ingest: "running" } };
    assert.deepEqual(await ask("/readyz?verbose"), [200, { ready: true, stages: { ingest: "running" } }]);
    health = { live: false, ready: false, stages: { ingest: "running" } };
    assert.equal((await ask("/healthz"))[0], 503);
    assert.equal((await ask("/readyz"))[0], 503);
    assert.equal((await ask("/elsewhere"))[0], 404);
    const posted = await fetch(`http://127.0.0.1:${port}/metrics`, { method: "POST" });
    assert.equal(posted.status, 405);
  });

  it("must open on a port that was asked for", async (context) => {
    const taken = await listening(createServer());
    context.after(() => taken.close());
    await assert.rejects(start(context, { PICKET_METRICS_PORT: String(portOf(taken)) }), (error) =>
      hasCode(error, "SETTINGS_INVALID"),
    );
  });

  it("is left out, with a warning, where nobody asked for a port and the default one cannot be opened", async (context) => {
    const warnings: string[] = [];
    const logger = { ...silentLogger, warn: (_fields: object, message: string) => warnings.push(message) };
    const telemetry = await start(context, { PICKET_METRICS_HOST: notOurs }, () => well, logger);
    assert.equal(telemetry.port, undefined);
    assert.deepEqual(warnings, ["no metrics endpoint: the port cannot be opened; PICKET_METRICS_PORT sets another"]);
  });

  it("closes at once though a client keeps its connection", async () => {
    const endpoint = await openEndpoint({
      host: "127.0.0.1",
      port: 0,
      health: () => well,
      metrics: (_request, response) => response.end(),
    });
    await (await fetch(`http://127.0.0.1:${endpoint.port}/metrics`)).text();
    await endpoint.close();
    await assert.rejects(fetch(`http://127.0.0.1:${endpoint.port}/metrics`));
  });
});

describe("telemetry that is off", () => {
  it("counts and traces nothing, and passes the event's own context on", async (context) => {
    const { metrics, tracer, port } = await start(context, { PICKET_METRICS_PORT: "0" });
    assert.equal(metrics, noMetrics);
    assert.equal(tracer, noTracer);
    assert.equal(port, undefined);
    assert.equal(tracer.batch({ stage: "ingest" }).anomaly(event, facts), event);
  });

  it("does not load OpenTelemetry", () => {
    const script = `
      import { registerHooks } from "node:module";
      registerHooks({ resolve(name, context, next) {
        if (name.startsWith("@opentelemetry/")) throw new Error("loaded " + name);
        return next(name, context);
      } });
      const { startTelemetry } = await import("./telemetry/telemetry.ts");
      const telemetry = await startTelemetry({ settings: { exported: false, metricsPort: 0, metricsHost: "" } });
      await telemetry.close();
      await import("./telemetry/otel.ts").then(() => process.exit(2), (error) => console.log(error.message));`;
    const run = spawnSync(process.execPath, ["--input-type=module", "--eval", script], { encoding: "utf8" });
    assert.match(run.stdout, /^loaded @opentelemetry\//, "the guard itself works");
    assert.deepEqual([run.status, run.stderr], [0, ""]);
  });
});

describe("OTLP", () => {
  it("sends batches, anomalies and metrics to the collector", async (context) => {
    const received: { path: string; body: string }[] = [];
    const collector = await listening(
      createServer((request, response) => {
        const chunks: Buffer[] = [];
        request.on("data", (chunk: Buffer) => chunks.push(chunk));
        request.on("end", () => {
          received.push({ path: request.url ?? "", body: Buffer.concat(chunks).toString() });
          response.writeHead(200, { "content-type": "application/json" }).end("{}");
        });
      }),
    );
    context.after(() => collector.close());
    const variables = {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${portOf(collector)}`,
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
    };
    Object.assign(process.env, variables);
    context.after(() => Object.keys(variables).forEach((name) => delete process.env[name]));

    const telemetry = await start(context, { ...variables, PICKET_METRICS_PORT: "0" });
    const idle = telemetry.tracer.batch({ stage: "idle" });
    idle.end({ records: 0, outcome: "empty" });
    const batch = telemetry.tracer.batch({ stage: "container" });
    batch.phase("poll");
    batch.phase("step");
    const child = batch.anomaly(event, facts);
    const rootless = batch.anomaly(undefined, facts);
    batch.phase("commit");
    batch.end({ records: 10, outcome: "committed" });
    telemetry.metrics.eventsScored(10, { detector: "resource-global" });
    const request = telemetry.enforcerTracer.begin("request", event, { node: "node-1", requestId: "r1" });
    const cordon = telemetry.enforcerTracer.begin("cordon", request.context, { node: "node-1" });
    cordon.end({ error: new Error("refused") });
    request.end({ code: "waiting" });
    await telemetry.close();

    assert.match(child?.traceparent ?? "", /^00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-01$/);
    assert.notEqual(child?.traceparent, event.traceparent);
    assert.equal(child?.tracestate, event.tracestate);
    assert.match(rootless?.traceparent ?? "", /^00-(?!4bf92f)[0-9a-f]{32}-[0-9a-f]{16}-01$/);

    const spans = received.filter(({ path }) => path === "/v1/traces").flatMap(({ body }) => spansOf(body));
    assert.deepEqual(spans.map(({ name }) => name).sort(), [
      "picket.anomaly",
      "picket.anomaly",
      "picket.batch",
      "picket.commit",
      "picket.cordon",
      "picket.poll",
      "picket.request",
      "picket.step",
    ]);
    const ofRequest = spans.find(({ name }) => name === "picket.request");
    assert.deepEqual(
      [ofRequest?.traceId, ofRequest?.parentSpanId],
      [event.traceparent.slice(3, 35), "00f067aa0ba902b7"],
    );
    assert.equal(spans.find(({ name }) => name === "picket.cordon")?.parentSpanId, ofRequest?.spanId);
    const ofEvent = spans.find(({ name, parentSpanId }) => {
      return name === "picket.anomaly" && parentSpanId === "00f067aa0ba902b7";
    });
    const batchSpan = spans.find(({ name }) => name === "picket.batch");
    assert.equal(ofEvent?.traceId, "4bf92f3577b34da6a3ce929d0e0e4736");
    assert.deepEqual(
      ofEvent?.links?.map(({ spanId }) => spanId),
      [batchSpan?.spanId],
    );
    const measured = received.filter(({ path }) => path === "/v1/metrics").map(({ body }) => body);
    assert.match(measured.join("\n"), /picket\.events\.scored/);
    assert.match(measured.join("\n"), /"service\.name","value":\{"stringValue":"picket"\}/);
  });
});

interface ReceivedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly links?: readonly { readonly spanId: string }[];
}

function spansOf(body: string): readonly ReceivedSpan[] {
  const { resourceSpans }: { resourceSpans: { scopeSpans: { spans: ReceivedSpan[] }[] }[] } = JSON.parse(body);
  return resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
}

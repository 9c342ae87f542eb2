/** Sets OpenTelemetry up: OTLP export as the OTEL_* variables say, and the readings for Prometheus. Imported only when on. */

import { context, diag, DiagLogLevel, logs, metrics, propagation, trace, type DiagLogger } from "@opentelemetry/api";
import { PrometheusExporter } from "@opentelemetry/exporter-prometheus";
import { PeriodicExportingMetricReader, type IMetricReader, type PushMetricExporter } from "@opentelemetry/sdk-metrics";
import { NodeSDK } from "@opentelemetry/sdk-node";
import type { Environment } from "../config/given.ts";
import type { CollectorMetrics } from "./collection.ts";
import type { EndpointOptions } from "./endpoint.ts";
import { type EnforcerMetrics, type EnforcerTracer, noEnforcerTracer } from "./enforcement.ts";
import type { InferenceMetrics } from "./inference.ts";
import type { Logger } from "./logger.ts";
import type { Metrics } from "./metrics.ts";
import { otelCollectorMetrics } from "./otel-collection.ts";
import { otelEnforcerMetrics, otelEnforcerTracer } from "./otel-enforcement.ts";
import { otelInferenceMetrics } from "./otel-inference.ts";
import { otelMetrics } from "./otel-metrics.ts";
import { otelTracer } from "./otel-tracing.ts";
import { noTracer, type Tracer } from "./tracing.ts";

export interface Otel {
  readonly metrics: Metrics;
  readonly tracer: Tracer;
  readonly inferenceMetrics: InferenceMetrics;
  readonly collectorMetrics: CollectorMetrics;
  readonly enforcerMetrics: EnforcerMetrics;
  readonly enforcerTracer: EnforcerTracer;
  /** Answers a scrape. */
  readonly scrape: EndpointOptions["metrics"];
  /** Sends what is left; problems are logged, not thrown. */
  close(): Promise<void>;
}

export interface OtelOptions {
  readonly exported: boolean;
  readonly environment: Environment;
  readonly logger: Logger;
  readonly version: string;
}

export async function startOtel({ exported, environment, logger, version }: OtelOptions): Promise<Otel> {
  diag.setLogger(diagnosticsTo(logger), { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
  const prometheus = new PrometheusExporter({
    preventServerStart: true,
    withoutScopeInfo: true,
    withoutTargetInfo: true,
  });
  const sdk = new NodeSDK({
    metricReaders: [prometheus, ...(exported ? await otlpMetricReaders(environment) : [])],
    logRecordProcessors: [],
    ...(exported ? {} : { spanProcessors: [] }),
    ...(hasServiceName(environment) ? {} : { serviceName: "picket" }),
  });
  sdk.start();
  const [meter, tracer] = [metrics.getMeter("picket", version), trace.getTracer("picket", version)];
  return {
    metrics: otelMetrics(meter),
    tracer: exported ? otelTracer(tracer) : noTracer,
    inferenceMetrics: otelInferenceMetrics(meter),
    collectorMetrics: otelCollectorMetrics(meter),
    enforcerMetrics: otelEnforcerMetrics(meter),
    enforcerTracer: exported ? otelEnforcerTracer(tracer) : noEnforcerTracer,
    scrape: (request, response) => prometheus.getMetricsRequestHandler(request, response),
    close: async () => {
      try {
        await sdk.shutdown();
      } catch (error) {
        logger.warn({ error }, "the last telemetry could not be sent");
      }
      for (const registered of [metrics, trace, logs, propagation, context, diag]) registered.disable();
    },
  };
}

/**
 * The SDK makes these from the same variables, but not beside a reader of ours; see
 * https://opentelemetry.io/docs/specs/otel/protocol/exporter/ for what they mean.
 */
async function otlpMetricReaders(environment: Environment): Promise<readonly IMetricReader[]> {
  if (environment["OTEL_METRICS_EXPORTER"]?.trim() === "none") return [];
  const interval = Number(environment["OTEL_METRIC_EXPORT_INTERVAL"] || 60_000);
  return [
    new PeriodicExportingMetricReader({
      exporter: await otlpMetricExporter(environment),
      exportIntervalMillis: interval,
      exportTimeoutMillis: Math.min(interval, Number(environment["OTEL_METRIC_EXPORT_TIMEOUT"] || 30_000)),
    }),
  ];
}

async function otlpMetricExporter(environment: Environment): Promise<PushMetricExporter> {
  const protocol = environment["OTEL_EXPORTER_OTLP_METRICS_PROTOCOL"] || environment["OTEL_EXPORTER_OTLP_PROTOCOL"];
  if (protocol === "grpc") return new (await import("@opentelemetry/exporter-metrics-otlp-grpc")).OTLPMetricExporter();
  if (protocol === "http/json") {
    return new (await import("@opentelemetry/exporter-metrics-otlp-http")).OTLPMetricExporter();
  }
  return new (await import("@opentelemetry/exporter-metrics-otlp-proto")).OTLPMetricExporter();
}

function hasServiceName(environment: Environment): boolean {
  return (
    Boolean(environment["OTEL_SERVICE_NAME"]) || /\bservice\.name=/.test(environment["OTEL_RESOURCE_ATTRIBUTES"] ?? "")
  );
}

function diagnosticsTo(logger: Logger): DiagLogger {
  const log =
    (level: "debug" | "warn") =>
    (message: string, ...details: unknown[]): void =>
      logger[level]({ details: details.map(String) }, `OpenTelemetry: ${message}`);
  return { error: log("warn"), warn: log("warn"), info: log("debug"), debug: log("debug"), verbose: log("debug") };
}

/** What a long-running command says about itself, as its settings ask: nothing, a Prometheus endpoint, OTLP, or both. */

import { PicketError } from "../errors/picket-error.ts";
import type { Environment } from "../config/given.ts";
import type { Settings } from "../config/settings.ts";
import { type CollectorMetrics, noCollectorMetrics } from "./collection.ts";
import { openEndpoint, type Endpoint, type EndpointOptions } from "./endpoint.ts";
import { type EnforcerMetrics, type EnforcerTracer, noEnforcerMetrics, noEnforcerTracer } from "./enforcement.ts";
import type { Health } from "./health.ts";
import { type InferenceMetrics, noInferenceMetrics } from "./inference.ts";
import type { Logger } from "./logger.ts";
import { noMetrics, type Metrics } from "./metrics.ts";
import type { Otel } from "./otel.ts";
import { noTracer, type Tracer } from "./tracing.ts";

export interface Telemetry {
  readonly metrics: Metrics;
  readonly tracer: Tracer;
  readonly inferenceMetrics: InferenceMetrics;
  readonly collectorMetrics: CollectorMetrics;
  readonly enforcerMetrics: EnforcerMetrics;
  readonly enforcerTracer: EnforcerTracer;
  /** The port of /metrics, /healthz and /readyz, where there is one. */
  readonly port: number | undefined;
  close(): Promise<void>;
}

export interface TelemetryOptions {
  readonly settings: Settings["telemetry"];
  readonly environment: Environment;
  readonly logger: Logger;
  readonly health: () => Health;
  readonly version: string;
}

const defaultPort = 9464;

const silent = {
  metrics: noMetrics,
  tracer: noTracer,
  inferenceMetrics: noInferenceMetrics,
  collectorMetrics: noCollectorMetrics,
  enforcerMetrics: noEnforcerMetrics,
  enforcerTracer: noEnforcerTracer,
};

/** @throws PicketError `SETTINGS_INVALID` when the port that was asked for cannot be opened. */
export async function startTelemetry(options: TelemetryOptions): Promise<Telemetry> {
  const { settings } = options;
  if (!settings.exported && settings.metricsPort === 0) {
    return { ...silent, port: undefined, close: async () => {} };
  }
  const { startOtel } = await import("./otel.ts");
  const otel = await startOtel({ ...options, exported: settings.exported });
  const endpoint = await openAsAsked(options, otel);
  return {
    ...otel,
    port: endpoint?.port,
    close: async () => {
      await endpoint?.close();
      await otel.close();
    },
  };
}

/** The default port is a convenience, so a second instance on the same machine goes without; a port asked for is a must. */
async function openAsAsked({ settings, health, logger }: TelemetryOptions, otel: Otel): Promise<Endpoint | undefined> {
  if (settings.metricsPort === 0) return undefined;
  const port = settings.metricsPort ?? defaultPort;
  const options: EndpointOptions = { host: settings.metricsHost, port, health, metrics: otel.scrape };
  try {
    return await openEndpoint(options);
  } catch (error) {
    if (settings.metricsPort === undefined) {
      logger.warn({ port, error }, "no metrics endpoint: the port cannot be opened; PICKET_METRICS_PORT sets another");
      return undefined;
    }
    await otel.close();
    throw new PicketError(
      "SETTINGS_INVALID",
      `PICKET_METRICS_PORT: ${options.host}:${port} cannot be opened; set another port, or 0 for none`,
      { context: { host: options.host, port }, cause: error },
    );
  }
}

/** The settings of what Picket says about itself: logs, traces, metrics. OTEL_* variables are read by OpenTelemetry itself. */

import { z } from "zod";
import { host, integer, oneOf, trueOrFalse } from "./kinds.ts";
import { optionalSetting, setting } from "./setting.ts";

export const loggingSettings = z.object({
  level: setting(oneOf("trace", "debug", "info", "warn", "error", "fatal", "silent"), {
    variable: "LOG_LEVEL",
    default: "info",
    help: "The least severe diagnostics that are written to standard error.",
    common: true,
  }),
  format: setting(oneOf("text", "json"), {
    variable: "LOG_FORMAT",
    default: "text",
    help: "How alerts and diagnostics are written: lines for people, or one JSON object a line.",
    common: true,
  }),
});

export const telemetrySettings = z.object({
  alerts: setting(trueOrFalse, {
    variable: "PICKET_ALERTS",
    default: "true",
    help: "Write a line to standard output for each anomaly.",
  }),
  exported: optionalSetting(trueOrFalse, {
    variable: "PICKET_TELEMETRY",
    unset: "true where an OTEL_EXPORTER_OTLP_*ENDPOINT is set",
    help: "Send traces and metrics by OTLP.",
  }),
  metricsPort: optionalSetting(integer(0, 65_535), {
    variable: "PICKET_METRICS_PORT",
    unset: "9464, or none where that is taken",
    help: "The port of /metrics, /healthz and /readyz; 0 is none.",
  }),
  metricsHost: setting(host, {
    variable: "PICKET_METRICS_HOST",
    default: "0.0.0.0",
    help: "The address that the port above is opened on.",
  }),
});

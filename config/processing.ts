/** The settings of how records are processed: identity, stages, bounds. */

import { z } from "zod";
import { duration, identifier, oneOf, size, someOf } from "./kinds.ts";
import { optionalSetting, setting } from "./setting.ts";

export const stageNames = [
  "ingest",
  "container",
  "global",
  "ingest-metrics",
  "ingest-tetragon",
  "ingest-ebpf",
  "node",
  "models",
  "health",
] as const;

export const processingSettings = z.object({
  applicationId: setting(identifier, {
    variable: "PICKET_APPLICATION_ID",
    default: "picket",
    help: "Prefix of consumer groups, transactional ids, internal topics and state; the same for all instances.",
  }),
  instanceId: optionalSetting(identifier, {
    variable: "PICKET_INSTANCE_ID",
    unset: "a new one at each start",
    help: "This instance's own stable name; it then keeps its partitions over a quick restart.",
  }),
  stages: setting(someOf(...stageNames), {
    variable: "PICKET_STAGES",
    default: stageNames.join(","),
    help: "The stages that this process runs, of those that its detectors and sensors need.",
    common: true,
  }),
  outputFormat: setting(oneOf("json", "protobuf"), {
    variable: "PICKET_OUTPUT_FORMAT",
    default: "json",
    help: "How anomalies, health of nodes, requests and outcomes are written.",
  }),
  maxEventBytes: setting(size(1024, 512 * 2 ** 20), {
    variable: "PICKET_MAX_EVENT_BYTES",
    default: "1MiB",
    help: "Larger events go to dead letters unread.",
  }),
  maxClockAheadMs: setting(duration(0, 365 * 86_400_000), {
    variable: "PICKET_MAX_CLOCK_AHEAD",
    default: "1h",
    help: "Events whose time is further ahead of their record's time go to dead letters.",
  }),
  fetchBytes: setting(size(64 * 2 ** 10, 2 ** 30), {
    variable: "PICKET_FETCH_BYTES",
    default: "2MiB",
    help: "How much of a stage's input is read at most for one transaction.",
  }),
  shutdownTimeoutMs: setting(duration(0, 600_000), {
    variable: "PICKET_SHUTDOWN_TIMEOUT",
    default: "10s",
    help: "How long a stop may take before it is forced.",
  }),
});

/** What of the settings the runtime needs, in its own terms. */

import type { Settings } from "../config/settings.ts";
import { productionTicks, ticksOfThePast } from "../runtime/ticker.ts";
import { type RunnerOptions, topicNames } from "../runtime/topology-runner.ts";
import { topicsByName } from "./topics-by-name.ts";

export function runnerOptions({
  kafka,
  nodes,
  processing,
  state,
  topics,
}: Settings): Omit<RunnerOptions, "clock" | "logger" | "metrics" | "tracer" | "snapshots" | "onProduced"> {
  return {
    applicationId: processing.applicationId,
    instanceId: processing.instanceId,
    outputFormat: processing.outputFormat,
    autoOffsetReset: kafka.autoOffsetReset,
    fetchBytes: processing.fetchBytes,
    maxClockAheadMs: processing.maxClockAheadMs,
    forgetAfterMs: state.forgetAfterMs,
    ticks: nodes.time === "events" ? ticksOfThePast : productionTicks,
    topics: {
      nameOf: topicNames(processing.applicationId, topicsByName({ topics })),
      create: topics.create,
      partitions: topics.partitions,
      replication: topics.replication,
      internalRetentionMs: topics.internalRetentionMs,
      maxEventBytes: processing.maxEventBytes,
    },
  };
}

/** The settings that name topics and say how missing ones are created. */

import { z } from "zod";
import { duration, integer, topicName, trueOrFalse } from "./kinds.ts";
import { optionalSetting, setting } from "./setting.ts";

export const topicSettings = z.object({
  input: optionalSetting(topicName, {
    variable: "KAFKA_TOPIC",
    unset: "PICKET_TOPIC_RESOURCE or PICKET_TOPIC_FREQUENCY",
    help: "The input topic where PICKET_DETECTORS names one detector alone.",
    common: true,
  }),
  resource: setting(topicName, {
    variable: "PICKET_TOPIC_RESOURCE",
    default: "resource",
    help: "Input: resource use per process.",
  }),
  frequency: setting(topicName, {
    variable: "PICKET_TOPIC_FREQUENCY",
    default: "frequency",
    help: "Input: counts of system calls per container.",
  }),
  nodeMetrics: setting(topicName, {
    variable: "PICKET_TOPIC_NODE_METRICS",
    default: "node-metrics",
    help: "Input: Prometheus' samples of nodes; `picket collect` writes it.",
  }),
  tetragon: setting(topicName, {
    variable: "PICKET_TOPIC_TETRAGON",
    default: "tetragon",
    help: "Input: Tetragon's events, a line of its export each; `picket collect` writes it.",
  }),
  ebpfEvents: setting(topicName, {
    variable: "PICKET_TOPIC_EBPF_EVENTS",
    default: "ebpf_events",
    help: "Input: executions and connections as InfraSight's own sensors see them.",
  }),
  anomalies: setting(topicName, {
    variable: "PICKET_TOPIC_ANOMALIES",
    default: "anomalies",
    help: "Output: one record for each anomaly.",
  }),
  nodeHealth: setting(topicName, {
    variable: "PICKET_TOPIC_NODE_HEALTH",
    default: "node-health",
    help: "Output: what is thought of each window of each node; what policies are replayed over.",
  }),
  deadLetters: setting(topicName, {
    variable: "PICKET_TOPIC_DEAD_LETTERS",
    default: "dead-letters",
    help: "Output: the records that could not be read, with the reason.",
  }),
  cordonRequests: setting(topicName, {
    variable: "PICKET_TOPIC_CORDON_REQUESTS",
    default: "cordon-requests",
    help: "Output, and the enforcer's input: requests to cordon or release a node.",
  }),
  enforcementOutcomes: setting(topicName, {
    variable: "PICKET_TOPIC_ENFORCEMENT_OUTCOMES",
    default: "enforcement-outcomes",
    help: "Output of the enforcer: what became of each request.",
  }),
  create: setting(trueOrFalse, {
    variable: "PICKET_CREATE_TOPICS",
    default: "true",
    help: "Create the topics that are missing; otherwise stop and name them.",
  }),
  partitions: setting(integer(1, 10_000), {
    variable: "PICKET_PARTITIONS",
    default: "4",
    help: "Partitions of the topics that Picket creates, which bounds how many instances share the work.",
  }),
  replication: setting(replicationFactor(), {
    variable: "PICKET_REPLICATION",
    default: "-1",
    help: "Replicas of the topics that Picket creates; -1 is the broker's default, which also suits a single broker.",
  }),
  internalRetentionMs: setting(duration(60_000, 365 * 86_400_000), {
    variable: "PICKET_INTERNAL_RETENTION",
    default: "7d",
    help: "How long the internal topics keep events, which is how far back a state can be computed again.",
  }),
});

function replicationFactor(): ReturnType<typeof integer> {
  const factor = integer(-1, 100);
  return {
    expected: "-1 for the broker's default, or a whole number from 1 to 100",
    schema: factor.schema.refine((replicas) => replicas !== 0),
  };
}

/** The topics that a topology needs: which they are, and making sure before anything starts that they exist as they must. */

import { PicketError } from "../errors/picket-error.ts";
import type { Log, TopicSpec } from "../log/port.ts";
import { pathTo, type StageNode } from "../topology/nodes.ts";
import type { InputTopic, InternalTopic, Topic } from "../topology/topics.ts";

export interface TopicPlan {
  readonly nameOf: (topic: Topic) => string;
  readonly create: boolean;
  readonly partitions: number;
  readonly replication: number;
  readonly internalRetentionMs: number;
  readonly maxEventBytes: number;
}

export function sourceTopicsOf(stage: StageNode): readonly (InputTopic | InternalTopic)[] {
  const source = stage.ends[0] && pathTo(stage.ends[0])[0];
  return source?.kind === "consume" ? source.topics : [];
}

/** Every topic that these stages read or write, once. */
export function topicsOf(stages: readonly StageNode[]): readonly Topic[] {
  const topics = stages.flatMap((stage): Topic[] => [
    ...sourceTopicsOf(stage),
    ...stage.ends.map((end) => end.topic),
    ...(stage.deadLetters ? [stage.deadLetters] : []),
  ]);
  return [...new Map(topics.map((topic) => [topic.name, topic])).values()];
}

/**
 * Creates what is missing, where that is wanted, and answers the partition counts by real name.
 * @throws PicketError `LOG_TOPIC_UNKNOWN` naming all that are missing; `LOG_TOPIC_INVALID` where one has another shape.
 */
export async function ensureTopics(
  log: Log,
  topics: readonly Topic[],
  plan: TopicPlan,
): Promise<ReadonlyMap<string, number>> {
  const names = topics.map((topic) => plan.nameOf(topic));
  const missing = await missingOf(log, names);
  if (missing.length > 0 && !plan.create) {
    const message = `These topics do not exist: ${missing.join(", ")}. Create them, or set PICKET_CREATE_TOPICS=true.`;
    throw new PicketError("LOG_TOPIC_UNKNOWN", message);
  }
  const specs = topics.filter((topic) => missing.includes(plan.nameOf(topic))).map((topic) => specOf(topic, plan));
  if (specs.length > 0) await log.createTopics(specs);

  const counts = await log.partitionCounts(names);
  for (const [index, topic] of topics.entries()) checkShape(topic, plan.nameOf(topic), counts[index]);
  return new Map(names.map((name, index) => [name, counts[index]!]));
}

async function missingOf(log: Log, names: readonly string[]): Promise<readonly string[]> {
  const counts = await log.partitionCounts(names);
  return names.filter((_, index) => counts[index] === undefined);
}

function specOf(topic: Topic, plan: TopicPlan): TopicSpec {
  const fixed = topic.role === "internal" ? topic.partitions : undefined;
  return {
    name: plan.nameOf(topic),
    partitions: fixed ?? plan.partitions,
    replication: plan.replication,
    config: topic.role === "internal" ? internalConfig(plan) : {},
  };
}

/** A frame may hold one event of the largest size, and its keys. */
function internalConfig(plan: TopicPlan): Record<string, string> {
  return {
    "retention.ms": String(plan.internalRetentionMs),
    "max.message.bytes": String(Math.max(1_048_588, plan.maxEventBytes + 524_288)),
  };
}

function checkShape(topic: Topic, name: string, count: number | undefined): void {
  if (count === undefined) {
    throw new PicketError("LOG_TOPIC_UNKNOWN", `The topic ${name} was created, but the cluster does not show it.`);
  }
  if (topic.role === "internal" && topic.partitions !== undefined && count !== topic.partitions) {
    const message = `The topic ${name} has ${count} partitions, but needs ${topic.partitions}: delete it and start again.`;
    throw new PicketError("LOG_TOPIC_INVALID", message, {
      context: { topic: name, expected: topic.partitions, got: count },
    });
  }
}

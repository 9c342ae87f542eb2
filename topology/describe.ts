/** A topology as people and tools read it: text, JSON, or a Mermaid flow chart. */

import type { Topology } from "./builder.ts";
import type { StageNode, StepNode } from "./nodes.ts";
import { pathTo } from "./nodes.ts";
import type { Topic } from "./topics.ts";

export interface TopologyDescription {
  readonly name: string;
  readonly stages: readonly StageDescription[];
}

export interface StageDescription {
  readonly name: string;
  readonly declaredAt: string;
  readonly consumes: readonly TopicDescription[];
  /** What every event goes through before the stage branches. */
  readonly steps: readonly StepDescription[];
  /** The branches; one, where the stage does not branch. */
  readonly flows: readonly FlowDescription[];
  readonly deadLetters?: TopicDescription;
}

export interface TopicDescription {
  readonly topic: string;
  readonly role: Topic["role"];
  readonly keyedBy?: string;
  readonly partitions?: number;
  readonly carries?: string;
  readonly isSigned?: true;
}

/** From where the stage branches to one end. */
export interface FlowDescription {
  readonly steps: readonly StepDescription[];
  readonly end: "forward" | "produce";
  /** What is forwarded, where that is not the event's own bytes. */
  readonly as?: string;
  readonly to: TopicDescription;
}

export interface StepDescription {
  readonly step: Exclude<StepNode["kind"], "consume">;
  readonly what: string;
  readonly declaredAt: string;
  readonly detectors?: readonly {
    readonly name: string;
    readonly model: string;
    readonly profile: string;
    readonly scope: string;
  }[];
  readonly processor?: { readonly name: string; readonly version: string };
  readonly advisor?: { readonly name: string };
}

/** @param nameOf gives each topic's real name. */
export function describeTopology(topology: Topology, nameOf: (topic: Topic) => string): TopologyDescription {
  return { name: topology.name, stages: topology.stages.map((stage) => describeStage(stage, nameOf)) };
}

export function topologyText({ name, stages }: TopologyDescription): string {
  const lines = [`topology ${name}`];
  for (const stage of stages) {
    lines.push("", `stage ${stage.name}  (${stage.declaredAt})`);
    lines.push(`  consumes ${stage.consumes.map(topicText).join(", ")}`);
    lines.push(...stage.steps.flatMap(stepLines).map((line) => `    ${line}`));
    for (const [index, { steps, end, as, to }] of stage.flows.entries()) {
      const encoded = as === undefined ? "" : `, as ${as}`;
      const branch = [
        ...steps.flatMap(stepLines),
        `${end === "forward" ? "forwards to" : "produces"} ${topicText(to)}${encoded}`,
      ];
      if (stage.flows.length > 1) lines.push(`    branch ${index + 1}`);
      lines.push(...branch.map((line) => `    ${stage.flows.length > 1 ? "  " : ""}${line}`));
    }
    if (stage.deadLetters) lines.push(`  what cannot be read goes to ${stage.deadLetters.topic}`);
  }
  return `${lines.join("\n")}\n`;
}

/** Topics are rounded, stages are boxes; dead letters hang by dotted lines. */
export function topologyMermaid({ stages }: TopologyDescription): string {
  const lines = ["flowchart LR"];
  const topics = new Map<string, TopicDescription>();
  const edges: string[] = [];
  for (const stage of stages) {
    const steps = [...stage.steps, ...stage.flows.flatMap((flow) => flow.steps)];
    const keepers = steps.flatMap(
      ({ detectors = [], processor, advisor }) => (processor ?? advisor)?.name ?? detectors.map(({ name }) => name),
    );
    const label = [`<b>${stage.name}</b>`, ...keepers].join("<br/>");
    lines.push(`  ${stageId(stage.name)}["${label}"]`);
    for (const topic of stage.consumes) {
      topics.set(topic.topic, topic);
      edges.push(`  ${topicId(topic)} --> ${stageId(stage.name)}`);
    }
    for (const { to } of stage.flows) {
      topics.set(to.topic, to);
      edges.push(`  ${stageId(stage.name)} --> ${topicId(to)}`);
    }
    if (stage.deadLetters) {
      topics.set(stage.deadLetters.topic, stage.deadLetters);
      edges.push(`  ${stageId(stage.name)} -.-> ${topicId(stage.deadLetters)}`);
    }
  }
  for (const topic of topics.values()) {
    const key = topic.keyedBy === undefined ? "" : `<br/>key: ${topic.keyedBy}`;
    lines.push(`  ${topicId(topic)}(["${topic.topic}${key}"])`);
  }
  return `${[...lines, ...new Set(edges)].join("\n")}\n`;
}

function describeStage(stage: StageNode, nameOf: (topic: Topic) => string): StageDescription {
  const paths = stage.ends.map(pathTo);
  const source = paths[0]?.[0];
  const shared = sharedLength(paths);
  return {
    name: stage.name,
    declaredAt: stage.at,
    consumes: source?.kind === "consume" ? source.topics.map((topic) => describeTopic(topic, nameOf)) : [],
    steps: describeSteps(paths[0]?.slice(0, shared) ?? []),
    flows: stage.ends.map((end, index) => ({
      steps: describeSteps(paths[index]?.slice(shared) ?? []),
      end: end.kind,
      ...(end.kind === "forward" && end.as ? { as: end.as.name } : {}),
      to: describeTopic(end.topic, nameOf),
    })),
    ...(stage.deadLetters ? { deadLetters: describeTopic(stage.deadLetters, nameOf) } : {}),
  };
}

/** How many first steps all paths have in common. */
function sharedLength(paths: readonly (readonly StepNode[])[]): number {
  const [first = [], ...others] = paths;
  const differs = first.findIndex((step, index) => others.some((other) => other[index] !== step));
  return differs < 0 ? first.length : differs;
}

function describeSteps(steps: readonly StepNode[]): readonly StepDescription[] {
  return steps.flatMap((step) => (step.kind === "consume" ? [] : [describeStep(step)]));
}

function describeStep(step: Exclude<StepNode, { kind: "consume" }>): StepDescription {
  if (step.kind === "process") {
    const { name, version } = step.processor;
    return { step: step.kind, what: name, declaredAt: step.at, processor: { name, version } };
  }
  if (step.kind === "consult") {
    const { name } = step.advisor;
    return { step: step.kind, what: name, declaredAt: step.at, advisor: { name } };
  }
  if (step.kind !== "detect") return { step: step.kind, what: step.name, declaredAt: step.at };
  const detectors = step.detectors.map(({ name, model, profile, scope }) => ({ name, model, profile, scope }));
  return { step: step.kind, what: detectors.map(({ name }) => name).join(", "), declaredAt: step.at, detectors };
}

function describeTopic(topic: Topic, nameOf: (topic: Topic) => string): TopicDescription {
  return {
    topic: nameOf(topic),
    role: topic.role,
    ...(topic.role === "internal" ? { keyedBy: topic.keyedBy } : {}),
    ...(topic.role === "internal" && topic.partitions !== undefined ? { partitions: topic.partitions } : {}),
    ...(topic.role === "output" ? { carries: topic.carries.type } : {}),
    ...(topic.role === "output" && topic.isSigned ? { isSigned: true } : {}),
  };
}

const verbs = {
  decode: "decodes",
  timestamp: "takes the time from",
  key: "keys by",
  filter: "keeps",
  map: "maps to",
  split: "splits into",
  detect: "detects with",
  process: "processes with",
  consult: "asks",
} as const satisfies Record<StepDescription["step"], string>;

function stepLines({ step, what, detectors, processor, advisor }: StepDescription): readonly string[] {
  if (processor) return [`${verbs[step]} ${what} (a state per key)`];
  if (advisor) return [`${verbs[step]} ${what} (a batch at a time, in the versions that ticks tell)`];
  if (!detectors) return [`${verbs[step]} ${what}`];
  return detectors.map(({ name, model, profile, scope }) => {
    const of = scope === "global" ? "one state for all" : "a state per container";
    return `${verbs[step]} ${name} (${model}, profile ${profile}, ${of})`;
  });
}

function topicText({ topic, keyedBy, partitions, carries, isSigned }: TopicDescription): string {
  const notes = [
    ...(keyedBy === undefined ? [] : [`key: ${keyedBy}`]),
    ...(partitions === undefined ? [] : [`${partitions} partition${partitions === 1 ? "" : "s"}`]),
    ...(carries === undefined ? [] : [carries]),
    ...(isSigned ? ["signed"] : []),
  ];
  return notes.length === 0 ? topic : `${topic} (${notes.join(", ")})`;
}

function stageId(name: string): string {
  return `stage_${name.replaceAll(/\W/g, "_")}`;
}

function topicId({ topic }: TopicDescription): string {
  return `topic_${topic.replaceAll(/\W/g, "_")}`;
}

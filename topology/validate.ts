/** Everything about a declaration that can be wrong before anything runs. */

import { PicketError } from "../errors/picket-error.ts";
import type { EndNode, StageNode, StepNode } from "./nodes.ts";
import { pathTo, stepsOf } from "./nodes.ts";
import { clockName } from "./processor.ts";
import type { DeadLetterTopic } from "./topics.ts";

/** @throws PicketError `TOPOLOGY_INVALID`, naming the step and its line. */
export function checkStage(stage: StageNode): void {
  if (!/^[a-z][a-z0-9-]*$/.test(stage.name)) {
    refuse(
      stage.at,
      `the stage name "${stage.name}" is not lower-case words with dashes (it becomes part of a group id)`,
    );
  }
  if (stage.ends.length === 0) refuse(stage.at, `the stage "${stage.name}" has no end: nothing comes out of it`);
  checkOneSource(stage);
  checkKeepers(stage);
  for (const end of stage.ends) checkPath(stage, end);
  if (!stage.deadLetters && stage.ends.some((end) => pathTo(end).some(mayReject))) {
    refuse(
      stage.at,
      `the stage "${stage.name}" reads events that may be unreadable; say where those go: .otherwise(topic)`,
    );
  }
}

/** The topic of dead letters that a stage's streams name. @throws PicketError `TOPOLOGY_INVALID` where they name several. */
export function theOneOf(
  topics: readonly (DeadLetterTopic | undefined)[],
  stage: string,
  at: string,
): DeadLetterTopic | undefined {
  const named = topics.filter((topic) => topic !== undefined);
  const different = named.find((topic) => topic.name !== named[0]?.name);
  if (different) {
    refuse(at, `the stage "${stage}" names two topics of dead letters, "${named[0]?.name}" and "${different.name}"`);
  }
  return named[0];
}

export function checkTopology(name: string, stages: readonly StageNode[]): void {
  const newest = stages.at(-1);
  if (!newest) return;
  if (stages.some((stage) => stage !== newest && stage.name === newest.name)) {
    refuse(newest.at, `the topology "${name}" has two stages named "${newest.name}"`);
  }
  const forwarded = new Map(
    stages.slice(0, -1).flatMap((stage) => stage.ends.filter(isForward).map((end) => [end.topic.name, end.topic])),
  );
  for (const topic of sourceOf(newest).topics) {
    if (topic.role !== "internal") continue;
    const declared = forwarded.get(topic.name);
    if (!declared) {
      refuse(newest.at, `the stage "${newest.name}" consumes "${topic.name}", which no stage before it forwards to`);
    }
    if (declared !== topic) {
      refuse(newest.at, `the topic "${topic.name}" is declared twice; both stages must share one value`);
    }
    if (stages.some((stage) => stage !== newest && sourceOf(stage).topics.some((other) => other.name === topic.name))) {
      refuse(newest.at, `the internal topic "${topic.name}" is consumed by two stages; give each one of its own`);
    }
  }
}

function checkOneSource(stage: StageNode): void {
  const sources = new Set(stage.ends.map((end) => pathTo(end)[0]));
  if (sources.size > 1) {
    refuse(
      stage.at,
      `the stage "${stage.name}" consumes more than once; consume all its topics in one call and branch from that`,
    );
  }
  const { topics, at } = sourceOf(stage);
  if (topics.length === 0) refuse(at, `the stage "${stage.name}" consumes no topic`);
  if (topics.length > 1 && topics.some((topic) => topic.role === "internal")) {
    refuse(
      at,
      `the stage "${stage.name}" consumes an internal topic together with others; their partitions need not match`,
    );
  }
  if (new Set(topics.map((topic) => topic.name)).size < topics.length) {
    refuse(at, `the stage "${stage.name}" consumes a topic twice`);
  }
}

/** State is kept by a detector's or processor's name, so two of one name in a stage would share it. */
function checkKeepers(stage: StageNode): void {
  const names = new Set<string>();
  for (const step of stepsOf(stage)) {
    if (step.kind !== "detect" && step.kind !== "process") continue;
    const keepers = step.kind === "detect" ? step.detectors : [step.processor];
    if (keepers.length === 0) refuse(step.at, "detect() names no detector");
    for (const { name } of keepers) {
      if (name === clockName) refuse(step.at, `the name "${name}" is Picket's own`);
      if (names.has(name)) {
        refuse(step.at, `the stage "${stage.name}" has two detectors or processors named "${name}"`);
      }
      names.add(name);
    }
  }
}

/** What a processor emits has no bytes of its own, and the time of a tick, which says nothing of events' clocks. */
function checkPath(stage: StageNode, end: EndNode): void {
  const path = pathTo(end);
  const processor = path.find((step) => step.kind === "process");
  if (processor && sourceOf(stage).topics.some(({ role }) => role !== "internal")) {
    refuse(processor.at, `the stage "${stage.name}" has a processor, but only internal topics tell the time`);
  }
  const afterwards = processor && path.slice(path.indexOf(processor) + 1);
  const second = afterwards?.find(({ kind }) => kind === "detect" || kind === "process");
  if (second)
    refuse(second.at, `the stage "${stage.name}" keeps states below a processor; give them a stage of their own`);
  const consulted = path.findIndex(({ kind }) => kind === "consult");
  if (consulted >= 0 && !path.slice(0, consulted).some(({ kind }) => kind === "process")) {
    refuse(path[consulted]!.at, `the stage "${stage.name}" asks an advisor, but not below a processor`);
  }
  if (end.kind !== "forward" || end.as) return;
  const maker = path.find(({ kind }) => kind === "split" || kind === "process");
  if (maker) refuse(end.at, `below ${maker.kind}() values have no bytes of their own: .forwardAs(topic, name, encode)`);
}

function sourceOf(stage: StageNode): StepNode & { kind: "consume" } {
  const source = stage.ends[0] && pathTo(stage.ends[0])[0];
  if (source?.kind !== "consume") throw new TypeError("A path starts with consume.");
  return source;
}

function mayReject(step: StepNode): boolean {
  return step.kind !== "consume" || step.topics.some((topic) => topic.role === "internal");
}

function isForward(end: EndNode): end is EndNode & { kind: "forward" } {
  return end.kind === "forward";
}

function refuse(at: string, what: string): never {
  throw new PicketError("TOPOLOGY_INVALID", `${at}: ${what}.`, { context: { at } });
}

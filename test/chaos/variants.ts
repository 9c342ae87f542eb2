/** What the acts of a crash test differ in, and what must make no difference in any of them. */

import { NodeTrial } from "../integration/node-trial.ts";
import { Trial } from "../integration/trial.ts";
import type { Subject, SubjectOptions } from "./subject.ts";

type Settings = Readonly<Record<string, string>>;

export interface Variant {
  readonly name: string;
  /** Its processes, the undisturbed one too, have the variant's settings. */
  readonly subject: (options: SubjectOptions) => Subject;
}

export type Variants = readonly [Variant, ...Variant[]];

/** Containers and nodes that rest for some time are forgotten, and start anew. */
const forgetful: Settings = { PICKET_FORGET_AFTER: "40s", PICKET_MAX_CLOCK_AHEAD: "40s" };

export const containerVariants: Variants = [
  containers("half-space trees", { ML_MODEL: "hst", ...forgetful }),
  containers("one-class SVM", { ML_MODEL: "ocsvm", ...forgetful }),
];

export const nodeVariants: Variants = [
  nodes("nodes, by the clock", forgetful),
  nodes("nodes, by their events", { PICKET_TIME: "events", ...forgetful }),
  nodes("nodes, with a model that is loaded", forgetful, true),
];

/** So little memory that keys leave it and come back all the time. */
export const littleMemory: Settings = { PICKET_IDLE_AFTER: "2s", PICKET_MAX_KEYS_IN_MEMORY: "3" };

function containers(name: string, settings: Settings): Variant {
  return { name, subject: ({ address, topics, name }) => new Trial(address, topics, name, settings) };
}

function nodes(name: string, settings: Settings, hasModels = false): Variant {
  return {
    name,
    subject: ({ address, topics, ...of }) => new NodeTrial(address, topics, { ...of, settings, hasModels }),
  };
}

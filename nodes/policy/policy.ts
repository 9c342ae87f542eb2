/**
 * When Picket asks for a node to be cordoned, and when to release it: a file that people write, review and version. Its defaults
 * ask rarely; docs/node-policy.md tells each key.
 */

import { createHash } from "node:crypto";
import { z } from "zod";
import { duration, identifier } from "../../config/kinds.ts";
import { matchesName } from "../../config/name-pattern.ts";
import { readYaml, written } from "../../config/yaml-file.ts";
import type { Severity } from "../../topology/detector.ts";
import type { EvidenceKind } from "../window.ts";
import { criticalRuleSchema } from "./critical-rule.ts";
import { historyLength } from "./history.ts";
import { quietHoursSchema } from "./quiet-hours.ts";

const second = 1000;
const day = 24 * 60 * 60 * second;

const span = (min: number, max: number) => written(duration(min, max));
const count = (max: number) => z.int().min(1).max(max);
const windowCount = count(historyLength);

/** The worst first. */
export const severities = ["critical", "high", "medium", "low"] as const satisfies readonly Severity[];

export const evidenceKinds = [
  "node-metrics",
  "process-behaviour",
  "container-anomaly",
  "silence",
] as const satisfies readonly EvidenceKind[];

const need = z
  .strictObject({
    critical: windowCount.exactOptional(),
    high: windowCount.exactOptional(),
    medium: windowCount.exactOptional(),
    low: windowCount.exactOptional(),
  })
  .refine((counts) => Object.keys(counts).length > 0, "names no severity, so nothing could ever be asked");

const needOfKind = z.strictObject({
  "node-metrics": windowCount.exactOptional(),
  "process-behaviour": windowCount.exactOptional(),
  "container-anomaly": windowCount.exactOptional(),
  silence: windowCount.exactOptional(),
});

const listOfKinds = z.array(z.enum(evidenceKinds)).readonly();

/** Each that is left out has its default; in a group, what it has for all nodes. */
const givenRules = {
  /** How many of the newest windows are looked at... */
  windows: windowCount.exactOptional(),
  /** ...and how many of them must be anomalous and at least so severe; of several severities, one is enough. */
  need: need.exactOptional(),
  /** In so many of them a kind of evidence must appear, or it does not count; 1 where a kind is not named. */
  needOfKind: needOfKind.exactOptional(),
  /** Windows with a lower score do not count. */
  minimumScore: z.number().min(0).max(1).exactOptional(),
  /** Evidence that is less severe is none. */
  minimumSeverity: z.enum(severities).exactOptional(),
  /** So many kinds of evidence that do not depend on one another. */
  kinds: count(evidenceKinds.length).exactOptional(),
  /** Container anomalies are a kind of evidence when grave ones were found in so many different containers. */
  containers: count(16).exactOptional(),
  /** For these one window is enough, and one kind of evidence, also in quiet hours. */
  critical: z.array(criticalRuleSchema).max(16).readonly().exactOptional(),
  /** Kinds of which one is enough. */
  sufficientKinds: listOfKinds.exactOptional(),
  /** What is done where nothing but kinds of `faultKinds` speaks against the node: `cordon` asks as for anything else. */
  faults: z.enum(["report", "cordon"]).exactOptional(),
  /** How a node's load shows, so that a node that is only faulty shows nothing else. */
  faultKinds: listOfKinds.exactOptional(),
  /** While a request is open and it goes on, it is asked again after this, with new evidence. */
  askAgainAfter: span(10 * second, day).exactOptional(),
  /** After a release nothing is asked for so long; critical rules do not wait. */
  restAfterRelease: span(0, 30 * day).exactOptional(),
  /** A node that was healthy for so long without a break is asked to be released. */
  healthyFor: span(10 * second, 30 * day).exactOptional(),
  /** When nothing but critical rules ask. */
  quiet: z.array(quietHoursSchema).max(64).readonly().exactOptional(),
};

export type Rules = Required<z.output<z.ZodObject<typeof givenRules>>>;

const policySchema = z
  .strictObject({
    ...givenRules,
    name: written(identifier).prefault("default"),
    version: written(identifier).exactOptional(),
    groups: z
      .array(z.strictObject({ ...givenRules, group: z.string().min(1) }))
      .max(256)
      .default([]),
    exempt: z.array(z.string().min(1)).max(1024).readonly().default([]),
  })
  .transform(({ name, version, groups, exempt, ...own }) => {
    const base = { ...defaultRules, ...own };
    const meaning = {
      rules: base,
      groups: groups.map(({ group, ...others }) => ({ group, rules: { ...base, ...others } })),
      exempt,
    };
    return { name, version: version ?? hashOf(meaning), ...meaning };
  })
  .superRefine((policy, context) => {
    const all = [
      { path: [], rules: policy.rules },
      ...policy.groups.map((group, index) => ({ path: ["groups", index], rules: group.rules })),
    ];
    for (const { path, rules } of all) {
      for (const mistake of contradictions(rules)) {
        context.addIssue({ code: "custom", path: [...path, mistake.key], message: mistake.message });
      }
    }
  });

/** `version`: as it is written, else a hash of what the policy means, its defaults included. */
export interface NodePolicy {
  readonly name: string;
  readonly version: string;
  readonly rules: Rules;
  /** The first whose pattern matches the group holds. */
  readonly groups: readonly { readonly group: string; readonly rules: Rules }[];
  /** Patterns of nodes that are never asked to be cordoned. */
  readonly exempt: readonly string[];
}

const defaultRules: Rules = {
  windows: 6,
  need: { high: 2, medium: 4 },
  needOfKind: {},
  minimumScore: 0.5,
  minimumSeverity: "medium",
  kinds: 2,
  containers: 1,
  critical: [
    criticalRuleSchema.parse({ all: ["exec_from_dev_shm_by_root", "suspicious_port_connection"], within: "1m" }),
  ],
  sufficientKinds: [],
  faults: "report",
  faultKinds: ["node-metrics", "container-anomaly"],
  askAgainAfter: 600 * second,
  restAfterRelease: 900 * second,
  healthyFor: 1800 * second,
  quiet: [],
};

/**
 * @param text YAML (or JSON, which is YAML too); nothing at all is the default.
 * @throws PicketError `SETTINGS_INVALID` that names every mistake, with its line in the file.
 */
export function parseNodePolicy(text: string, file: string): NodePolicy {
  return Object.freeze(readYaml(text, policySchema.prefault({}), file, "policy"));
}

/** The defaults. */
export const defaultNodePolicy: NodePolicy = parseNodePolicy("", "default");

export function rulesOf(policy: NodePolicy, group: string): Rules {
  return policy.groups.find((one) => matchesName(one.group, group))?.rules ?? policy.rules;
}

/** Keys that are right by themselves and wrong together. */
function contradictions(rules: Rules): readonly { key: string; message: string }[] {
  const { windows, need, needOfKind, sufficientKinds, faults, faultKinds } = rules;
  const tooMany = (key: string, counts: object) =>
    Object.entries(counts)
      .filter(([, count]) => count > windows)
      .map(([name, count]) => ({ key, message: `${name} needs ${count} windows, but only ${windows} are looked at` }));
  const idle = sufficientKinds
    .filter((kind) => faults === "report" && faultKinds.includes(kind))
    .map((kind) => ({ key: "sufficientKinds", message: `${kind} alone is a fault, and faults are only reported` }));
  return [...tooMany("need", need), ...tooMany("needOfKind", needOfKind), ...idle];
}

function hashOf(meaning: object): string {
  return createHash("sha256").update(JSON.stringify(meaning)).digest("hex").slice(0, 12);
}

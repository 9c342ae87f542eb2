/** What a policy of nodes can be told, for all nodes or for a group: docs/node-policy.md tells each key. */

import { z } from "zod";
import { duration } from "../../config/kinds.ts";
import { written } from "../../config/yaml-file.ts";
import type { Severity } from "../../topology/detector.ts";
import { evidenceKinds } from "../window.ts";
import type { Indicator } from "../windows/notable.ts";
import { type CriticalRule, criticalRuleSchema } from "./critical-rule.ts";
import { historyLength } from "./history.ts";
import { quietHoursSchema } from "./quiet-hours.ts";

const second = 1000;
const day = 24 * 60 * 60 * second;

const span = (min: number, max: number) => written(duration(min, max));
const count = (max: number) => z.int().min(1).max(max);
const windowCount = count(historyLength);

/** The worst first. */
export const severities = ["critical", "high", "medium", "low"] as const satisfies readonly Severity[];

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
  model: windowCount.exactOptional(),
});

const listOfKinds = z.array(z.enum(evidenceKinds)).readonly();

/** Each that is left out has its default; in a group, what it has for all nodes. */
export const givenRules = {
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
  /** So many kinds of evidence that do not depend on one another, as all but `model` do not. */
  kinds: count(evidenceKinds.length - 1).exactOptional(),
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

function together(...all: readonly Indicator[]): CriticalRule {
  return criticalRuleSchema.parse({ all, within: "1m" });
}

/** They ask rarely. */
export const defaultRules: Rules = {
  windows: 6,
  need: { critical: 1, high: 2, medium: 4 },
  needOfKind: {},
  minimumScore: 0.5,
  minimumSeverity: "medium",
  kinds: 2,
  containers: 1,
  critical: [
    together("exec_from_dev_shm_by_root", "suspicious_port_connection"),
    together("exec_from_tmp_by_root", "suspicious_port_connection"),
    together("reverse_shell_command", "shell_connected_outside"),
    together("logs_cleared", "sensor_stopped"),
    together("dropped_file_executed"),
    together("archive_sent_outside"),
  ],
  sufficientKinds: [],
  faults: "report",
  faultKinds: ["node-metrics", "container-anomaly"],
  askAgainAfter: 600 * second,
  restAfterRelease: 900 * second,
  healthyFor: 1800 * second,
  quiet: [],
};

/** Keys that are right by themselves and wrong together. */
export function contradictions(rules: Rules): readonly { key: string; message: string }[] {
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

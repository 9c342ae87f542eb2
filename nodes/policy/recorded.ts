/** Health as it was written to its topic, as the policy reads it again. */

import type { NodeHealthMessage } from "../../proto/codecs/node-health.ts";
import type { HealthEvidence } from "../health.ts";
import { evidenceKinds } from "../window.ts";
import { type HealthSummary, reduced } from "./history.ts";
import type { NodeFacts } from "./situation.ts";

export interface RecordedHealth {
  readonly facts: NodeFacts;
  readonly summary: HealthSummary;
}

/** Evidence of kinds that this version does not know is left out. */
export function recordedHealth({ evidence, ...health }: NodeHealthMessage): RecordedHealth {
  const { node, group } = health;
  return { facts: { node, group }, summary: reduced({ ...health, evidence: evidence.flatMap(known) }) };
}

function known({ kind, ...rest }: NodeHealthMessage["evidence"][number]): readonly HealthEvidence[] {
  const found = evidenceKinds.find((one) => one === kind);
  return found === undefined ? [] : [{ kind: found, ...rest }];
}

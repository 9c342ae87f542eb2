/** Is there enough against the node? One sensor or model that errs must not be able to cordon by itself. */

import type { EnforcerPolicy } from "../policy.ts";
import type { Candidate, Objection, Question } from "./admission.ts";

type Grounds = Pick<Candidate, "evidenceKinds" | "critical">;

export function evidenceRail({ candidate, policy }: Question): readonly Objection[] {
  if (candidate.manual || suffices(candidate, policy)) return [];
  const { kinds } = policy.evidence;
  const shown = [...candidate.evidenceKinds].sort().join(", ") || "none";
  const message = `At least ${kinds} independent kinds of evidence are needed; there is: ${shown}.`;
  return [{ decision: "refuse", code: "evidence_insufficient", message }];
}

/** Whether the cordon hangs on this kind: without it there would not be enough. */
export function dependsOn(grounds: Grounds, kind: string, policy: EnforcerPolicy): boolean {
  if (!grounds.evidenceKinds.has(kind)) return false;
  return independent(new Set([...grounds.evidenceKinds].filter((one) => one !== kind))) < needed(grounds, policy);
}

function suffices(grounds: Grounds, policy: EnforcerPolicy): boolean {
  return independent(grounds.evidenceKinds) >= needed(grounds, policy);
}

/** How many they are. Loaded models read what the other kinds show: beside them, what they say is no kind of its own. */
function independent(kinds: ReadonlySet<string>): number {
  return kinds.has("model") && kinds.size > 1 ? kinds.size - 1 : kinds.size;
}

/** So many kinds. */
function needed({ critical }: Grounds, { evidence }: EnforcerPolicy): number {
  return critical.some((indicator) => evidence.critical.includes(indicator)) ? 1 : evidence.kinds;
}

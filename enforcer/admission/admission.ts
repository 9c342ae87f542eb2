/**
 * May this node be cordoned now? Asks every guard rail, so that an operator sees all that stands in the way and not only the
 * first. Pure: the fleet, what happened lately and the time are handed in. Releases are never asked about here.
 */

import type { Fleet, FleetNode } from "../cluster/fleet.ts";
import type { EnforcerPolicy } from "../policy.ts";
import { budgetRail } from "./budget.ts";
import { capacityRail } from "./capacity.ts";
import { dependsOn, evidenceRail } from "./evidence.ts";
import { protectionRail } from "./protection.ts";
import { rateRail } from "./rate.ts";
import type { StormState } from "./storm.ts";

/** What is asked for. */
export interface Candidate {
  readonly node: FleetNode;
  /** A person asks: what guards against models that err does not apply, what guards the cluster does. */
  readonly manual: boolean;
  readonly evidenceKinds: ReadonlySet<string>;
  /** Indicators that the request carries. */
  readonly critical: readonly string[];
}

export interface PastCordon {
  readonly node: string;
  readonly at: number;
  readonly manual: boolean;
  /** Empty where they are not known. */
  readonly evidenceKinds: ReadonlySet<string>;
  readonly critical: readonly string[];
}

/** What happened lately, and what is under way but not in the fleet's view yet. */
export interface History {
  /** At least as far back as the policy looks (`rate.within`, `evidence.perKind.within`). */
  readonly cordons: readonly PastCordon[];
  readonly storm: StormState;
  /** Nodes admitted whose cordon the fleet does not show yet. */
  readonly underWay: ReadonlySet<string>;
}

export type DeferCode =
  | "storm"
  | "rate_limited"
  | "evidence_kind_capped"
  | "budget_nodes"
  | "budget_percent"
  | "budget_zone"
  | "last_schedulable"
  | "capacity";

export type RefuseCode = "mode_off" | "node_protected" | "node_not_selected" | "evidence_insufficient";

/** Why not, in words for an operator: what holds it back, the numbers, and what would change it. */
export interface Objection {
  readonly decision: "defer" | "refuse";
  readonly code: DeferCode | RefuseCode;
  readonly message: string;
}

export type Admission =
  | { readonly decision: "admit" }
  | {
      readonly decision: "defer" | "refuse";
      readonly code: DeferCode | RefuseCode;
      readonly message: string;
      /** All of them; the code is the first one's. */
      readonly objections: readonly Objection[];
    };

export interface Question {
  readonly candidate: Candidate;
  readonly fleet: Fleet;
  readonly history: History;
  readonly policy: EnforcerPolicy;
  readonly now: number;
}

export function admit(question: Question): Admission {
  const objections = rails.flatMap((rail) => rail(question));
  // What can never be outweighs what cannot be now.
  const first = objections.find(({ decision }) => decision === "refuse") ?? objections[0];
  if (!first) return { decision: "admit" };
  const message = [first, ...objections.filter((one) => one !== first)].map((one) => one.message).join(" ");
  return { decision: first.decision, code: first.code, message, objections };
}

/** @returns nothing where it has nothing against it. */
export type Rail = (question: Question) => readonly Objection[];

const rails: readonly Rail[] = [
  modeRail,
  protectionRail,
  evidenceRail,
  stormRail,
  rateRail,
  perKindRail,
  budgetRail,
  capacityRail,
];

function modeRail({ policy }: Question): readonly Objection[] {
  if (policy.mode !== "off") return [];
  return [{ decision: "refuse", code: "mode_off", message: "The enforcer is switched off (mode: off)." }];
}

function stormRail({ candidate, history: { storm, cordons }, policy: { storm: limits } }: Question) {
  if (candidate.manual || storm.phase === "closed") return [];
  const probed = cordons.filter(({ at, manual }) => !manual && at >= storm.since).length;
  if (storm.phase === "half-open" && probed < limits.probes) return [];
  const message =
    storm.phase === "open"
      ? `The storm breaker is open: ${storm.flagged} nodes were asked for at once, which speaks against the sensors rather ` +
        `than the nodes. It lets ${limits.probes} through after ${minutes(limits.halfOpenAfter)}.`
      : `The storm breaker is half-open and has let its ${limits.probes} through.`;
  return [{ decision: "defer", code: "storm", message }] as const;
}

function perKindRail({ candidate, history, policy, now }: Question): readonly Objection[] {
  if (candidate.manual) return [];
  const { perKind } = policy.evidence;
  const recent = history.cordons.filter(({ at, manual }) => !manual && at > now - perKind.within);
  return [...candidate.evidenceKinds].flatMap((kind): Objection[] => {
    if (!dependsOn(candidate, kind, policy)) return [];
    // Without evidence no policy's cordon comes about: where none is known, it may have been of this kind.
    const caused = recent.filter((cordon) => cordon.evidenceKinds.size === 0 || dependsOn(cordon, kind, policy)).length;
    if (caused < perKind.cordons) return [];
    const message =
      `Evidence of the kind ${kind} has decided ${caused} cordons within ${minutes(perKind.within)}, ` +
      `as many as evidence.perKind.cordons allows.`;
    return [{ decision: "defer", code: "evidence_kind_capped", message }];
  });
}

export function minutes(ms: number): string {
  return ms < 120_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`;
}

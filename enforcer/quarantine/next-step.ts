/**
 * What is to be done about a quarantine, seeing how it and its node are now: the whole life of a quarantine, as one pure
 * function. It is asked again after every step and every change, so nothing depends on having seen what happened in between.
 */

import type { Admission } from "../admission/admission.ts";
import type { FleetNode, FleetPod } from "../cluster/fleet.ts";
import type { NodePatch } from "../cluster/port.ts";
import type { EnforcerPolicy } from "../policy.ts";
import { type CareStep, nextCare } from "./care.ts";
import { giveBackPatch, hasTaint, holdPatch, type Marker, markerOf, markerPatch, taintPatch } from "./marker.ts";
import type { Quarantine, QuarantineStatus } from "./quarantine.ts";
import {
  admittedSince,
  deferred,
  dryRun,
  holdEnd,
  isReleaseReason,
  quarantined,
  refused,
  releasing,
  type ReleaseReason,
  renewed,
  statusOf,
  vetoed,
} from "./transitions.ts";

/** A change whose answer was lost may still arrive; after so long it will not. */
export const doubtMs = 60_000;

export interface Situation {
  readonly quarantine: Quarantine;
  readonly node: FleetNode | undefined;
  /** On the node; `undefined` where pods are not watched. */
  readonly pods?: readonly FleetPod[] | undefined;
  readonly policy: EnforcerPolicy;
  readonly now: number;
  /** Asks the guard rails; left out while they cannot be asked, because what happened lately is not known. */
  readonly ask?: (() => Admission) | undefined;
}

export type Step =
  /** Nothing, before `until` or a change. */
  | { readonly kind: "wait"; readonly until?: number }
  /** Cordon and mark the node: admitted. */
  | { readonly kind: "hold"; readonly node: FleetNode; readonly patch: NodePatch }
  /** Any other change of the node. */
  | { readonly kind: "patch"; readonly node: FleetNode; readonly patch: NodePatch }
  | { readonly kind: "record"; readonly status: QuarantineStatus }
  | Exclude<CareStep, { kind: "record" | "wait" }>
  /** The node is as it was, or is not ours: the object may go. */
  | { readonly kind: "finish"; readonly reason: ReleaseReason };

export function nextStep(situation: Situation): Step {
  const { quarantine, node, policy, now } = situation;
  const status = statusOf(quarantine);
  if (status.phase === "Pending" && node && ownMarker(node, quarantine)) {
    // Cordoned, and killed before that was written down: first of all that, so that it is told whatever comes next.
    return { kind: "record", status: quarantined(quarantine, node, policy, now) };
  }
  if (quarantine.deleting || status.phase === "Releasing") return release(situation, status);
  switch (status.phase) {
    case "Pending":
      return decide(situation, status);
    case "Quarantined":
    case "Draining":
    case "Recovering":
      return hold(situation, status);
    case "Vetoed":
      return standBack(situation, status);
    case "Refused":
    case "DryRun":
      return keep(situation, status);
  }
}

function decide({ quarantine, node, policy, now, ask }: Situation, status: QuarantineStatus): Step {
  const { spec } = quarantine;
  const refusal = (code: Parameters<typeof refused>[1], message: string): Step => {
    return { kind: "record", status: refused(quarantine, code, message, now) };
  };
  if (!node) return refusal("unknown_node", `There is no node ${spec.node}.`);
  if (spec.nodeUid !== undefined && spec.nodeUid !== node.uid) {
    return refusal("wrong_uid", `The node is ${node.uid}; ${spec.nodeUid} is meant.`);
  }
  if (spec.notAfter !== undefined && now > spec.notAfter) {
    return refusal("expired", ["It waited until its notAfter.", status.message].join(" ").trim());
  }
  if (!ask) return { kind: "wait", until: now + policy.quarantine.retryEvery };

  const admission = ask();
  switch (admission.decision) {
    case "refuse":
      return refusal(admission.code, admission.message);
    case "defer": {
      const patchedBy = (admittedSince(status) ?? -Infinity) + doubtMs;
      if (now < patchedBy) return { kind: "wait", until: patchedBy };
      const next = deferred(quarantine, admission.code, admission.message, now);
      const retryAt = Math.min(now + policy.quarantine.retryEvery, (spec.notAfter ?? Infinity) + 1);
      return sameDeferral(status, next) ? { kind: "wait", until: retryAt } : { kind: "record", status: next };
    }
    case "admit":
      if (policy.mode === "dry-run") return { kind: "record", status: dryRun(quarantine, policy, now) };
      return { kind: "hold", node, patch: holdPatch(node, quarantine, policy.quarantine.taintEffect) };
  }
}

function hold({ quarantine, node, pods, policy, now }: Situation, status: QuarantineStatus): Step {
  if (!node) return { kind: "finish", reason: "NodeGone" };
  if (node.uid !== status.nodeUid) return { kind: "finish", reason: "NodeReplaced" };
  const marker = ownMarker(node, quarantine);
  const veto = vetoIn(node, marker, status);
  if (veto !== undefined) return { kind: "record", status: vetoed(quarantine, veto, policy, now) };

  const end = holdEnd(quarantine, status.since ?? quarantine.createdAt, policy, now);
  if (now >= end.at) return { kind: "record", status: releasing(quarantine, end.reason, now) };
  const { taintEffect } = policy.quarantine;
  if (!hasTaint(node, taintEffect)) return { kind: "patch", node, patch: taintPatch(taintEffect) };
  if (!marker) return { kind: "patch", node, patch: markerPatch(node, quarantine, isOurCordon(status)) };
  if (status.until !== end.at) return { kind: "record", status: renewed(quarantine, end.at) };
  const care = nextCare({ quarantine, pods, policy, now }, status);
  if (!care) return { kind: "wait", until: end.at };
  return care.kind === "record" ? care : { ...care, until: Math.min(care.until, end.at) };
}

/** @returns what a person did to a node that we hold, in words; `undefined` where nobody did. */
function vetoIn(node: FleetNode, marker: Marker | undefined, status: QuarantineStatus): string | undefined {
  // A kubelet may take the annotation off its own node; only who may change nodes can take the taint off too.
  if (!marker && !hasTaint(node)) return "Someone took Picket's annotation and taint off the node.";
  if (marker?.cordoned ?? isOurCordon(status)) return node.unschedulable ? undefined : "Someone uncordoned the node.";
  // It was cordoned before us, so our taint is all that there is to undo.
  return hasTaint(node) ? undefined : "Someone took Picket's taint off the node.";
}

function isOurCordon({ before }: QuarantineStatus): boolean {
  return before?.unschedulable === false;
}

/** Releases ask no guard rail, no mode and no breaker. */
function release({ quarantine, node }: Situation, status: QuarantineStatus): Step {
  const patch = node && marksOff(node, quarantine, status, { uncordon: true });
  if (node && patch) return { kind: "patch", node, patch };
  return { kind: "finish", reason: releaseReasonOf(quarantine, status) };
}

/** The node is a person's now: only our own marks come off. */
function standBack({ quarantine, node, now }: Situation, status: QuarantineStatus): Step {
  const patch = node && marksOff(node, quarantine, status, { uncordon: false });
  if (node && patch) return { kind: "patch", node, patch };
  const { until = 0 } = status;
  return now >= until ? { kind: "finish", reason: "Settled" } : { kind: "wait", until };
}

/** @returns `undefined` where nothing of ours is on the node, or where it is another node than the one that we held. */
function marksOff(
  node: FleetNode,
  quarantine: Quarantine,
  { nodeUid = node.uid }: QuarantineStatus,
  how: { readonly uncordon: boolean },
): NodePatch | undefined {
  if (nodeUid !== node.uid) return undefined;
  const marker = ownMarker(node, quarantine);
  if (marker) return giveBackPatch(node, marker, how);
  // A person has taken the annotation off, and with it the proof that the cordon is ours; the taint is, by its name.
  return hasTaint(node) ? giveBackPatch(node, { ...noMarker, node: node.uid }, how) : undefined;
}

function keep({ quarantine, node, now }: Situation, status: QuarantineStatus): Step {
  // A cordon whose answer was lost may turn out to have been made after all.
  const patch = node && marksOff(node, quarantine, status, { uncordon: true });
  if (node && patch) return { kind: "patch", node, patch };
  const { until = 0 } = status;
  return now >= until ? { kind: "finish", reason: "Settled" } : { kind: "wait", until };
}

function ownMarker(node: FleetNode, { uid }: Quarantine): Marker | undefined {
  const marker = markerOf(node);
  return marker?.quarantine === uid ? marker : undefined;
}

const noMarker = { quarantine: "", cordoned: false, kept: false } as const;

function releaseReasonOf({ deleting }: Quarantine, { phase, conditions }: QuarantineStatus): ReleaseReason {
  const recorded = conditions.find(({ type }) => type === "Released")?.reason;
  if (phase === "Releasing" && isReleaseReason(recorded)) return recorded;
  return deleting ? "Deleted" : "Settled";
}

/** Numbers apart, which may be others at every look: each write would be one for each node that waits. */
function sameDeferral(before: QuarantineStatus, after: QuarantineStatus): boolean {
  const withoutNumbers = ({ message }: QuarantineStatus): string => message.replaceAll(/\d+/g, "0");
  return (
    withoutNumbers(before) === withoutNumbers(after) &&
    JSON.stringify(before.requests) === JSON.stringify(after.requests)
  );
}

/**
 * What is done for a node while it is held: its pods are drained, where that is wished, and after that the recovery steps
 * run one after the other. Pure, and asked again after every change; what has been done stands in the conditions.
 */

import type { FleetPod } from "../cluster/fleet.ts";
import { drainPlan, isDrained } from "../drain/plan.ts";
import type { EnforcerPolicy } from "../policy.ts";
import type { RecoveryStep } from "../recovery/step.ts";
import type { Quarantine, QuarantineStatus } from "./quarantine.ts";
import { caredFor, conditionOf, inCare } from "./transitions.ts";

export type CareStep =
  | { readonly kind: "record"; readonly status: QuarantineStatus }
  /** Evict these, then look again. */
  | { readonly kind: "evict"; readonly pods: readonly FleetPod[]; readonly until: number }
  /** Begin the step, or look after the one that was begun. */
  | { readonly kind: "recover"; readonly step: RecoveryStep; readonly until: number }
  | { readonly kind: "wait"; readonly until: number };

export interface Cared {
  readonly quarantine: Quarantine;
  /** On the node; `undefined` where they are not watched. */
  readonly pods: readonly FleetPod[] | undefined;
  readonly policy: EnforcerPolicy;
  readonly now: number;
}

/** @returns `undefined` when there is nothing (more) to be done for the node. */
export function nextCare(cared: Cared, status: QuarantineStatus): CareStep | undefined {
  return drain(cared, status) ?? recover(cared, status);
}

function drain({ quarantine, pods, policy, now }: Cared, status: QuarantineStatus): CareStep | undefined {
  if (!(quarantine.spec.drain ?? policy.drain.enabled)) return undefined;
  const drained = conditionOf(status, "Drained");
  if (drained && drained.status !== "Unknown") return undefined;
  const record = (status: QuarantineStatus): CareStep => ({ kind: "record", status });
  // Who may make a quarantine may not therefore evict pods.
  if (!policy.drain.enabled) return record(caredFor(status, "Drained", "False", "NotAllowed", notAllowed, now));
  if (!pods) return record(caredFor(status, "Drained", "False", "PodsUnknown", "The enforcer may not list pods.", now));
  const plan = drainPlan(pods, policy);
  const stay = plan.kept.length === 0 ? "" : ` These stay: ${plan.kept.join("; ")}.`;
  if (isDrained(plan)) return record(caredFor(status, "Drained", "True", "Drained", `It is drained.${stay}`, now));

  const left = plan.evict.length + plan.ending;
  const until = (drained?.since ?? now) + policy.drain.timeout;
  if (now >= until) {
    const message = `${left} pods are still there after drain.timeout.${stay}`;
    return record(caredFor(status, "Drained", "False", "TimedOut", message, now));
  }
  const message = `${left} pods are left, ${plan.ending} of them ending.${stay}`;
  const next = inCare(status, "Draining", "Drained", "Evicting", message, now);
  if (drained?.message !== conditionOf(next, "Drained")?.message) return record(next);
  return plan.evict.length > 0 ? { kind: "evict", pods: plan.evict, until } : { kind: "wait", until };
}

const notAllowed = "It is not drained: the policy does not allow that (drain.enabled).";

function recover({ policy, now }: Cared, status: QuarantineStatus): CareStep | undefined {
  const [first] = policy.recovery;
  if (!first || conditionOf(status, "Drained")?.status === "False") return undefined;
  const recovered = conditionOf(status, "Recovered");
  if (recovered && recovered.status !== "Unknown") return undefined;
  if (!status.recovery) return { kind: "record", status: begun(status, first, policy, now) };

  const { step: name, since } = status.recovery;
  const step = policy.recovery.find((one) => one.name === name);
  if (!step) return { kind: "record", status: recoveryFailed(status, `The policy has no step ${name} any more.`, now) };
  const until = since + step.timeout;
  if (now >= until) {
    return { kind: "record", status: recoveryFailed(status, `The step ${name} took longer than its timeout.`, now) };
  }
  return { kind: "recover", step, until };
}

/** The step that runs has succeeded: on to the next, or all is done. */
export function stepSucceeded(status: QuarantineStatus, policy: EnforcerPolicy, now: number): QuarantineStatus {
  const done = policy.recovery.findIndex(({ name }) => name === status.recovery?.step);
  const next = policy.recovery[done + 1];
  if (next) return begun(status, next, policy, now);
  const { recovery: _, ...rest } = status;
  return caredFor(rest, "Recovered", "True", "Recovered", `All ${policy.recovery.length} steps succeeded.`, now);
}

/** The steps after it are not begun: they were meant for a node on which this one succeeded. */
export function recoveryFailed(status: QuarantineStatus, problem: string, now: number): QuarantineStatus {
  const { recovery: _, ...rest } = status;
  return caredFor(rest, "Recovered", "False", "StepFailed", problem, now);
}

function begun(status: QuarantineStatus, step: RecoveryStep, policy: EnforcerPolicy, now: number): QuarantineStatus {
  const place = `${policy.recovery.indexOf(step) + 1} of ${policy.recovery.length}`;
  const next = inCare(status, "Recovering", "Recovered", "Running", `The step ${step.name} runs (${place}).`, now);
  return { ...next, recovery: { step: step.name, since: now } };
}

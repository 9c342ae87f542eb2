/** Carries out the care for held nodes: evictions, and recovery steps, which may take minutes and hold nobody up meanwhile. */

import { hasCode } from "../../errors/picket-error.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { FleetPod } from "../cluster/fleet.ts";
import type { JobOutcome } from "../cluster/port.ts";
import type { ActingCluster } from "../guarded-cluster.ts";
import type { EnforcerPolicy } from "../policy.ts";
import { recoveryFailed, stepSucceeded } from "../quarantine/care.ts";
import type { Quarantine, QuarantineStatus } from "../quarantine/quarantine.ts";
import { statusOf } from "../quarantine/transitions.ts";
import { type RecoveryStep, runStep } from "../recovery/step.ts";
import type { Report } from "../report.ts";

/** Evictions that a PodDisruptionBudget blocked are tried again this often, as `kubectl drain` does. */
const evictEveryMs = 5000;
const askJobsEveryMs = 2000;

export interface CaregiverOptions {
  readonly cluster: ActingCluster;
  readonly policy: EnforcerPolicy;
  readonly clock: Clock;
  readonly report: Report;
  /** Look at this node again, in so many ms. */
  readonly wake: (node: string, inMs: number) => void;
}

interface Run {
  outcome?: JobOutcome;
}

export class Caregiver {
  readonly #options: CaregiverOptions;
  /** When pods of a node were last evicted, by the clock's `elapsed`. */
  readonly #evictedAt = new Map<string, number>();
  /** By quarantine and step. */
  readonly #runs = new Map<string, Run>();
  #stop = new AbortController();

  constructor(options: CaregiverOptions) {
    this.#options = options;
  }

  /** @param goesOn asked before each eviction: a person may want the node back after the first of a hundred. */
  async evict(node: string, pods: readonly FleetPod[], goesOn: () => boolean): Promise<void> {
    const { cluster, policy, clock, report, wake } = this.#options;
    const since = clock.elapsed() - (this.#evictedAt.get(node) ?? -Infinity);
    if (since >= evictEveryMs) {
      this.#evictedAt.set(node, clock.elapsed());
      const stop = this.#stop.signal;
      for (const pod of pods) {
        if (stop.aborted || !goesOn()) break;
        const outcome = await cluster.evict(pod, policy.drain.gracePeriod);
        if (outcome === "blocked") {
          report.trouble({ node, pod: `${pod.namespace}/${pod.name}` }, "a PodDisruptionBudget holds an eviction back");
        }
      }
    }
    wake(node, since >= evictEveryMs ? evictEveryMs : evictEveryMs - since);
  }

  /** @returns the status after the step, once it has ended; until then it runs by itself. */
  recover(quarantine: Quarantine, step: RecoveryStep): QuarantineStatus | undefined {
    const { policy, clock } = this.#options;
    const key = `${quarantine.uid}/${step.name}`;
    const run = this.#runs.get(key);
    if (run && !run.outcome) return undefined;
    this.#runs.delete(key);
    switch (run?.outcome?.state) {
      case "succeeded":
        return stepSucceeded(statusOf(quarantine), policy, clock.now());
      case "failed":
        return recoveryFailed(statusOf(quarantine), `The step ${step.name} failed: ${problemOf(run)}`, clock.now());
      case "running":
      case undefined:
        void this.#begin(key, quarantine, step);
        return undefined;
    }
  }

  /** What runs is given up; who leads next begins it again. */
  stop(): void {
    this.#stop.abort();
    this.#stop = new AbortController();
    this.#runs.clear();
  }

  async #begin(key: string, quarantine: Quarantine, step: RecoveryStep): Promise<void> {
    const { cluster, report, wake } = this.#options;
    const run: Run = {};
    this.#runs.set(key, run);
    const stop = this.#stop.signal;
    try {
      const signal = AbortSignal.any([stop, AbortSignal.timeout(step.timeout)]);
      run.outcome = await cluster.asLeader(() => runStep(step, quarantine, cluster, signal));
      wake(quarantine.name, run.outcome.state === "running" ? askJobsEveryMs : 0);
    } catch (error) {
      if (stop.aborted) return;
      if (hasCode(error, "CLUSTER_UNAVAILABLE", "CLUSTER_CONFLICT", "LEADERSHIP_LOST")) this.#runs.delete(key);
      else run.outcome = { state: "failed", problem: String(error) };
      report.trouble({ node: quarantine.name, step: step.name, error }, "a recovery step");
      wake(quarantine.name, askJobsEveryMs);
    }
  }
}

function problemOf({ outcome }: Run): string {
  return outcome?.state === "failed" ? outcome.problem : "";
}

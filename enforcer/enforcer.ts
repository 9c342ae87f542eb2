/**
 * The enforcer: carries out requests to cordon and release nodes, and looks after the quarantines that come of them. Of several
 * replicas one acts, the others watch and wait.
 */

import { hasCode } from "../errors/picket-error.ts";
import type { EnforcerMetrics, EnforcerState, EnforcerTracer } from "../telemetry/enforcement.ts";
import type { Health } from "../telemetry/health.ts";
import type { Logger } from "../telemetry/logger.ts";
import type { Log } from "../log/port.ts";
import type { Clock } from "../runtime/clock.ts";
import { aborted } from "./aborted.ts";
import { fleetShare, heldNodes } from "./admission/budget.ts";
import type { Cluster } from "./cluster/port.ts";
import { type ActingCluster, guardedCluster } from "./guarded-cluster.ts";
import { Leadership } from "./leadership/leadership.ts";
import { Ledger } from "./ledger/ledger.ts";
import { Recent } from "./ledger/recent.ts";
import { mayHeal } from "./ledger/teller.ts";
import type { Notice } from "./notify/notice.ts";
import type { EnforcerPolicy } from "./policy.ts";
import { statusOf } from "./quarantine/transitions.ts";
import { Reconciler } from "./reconciler/reconciler.ts";
import { Report } from "./report.ts";
import { Session } from "./session.ts";
import { soberTime } from "./sober-time.ts";
import type { VerificationRules } from "./signing/verify.ts";

export interface EnforcerOptions {
  readonly log: Log;
  readonly cluster: Cluster;
  readonly policy: EnforcerPolicy;
  readonly applicationId: string;
  readonly topics: { readonly requests: string; readonly outcomes: string };
  /** Makes sure that they exist. @throws PicketError as the log does. */
  readonly ensureTopics: () => Promise<void>;
  readonly format: "json" | "protobuf";
  readonly rules: VerificationRules;
  /** Another for each process. */
  readonly identity: string;
  readonly leaseName: string;
  /** How long the others wait for a leader that is gone. */
  readonly leaseDurationMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: EnforcerMetrics;
  readonly tracer: EnforcerTracer;
  /** Hears of each outcome of a quarantine. Must neither wait nor fail. */
  readonly notify: (notice: Notice) => void;
}

const sessionRetryMs = 500;
/** Outcomes are told, and ids remembered, over an outage of so long. */
const rememberedMs = 24 * 60 * 60_000;

export class Enforcer {
  readonly #options: EnforcerOptions;
  readonly #leadership: Leadership;
  readonly #cluster: ActingCluster;
  readonly #recent: Recent;
  readonly #ledger: Ledger;
  readonly #reconciler: Reconciler;
  readonly #report: Report;
  #watching: "no" | "yes" | "trouble" = "no";
  #session: Session | undefined;

  constructor(options: EnforcerOptions) {
    const { cluster, policy, clock, logger, leaseName, leaseDurationMs, identity, topics, rules } = options;
    this.#options = options;
    this.#report = new Report({ ...options, fleet: cluster.fleet });
    options.metrics.observe(() => this.#state());
    this.#leadership = new Leadership({
      leases: cluster.leases,
      leaseName,
      identity,
      leaseDurationMs,
      // As client-go has them, of 15 s: others may think the lease over a third later than we do.
      renewDeadlineMs: (leaseDurationMs * 2) / 3,
      retryMs: (leaseDurationMs * 2) / 15,
      clock,
      logger,
    });
    this.#cluster = guardedCluster(cluster, () => this.#leadership.mayAct);
    this.#recent = new Recent(cluster.fleet, policy);
    this.#ledger = new Ledger({
      topic: topics.outcomes,
      rememberMs: Math.max(rememberedMs, 2 * (rules.maxLifetimeMs + rules.clockSkewMs)),
      now: soberTime(clock),
      onOutcome: (outcome, of) => this.#recent.learn(outcome, of),
    });
    this.#reconciler = new Reconciler({
      cluster: this.#cluster,
      policy,
      recent: this.#recent,
      clock,
      report: this.#report,
    });
  }

  /** Whether this replica is the one that acts. */
  get leads(): boolean {
    return this.#leadership.mayAct;
  }

  health(): Health {
    const leadership = this.leads ? "leads" : "stands by";
    const delivery = this.leads ? (this.#session?.running === true ? "running" : "waiting for Kafka") : "stands by";
    const watch = { no: "starting", yes: "running", trouble: "waiting for the API server" }[this.#watching];
    const ready = this.#watching === "yes" && delivery !== "waiting for Kafka";
    return { live: true, ready, stages: { watch, leadership, delivery } };
  }

  /** Until `stop` aborts; then what is at hand is finished. @throws PicketError for what cannot heal by itself. */
  async run(stop: AbortSignal): Promise<void> {
    const { cluster } = this.#options;
    await cluster.watch(
      { changed: (change) => this.#reconciler.changed(change), trouble: (problem) => this.#troubled(problem) },
      stop,
    );
    if (stop.aborted) return;
    this.#watching = "yes";
    await this.#leadership.run((signal) => this.#lead(signal), stop);
  }

  async #lead(signal: AbortSignal): Promise<void> {
    const failed = new AbortController();
    const end = AbortSignal.any([signal, failed.signal]);
    const parts = [this.#refresh(end), this.#reconciler.run(end), this.#deliver(end)];
    const outcomes = await Promise.allSettled(parts.map((part) => part.finally(() => failed.abort())));
    for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
  }

  /** What the leader before did may not have reached us yet, and budgets must count it. Releases do not wait for that. */
  async #refresh(signal: AbortSignal): Promise<void> {
    this.#reconciler.isBehind = true;
    await Promise.race([this.#options.cluster.refresh(), aborted(signal)]);
    if (!signal.aborted) this.#reconciler.isBehind = false;
    await aborted(signal);
  }

  /** Releases go on without the log; requests wait for it. */
  async #deliver(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.#session = new Session({
        ...this.#options,
        cluster: this.#cluster,
        ledger: this.#ledger,
        recent: this.#recent,
        reconciler: this.#reconciler,
        report: this.#report,
      });
      try {
        await this.#session.run(signal);
      } catch (error) {
        if (!mayHeal(error) && !hasCode(error, "LEADERSHIP_LOST")) throw error;
        this.#report.trouble({ error }, "delivery begins anew");
        await this.#options.clock.sleep(sessionRetryMs, signal);
      }
    }
  }

  #state(): EnforcerState {
    const { cluster, policy, clock } = this.#options;
    const quarantines: Record<string, number> = {};
    for (const quarantine of cluster.fleet.quarantines.values()) {
      const { phase } = statusOf(quarantine);
      quarantines[phase] = (quarantines[phase] ?? 0) + 1;
    }
    const history = this.#recent.historyFor("", clock.now());
    const held = heldNodes(cluster.fleet, history, policy);
    const share = fleetShare(cluster.fleet, held, policy);
    const budgetLeft = { nodes: policy.budget.nodes - held.size, percent: share.allowed - share.used };
    return { leads: this.leads, quarantines, budgetLeft, storm: history.storm.phase };
  }

  #troubled(problem: Error | undefined): void {
    this.#watching = problem ? "trouble" : "yes";
    this.#reconciler.blind = problem;
    if (problem) this.#report.trouble({ error: problem }, "watching the cluster fails");
  }
}

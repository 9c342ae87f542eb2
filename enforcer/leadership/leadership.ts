/**
 * Who acts: one of the replicas, by a Lease, with the rules of client-go's leader election
 * (https://pkg.go.dev/k8s.io/client-go/tools/leaderelection). Clocks of machines are never compared: a lease is over when we
 * have seen it unchanged for its duration, by our own clock that never jumps. A leader counts from before it asked for the
 * renewal, and stops at the renew deadline, well before anyone else may think the lease over.
 */

import { hasCode, PicketError } from "../../errors/picket-error.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { Logger } from "../../telemetry/logger.ts";
import type { Lease, Leases } from "../cluster/port.ts";

export interface LeadershipOptions {
  readonly leases: Leases;
  readonly leaseName: string;
  /** Another for each process. */
  readonly identity: string;
  /** How long others wait for a leader that is gone. */
  readonly leaseDurationMs: number;
  /** How long a leader acts without a renewal that succeeded; shorter than the duration. */
  readonly renewDeadlineMs: number;
  readonly retryMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

export class Leadership {
  readonly #options: LeadershipOptions;
  /** The lease as last seen, and since when, by our own clock, it is unchanged. */
  #seen: { readonly lease: Lease | undefined; readonly since: number } | undefined;
  /** When the last renewal that succeeded was begun; `undefined` while we do not lead. */
  #renewedAt: number | undefined;
  #renewal: Promise<boolean> = Promise.resolve(false);

  constructor(options: LeadershipOptions) {
    this.#options = options;
  }

  /** Whether this process may act right now. Ask before each change, not once for many. */
  get mayAct(): boolean {
    const { clock, renewDeadlineMs } = this.#options;
    return this.#renewedAt !== undefined && clock.elapsed() - this.#renewedAt < renewDeadlineMs;
  }

  /** Of the leader, as last seen. */
  get holder(): string | undefined {
    return this.#seen?.lease?.holder;
  }

  /**
   * Runs `lead` whenever this process leads, until `stop` aborts; then gives the lease back, so that nobody has to wait.
   * @param lead is told by its signal when to end; what it throws ends this too.
   */
  async run(lead: (signal: AbortSignal) => Promise<void>, stop: AbortSignal): Promise<void> {
    const { clock, retryMs } = this.#options;
    while (!stop.aborted) {
      if (await this.#acquire()) await this.#reign(lead, stop);
      await clock.sleep(retryMs, stop);
    }
  }

  async #reign(lead: (signal: AbortSignal) => Promise<void>, stop: AbortSignal): Promise<void> {
    const { logger, identity } = this.#options;
    const over = new AbortController();
    const end = (): void => over.abort();
    try {
      // It may have been told so while it asked for the lease.
      if (stop.aborted) return;
      stop.addEventListener("abort", end, { once: true });
      logger.info({ identity }, "this replica leads");
      const leading = lead(over.signal).finally(end);
      await Promise.all([leading, this.#keep(over)]);
    } finally {
      stop.removeEventListener("abort", end);
      // Nothing is under way any more: whoever is next need not wait for the lease to run out.
      if (this.mayAct) await this.#renewal.then(() => this.#release());
      this.#renewedAt = undefined;
      logger.info({ identity }, "this replica does not lead any more");
    }
  }

  /** Renews until it is over, or until it could not in time. */
  async #keep(over: AbortController): Promise<void> {
    const { clock, retryMs, logger } = this.#options;
    while (!over.signal.aborted) {
      await clock.sleep(Math.min(retryMs, this.#leftMs()), over.signal);
      if (over.signal.aborted) return;
      // A call may take longer than we may lead: the deadline does not wait for it.
      this.#renewal = this.#acquire();
      await Promise.race([this.#renewal, clock.sleep(this.#leftMs(), over.signal)]);
      if (over.signal.aborted || this.mayAct) continue;
      logger.warn({}, "the lease was not renewed in time: this replica stops acting");
      over.abort();
    }
  }

  #leftMs(): number {
    const { clock, renewDeadlineMs } = this.#options;
    return Math.max(0, (this.#renewedAt ?? -Infinity) + renewDeadlineMs - clock.elapsed());
  }

  /** Takes or renews the lease, where that may be. Never throws: what stands in the way may be gone at the next try. */
  async #acquire(): Promise<boolean> {
    const { leases, leaseName, identity, leaseDurationMs, clock, logger } = this.#options;
    const began = clock.elapsed();
    try {
      const lease = await leases.read(leaseName);
      this.#see(lease);
      const mine = lease?.holder === identity;
      if (!mine && !this.#isOver(lease)) return this.#lost();
      const transitions = (lease?.transitions ?? 0) + (mine ? 0 : 1);
      const wanted = { holder: identity, durationMs: leaseDurationMs, renewedAt: clock.now(), transitions };
      this.#see(await leases.write(leaseName, wanted, lease));
      this.#renewedAt = began;
      return true;
    } catch (error) {
      if (!(error instanceof PicketError)) throw error;
      if (!hasCode(error, "CLUSTER_CONFLICT")) logger.warn({ error, lease: leaseName }, "the lease cannot be had");
      return false;
    }
  }

  /** Someone else has it: whatever we had is over. */
  #lost(): false {
    this.#renewedAt = undefined;
    return false;
  }

  #see(lease: Lease | undefined): void {
    if (this.#seen === undefined || this.#seen.lease?.resourceVersion !== lease?.resourceVersion) {
      this.#seen = { lease, since: this.#options.clock.elapsed() };
    }
  }

  #isOver(lease: Lease | undefined): boolean {
    if (lease?.holder === undefined) return true;
    const unchangedMs = this.#options.clock.elapsed() - (this.#seen?.since ?? 0);
    return unchangedMs >= lease.durationMs;
  }

  async #release(): Promise<void> {
    const { leases, leaseName, clock, logger } = this.#options;
    const lease = this.#seen?.lease;
    if (lease === undefined) return;
    const free = { holder: undefined, durationMs: lease.durationMs, renewedAt: clock.now() };
    try {
      this.#see(await leases.write(leaseName, { ...free, transitions: lease.transitions }, lease));
    } catch (error) {
      logger.debug({ error }, "the lease was not given back; it runs out");
    }
  }
}

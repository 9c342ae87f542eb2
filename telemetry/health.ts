/** Whether this process is alive and ready, part by part; /healthz and /readyz answer from it. */

export interface HealthReport {
  readonly ok: boolean;
  /** What is wrong, by part; empty when `ok`. */
  readonly problems: Readonly<Record<string, string>>;
}

/** Ready: every part works, so traffic and the next instance of a rolling update may come. */
export class Health {
  readonly #waiting = new Map<string, string>();
  readonly #broken = new Map<string, string>();

  /** The parts that must report `ready` before the whole is. */
  constructor(parts: readonly string[]) {
    for (const part of parts) this.#waiting.set(part, "starting");
  }

  ready(part: string): void {
    this.#waiting.delete(part);
  }

  /** For now: heals without a restart, e.g. a broker that is away. */
  notReady(part: string, why: string): void {
    this.#waiting.set(part, why);
  }

  /** For good: only a restart can help. */
  broken(part: string, why: string): void {
    this.#broken.set(part, why);
  }

  get liveness(): HealthReport {
    return { ok: this.#broken.size === 0, problems: Object.fromEntries(this.#broken) };
  }

  get readiness(): HealthReport {
    const problems = Object.fromEntries([...this.#waiting, ...this.#broken]);
    return { ok: Object.keys(problems).length === 0, problems };
  }
}

/** How a running process is, as /healthz and /readyz tell it. */

export interface Health {
  /** False when only a restart can help. */
  readonly live: boolean;
  /** Every stage does its work: the next instance of a rolling update may come. */
  readonly ready: boolean;
  /** What each stage is doing, for people. */
  readonly stages: Readonly<Record<string, string>>;
}

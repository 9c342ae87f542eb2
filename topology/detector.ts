/** What a detector is: a frozen value that opens one state per key, and that state, which scores and learns event by event. */

/** The least first. */
export const severities = ["low", "medium", "high", "critical"] as const;

export type Severity = (typeof severities)[number];

/** What is usual for a feature, in its own unit. */
export interface UsualRange {
  readonly feature: string;
  readonly usualLow: number;
  readonly usualHigh: number;
}

/** Why an event is anomalous: one feature, its value, what is usual for it, and its share (0 to 1) of the score. */
export interface Reason extends UsualRange {
  readonly value: number;
  readonly share: number;
}

/** What a detector says of one event. The object belongs to the state and is overwritten by its next `observe`. */
export interface Verdict {
  readonly score: number;
  /**
   * The score from which on an event is anomalous, as it stood before this event was learned. A detector may call negative
   * scores anomalous too.
   */
  readonly threshold: number;
  readonly anomalous: boolean;
  readonly severity: Severity;
  /** Largest share first, at most five; empty unless anomalous. */
  readonly reasons: readonly Reason[];
}

/** What a state has learned, for people. */
export interface StateDescription {
  /** Events that it has seen and could read. */
  readonly events: number;
  /** `events` counts no further once it is over. */
  readonly warmUp: { readonly over: boolean; readonly events: number; readonly needed: number };
  /** The score from which on an event is anomalous; left out while there is none. */
  readonly threshold?: number;
  readonly features: readonly UsualRange[];
}

/**
 * The learned state of one detector for one key. Pure: what it answers depends only on the events it saw, in their order
 * (no wall clock, no chance, no I/O), which is what makes a restored state continue as the lost one would have.
 */
export interface DetectorState<Event> {
  /** Scores one event, then learns from it. `undefined` while the detector still warms up and only learns. */
  observe(event: Event): Verdict | undefined;
  /** Everything that later answers depend on, as versioned bytes. */
  snapshot(): Uint8Array;
  /** What `picket state show` tells of it; a detector may have nothing to tell. */
  describe?(): StateDescription;
}

export interface Detector<Event> {
  /** Unique in a topology, kebab-case; the first part of every anomaly's id. */
  readonly name: string;
  /** The model family, e.g. `hst`; goes into every anomaly. */
  readonly model: string;
  /** How thresholds are set, e.g. `river`; goes into every anomaly. */
  readonly profile: string;
  /**
   * Whatever else changes what a stored state means: parameters, features, the algorithm. Snapshots of another version are
   * not read, and the state is learned anew.
   */
  readonly version: string;
  /** Whether each container has a state of its own, or the whole fleet shares one. */
  readonly scope: "container" | "global";
  /** The kind of event that it reads; for eBPF events `resource` or `syscalls`. Other kinds are not routed to it. */
  readonly reads: string;
  /** Whether it has something to say about this event; others pass by unseen. Must not keep the event. */
  accepts(event: Event): boolean;
  open(): DetectorState<Event>;
  /** @throws PicketError `SNAPSHOT_INVALID` for bytes of another detector, model or version, and for corrupt ones. */
  restore(snapshot: Uint8Array): DetectorState<Event>;
}

/**
 * The storm breaker. When many nodes are asked for at once, something is wrong with the sensors, the models or the network
 * rather than with all those nodes: cordons stop until it has passed. It never has a say in releases, it half-opens by
 * itself, and its two thresholds lie apart, so it does not flutter.
 *
 * A fold over the requests and the time, so a new leader that reads the outcomes again stands where the old one stood.
 */

import type { EnforcerPolicy } from "../policy.ts";

export interface StormState {
  readonly phase: "closed" | "open" | "half-open";
  /** Since when it is in this phase, in ms since the epoch. */
  readonly since: number;
  /** How many nodes were asked for within the policy's time, when it was last looked at. */
  readonly flagged: number;
}

export const calm: StormState = Object.freeze({ phase: "closed", since: 0, flagged: 0 });

/**
 * The state at `now`. Call it in the order of time, at each request and before each decision.
 * @param flagged how many nodes were asked for within `storm.within`; requests of people do not count.
 * @param inReach how many nodes the policy may touch.
 */
export function stormAt(
  before: StormState,
  flagged: number,
  inReach: number,
  { storm }: EnforcerPolicy,
  now: number,
): StormState {
  const isStorm = flagged >= Math.max(storm.nodes, Math.ceil((inReach * storm.percent) / 100));
  switch (before.phase) {
    case "closed":
      return isStorm ? { phase: "open", since: now, flagged } : { ...before, flagged };
    case "open":
      if (now - before.since < storm.halfOpenAfter) return { ...before, flagged };
      // A storm that still goes on keeps it open for another time.
      return { phase: isStorm ? "open" : "half-open", since: now, flagged };
    case "half-open":
      if (isStorm) return { phase: "open", since: now, flagged };
      return flagged <= storm.closeAt ? { phase: "closed", since: now, flagged } : { ...before, flagged };
  }
}

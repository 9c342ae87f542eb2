/**
 * What happened lately, for the guard rails: cordons, requests, the storm breaker. It is a fold over outcomes and quarantines,
 * so a new leader that reads them stands about where the old one stood.
 */

import { type Candidate, type History, type PastCordon } from "../admission/admission.ts";
import { calm, stormAt, type StormState } from "../admission/storm.ts";
import { surveyNodes } from "../admission/survey.ts";
import type { Fleet, FleetNode } from "../cluster/fleet.ts";
import type { EnforcementOutcome } from "../../proto/codecs/enforcement-outcome.ts";
import { doubtMs } from "../quarantine/next-step.ts";
import type { Quarantine } from "../quarantine/quarantine.ts";
import { conditionOf, statusOf } from "../quarantine/transitions.ts";
import { cordoning } from "../quarantine/verdicts.ts";
import type { EnforcerPolicy } from "../policy.ts";
import { Flags } from "./flags.ts";

export class Recent {
  readonly #policy: EnforcerPolicy;
  readonly #fleet: Fleet;
  /** By the request that asked, or the quarantine where none did. */
  readonly #cordons = new Map<string, PastCordon>();
  /** Admitted by this process, and not in the fleet's view yet, by node. They count until then, or for so long. */
  readonly #underWay = new Map<string, { readonly cordon: PastCordon; readonly until: number }>();
  readonly #flags: Flags;
  readonly #missed: { readonly node: string; readonly at: number }[] = [];
  /** After how many changes of quarantines they were looked at last. */
  #lookedAt: number | undefined;
  /** What was worked out of an object, until it is another. */
  readonly #known = new WeakMap<Quarantine, readonly [key: string, cordon: PastCordon]>();
  #storm: StormState = calm;

  constructor(fleet: Fleet, policy: EnforcerPolicy) {
    this.#fleet = fleet;
    this.#policy = policy;
    this.#flags = new Flags(policy.storm.within);
  }

  /** What an outcome tells. Which indicators were critical it does not, so a cordon may seem to hang on more than it did. */
  learn(
    { requestId, node, action, code, at, evidenceKinds, byPerson }: EnforcementOutcome,
    { first, read }: { first: boolean; read: boolean },
  ): void {
    if (action !== "cordon" || requestId === "") return;
    if (first && read && !byPerson && !beforeTheRails.has(code)) this.#missed.push({ node, at });
    // Of a dry run only the next dry run is to think that it happened.
    const isCounted = code === "cordoned" || (code === "dry_run" && this.#policy.mode === "dry-run");
    if (!isCounted || this.#cordons.has(requestId)) return;
    const kinds = new Set(evidenceKinds);
    this.#cordons.set(requestId, { node, at, manual: byPerson, evidenceKinds: kinds, critical: [] });
  }

  /** Brings the storm breaker through what was learned of the time when others led, as far back as it can matter. */
  relive(now: number): void {
    const { within, halfOpenAfter } = this.#policy.storm;
    const missed = this.#missed.splice(0).filter(({ at }) => at <= now && at > now - within - halfOpenAfter);
    for (const { node, at } of missed.sort((one, other) => one.at - other.at)) this.flag(node, at);
  }

  /** A node is asked for. Call it for all that arrived before deciding on any. */
  flag(node: string, at: number): void {
    this.#flags.add(node, at);
    this.storm(at);
  }

  /** As it is now. */
  storm(now: number): StormState {
    const { inReach } = surveyNodes(this.#fleet, this.#policy);
    this.#storm = stormAt(this.#storm, this.#flags.count(now), inReach, this.#policy, now);
    return this.#storm;
  }

  /** As the decision on `node` should see it. */
  historyFor(node: string, now: number): History {
    for (const [name, { until }] of this.#underWay) if (until <= now) this.#underWay.delete(name);
    const others = [...this.#underWay.values()].map(({ cordon }) => cordon).filter((cordon) => cordon.node !== node);
    // Marked, but killed before its quarantine said so: it is held all the same.
    const underWay = new Set(surveyNodes(this.#fleet, this.#policy).marked);
    for (const cordon of others) underWay.add(cordon.node);
    return { cordons: [...this.#past(now), ...others], storm: this.storm(now), underWay };
  }

  begin(cordon: PastCordon): void {
    this.#underWay.set(cordon.node, { cordon, until: Infinity });
  }

  /** The attempt is over, and with an answer that was lost one never knows: it counts until a watch would have told. */
  doubt(node: string, now: number): void {
    const begun = this.#underWay.get(node);
    if (begun) this.#underWay.set(node, { ...begun, until: now + doubtMs });
  }

  /** It is in the fleet's view now. */
  end(node: string): void {
    this.#underWay.delete(node);
  }

  /** What is there, and what is gone again. */
  #past(now: number): readonly PastCordon[] {
    const horizon = now - Math.max(this.#policy.rate.within, this.#policy.evidence.perKind.within);
    const { changes } = this.#fleet;
    if (!changes || changes.quarantines !== this.#lookedAt) {
      this.#lookedAt = changes?.quarantines;
      for (const quarantine of this.#fleet.quarantines.values()) {
        const { since = 0, phase } = quarantine.status ?? {};
        if (since > horizon && (phase !== "DryRun" || this.#policy.mode === "dry-run")) this.#keep(quarantine);
      }
    }
    for (const [key, { at }] of this.#cordons) if (at <= horizon) this.#cordons.delete(key);
    return [...this.#cordons.values()];
  }

  #keep(quarantine: Quarantine): void {
    const known = this.#known.get(quarantine) ?? ([keyOf(quarantine), pastCordon(quarantine)] as const);
    this.#known.set(quarantine, known);
    this.#cordons.set(...known);
  }
}

/** What a decision is about. */
export function candidateOf({ spec }: Quarantine, node: FleetNode): Candidate {
  return {
    node,
    manual: spec.source === "manual",
    evidenceKinds: new Set(spec.evidence.map(({ kind }) => kind)),
    critical: spec.critical,
  };
}

/** The request that cordoned the node, as the ledger knows it, or the object of a person. */
function keyOf(quarantine: Quarantine): string {
  return statusOf(quarantine).requests.find(({ code }) => cordoning.has(code))?.id ?? quarantine.uid;
}

function pastCordon(quarantine: Quarantine): PastCordon {
  const { spec, status } = quarantine;
  const { source, evidence, critical } = spec;
  const evidenceKinds = new Set(evidence.map(({ kind }) => kind));
  // Of one that was vetoed, `since` says since when that is.
  const admittedAt = status?.phase === "Vetoed" ? conditionOf(status, "Admitted")?.since : undefined;
  const at = admittedAt ?? status?.since ?? 0;
  return { node: spec.node, at, manual: source === "manual", evidenceKinds, critical };
}

/** Refused for what the request is, before anyone asked whether the node may be cordoned. */
const beforeTheRails: ReadonlySet<string> = new Set([
  "expired",
  "future_dated",
  "too_long_lived",
  "key_not_allowed",
  "unknown_node",
  "wrong_uid",
  "vetoed",
  "left_to_person",
]);

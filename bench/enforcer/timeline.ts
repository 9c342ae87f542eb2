/** Where the time of a request goes: each call to the API server, and what lies between them, in the order of most requests. */

import type { ApiCall } from "./audit-log.ts";

export interface Journey {
  /** Before the request was written to Kafka, in ms since the epoch. */
  readonly sentAt: number;
  readonly writtenAt: number;
  /** About its node, in the order of time. */
  readonly calls: readonly ApiCall[];
  /** The outcome's record was made. */
  readonly toldAt: number;
  /** A watch of another process told that the node is marked. */
  readonly seenAt: number;
}

/** Quantiles in ms. */
export interface Row {
  readonly stage: string;
  readonly of: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly longest: number;
}

/** One stage after the other, up to the answer to the PATCH; after that, each time since then. */
export function timeline(journeys: readonly Journey[]): readonly Row[] {
  const stages = new Map<string, number[]>();
  const add = (stage: string, ms: number): void => {
    const times = stages.get(stage) ?? [];
    stages.set(stage, times);
    times.push(ms);
  };
  for (const journey of journeys) addStages(journey, add);
  return [...stages].map(([stage, times]) => rowOf(stage, times));
}

/** From before the request was written to Kafka until the API server has answered the PATCH of its node. */
export function requestToPatch(journeys: readonly Journey[]): Row {
  return rowOf(
    "request to PATCH",
    journeys.flatMap((journey) => {
      const patch = journey.calls.find(isPatch);
      return patch ? [patch.answeredAt - journey.sentAt] : [];
    }),
  );
}

function addStages({ sentAt, writtenAt, calls, toldAt, seenAt }: Journey, add: (stage: string, ms: number) => void) {
  add("the request is written to Kafka", writtenAt - sentAt);
  const patch = calls.findIndex(isPatch);
  let before = writtenAt;
  for (const [index, { what, receivedAt, answeredAt }] of calls.slice(0, patch + 1).entries()) {
    add(index === 0 ? "it waits in Kafka, is read and verified" : `the enforcer, before ${what}`, receivedAt - before);
    add(what, answeredAt - receivedAt);
    before = answeredAt;
  }
  add("(after the PATCH) another process sees it", seenAt - before);
  for (const { what, answeredAt } of calls.slice(patch + 1)) add(`(after the PATCH) ${what}`, answeredAt - before);
  add("(after the PATCH) the outcome is written", toldAt - before);
}

function isPatch({ what, status }: ApiCall): boolean {
  return what === "patch nodes" && status === 200;
}

function rowOf(stage: string, times: readonly number[]): Row {
  const sorted = times.toSorted((one, other) => one - other);
  const at = (share: number): number =>
    Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 10) / 10;
  return { stage, of: times.length, p50: at(0.5), p90: at(0.9), p99: at(0.99), longest: at(1) };
}

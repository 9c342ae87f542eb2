/** The storm breaker over time: opens, half-opens by itself, closes, and does not flutter. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { calm, type StormState, stormAt } from "../../enforcer/admission/storm.ts";
import { Flags } from "../../enforcer/ledger/flags.ts";
import { policySchema } from "../../enforcer/policy.ts";

const minute = 60_000;
const policy = policySchema.parse({
  storm: { nodes: 5, percent: 20, within: "5m", halfOpenAfter: "15m", closeAt: 1 },
});

/** Walks through the minutes. @returns the phase after each. */
function phases(flagsAt: Readonly<Record<number, number>>, minutes: number, inReach = 20): string[] {
  let state: StormState = calm;
  const flags = new Flags(policy.storm.within);
  const seen: string[] = [];
  for (let at = 0; at <= minutes; at += 1) {
    for (let i = 0; i < (flagsAt[at] ?? 0); i += 1) flags.add(`n${at}-${i}`, at * minute);
    state = stormAt(state, flags.count(at * minute), inReach, policy, at * minute);
    seen.push(state.phase);
  }
  return seen;
}

describe("the storm breaker", () => {
  it("stays closed while few nodes are asked for", () => {
    assert.deepEqual(new Set(phases({ 1: 4, 10: 4, 20: 4 }, 30)), new Set(["closed"]));
  });

  it("opens at once when many are", () => {
    const seen = phases({ 3: 5 }, 4);
    assert.deepEqual(seen, ["closed", "closed", "closed", "open", "open"]);
  });

  it("counts a node once, however often it is asked for", () => {
    const flags = new Flags(minute);
    for (let count = 0; count < 50; count += 1) flags.add("n", minute);
    assert.equal(flags.count(minute), 1);
  });

  it("counts what is told out of order, and not what is dated ahead, before its time", () => {
    const flags = new Flags(10 * minute);
    for (const at of [5, 3, 9, 1]) flags.add(`n${at}`, at * minute);
    assert.equal(flags.count(5 * minute), 3);
    assert.equal(flags.count(9 * minute), 4);
    flags.add("n9", minute);
    assert.equal(flags.count(15 * minute), 1, "the newest time counts");
  });

  it("counts as many nodes as the fleet's size says", () => {
    assert.equal(phases({ 3: 10 }, 3, 100).at(-1), "closed");
    assert.equal(phases({ 3: 20 }, 3, 100).at(-1), "open");
  });

  it("half-opens by itself, then closes", () => {
    const seen = phases({ 3: 8 }, 25);
    assert.equal(seen[17], "open");
    assert.equal(seen[18], "half-open");
    assert.equal(seen[19], "closed");
  });

  it("stays half-open while more than a few are asked for", () => {
    const seen = phases({ 3: 8, 15: 2, 19: 2, 23: 2 }, 40);
    assert.deepEqual(seen.slice(18, 28), Array(10).fill("half-open"));
    assert.equal(seen[28], "closed");
  });

  it("opens again from half-open, and stays open while the storm lasts", () => {
    const again = phases({ 3: 8, 15: 3, 19: 5 }, 40);
    assert.equal(again[18], "half-open");
    assert.equal(again[19], "open");
    const lasting = phases(Object.fromEntries(Array.from({ length: 60 }, (_, at) => [at, 5])), 59);
    assert.deepEqual(new Set(lasting.slice(1)), new Set(["open"]));
  });
});

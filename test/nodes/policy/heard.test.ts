/** What loaded models say changes no decision, unless the policy says that they suffice. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { decide } from "../../../nodes/policy/decide.ts";
import type { HealthSummary } from "../../../nodes/policy/history.ts";
import { defaultNodePolicy, parseNodePolicy } from "../../../nodes/policy/policy.ts";
import { noStanding } from "../../../nodes/policy/standing.ts";
import { bad, healthy, someEvidence } from "./some-windows.ts";

const facts = { node: "node-1", group: "all" };
const trusting = parseNodePolicy("sufficientKinds: [model]", "policy.yaml");

/** As the judge tells a window of which a model says more than all others. */
function withModel(window: HealthSummary): HealthSummary {
  return {
    ...window,
    verdict: window.verdict === "healthy" || window.verdict === "silent" ? "anomalous" : window.verdict,
    score: 1 - (1 - window.score) * 0.4,
    severity: "high",
    evidence: [someEvidence("model", { score: 0.6 }), ...window.evidence],
  };
}

const histories: Readonly<Record<string, readonly HealthSummary[]>> = {
  "nothing else": [0, 1, 2, 3, 4, 5].map((index) => healthy(index)),
  "too little is known": [0, 1, 2, 3].map((index) => healthy(index, { verdict: "learning" })),
  "one kind, often": [0, 1, 2, 3].map((index) => bad(index, { evidence: [someEvidence("node-metrics")] })),
  "one kind, weakly": [0, 1, 2, 3].map((index) =>
    bad(index, {
      severity: "low",
      score: 0.3,
      evidence: [someEvidence("node-metrics", { severity: "low", score: 0.3 })],
    }),
  ),
  silence: [0, 1, 2, 3].map((index) => bad(index, { verdict: "silent", evidence: [someEvidence("silence")] })),
  "enough without it": [0, 1, 2, 3].map((index) => bad(index, { score: 0.99 })),
};

describe("what loaded models say", () => {
  for (const [name, history] of Object.entries(histories)) {
    it(`changes no decision: ${name}`, () => {
      const without = decide(defaultNodePolicy, facts, history, noStanding);
      const told = decide(defaultNodePolicy, facts, history.map(withModel), noStanding);
      assert.equal(told.action, without.action);
      assert.deepEqual(told.standing, without.standing);
      assert.deepEqual(
        told.explanation.map(({ rule, isMet, text }) => [rule, isMet, text]),
        without.explanation.map(({ rule, isMet, text }) => [rule, isMet, text]),
      );
      if (told.action === "nothing" || without.action === "nothing") return;
      assert.deepEqual(told.evidence, without.evidence);
    });
  }

  it("is enough for a policy that has it among the kinds that suffice", () => {
    const history = histories["nothing else"]!.map(withModel);
    assert.equal(decide(defaultNodePolicy, facts, history, noStanding).action, "nothing");
    const asked = decide(trusting, facts, history, noStanding);
    assert.ok(asked.action === "cordon");
    assert.deepEqual(new Set(asked.evidence.map(({ kind }) => kind)), new Set(["model"]));
  });
});

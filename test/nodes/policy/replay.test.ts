/** A replay does what the judge did, and says how another policy would have done otherwise. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { differences } from "../../../nodes/policy/counterfactual.ts";
import { defaultNodePolicy, parseNodePolicy } from "../../../nodes/policy/policy.ts";
import { recordedHealth } from "../../../nodes/policy/recorded.ts";
import { type Hold, PolicyReplay } from "../../../nodes/policy/replay.ts";
import { nodeHealthFormats } from "../../../proto/codecs/node-health-format.ts";
import { nodeHealthMessage } from "../../../topology/node-health.ts";
import { type Change, Fleet } from "../judge/fleet.ts";
import { bad, healthy, length, noon, someEvidence } from "./some-windows.ts";

const facts = { node: "node-1", group: "web" };

function holdsOf(policy: string, windows: readonly ReturnType<typeof bad>[], node = "node-1"): readonly Hold[] {
  const replay = new PolicyReplay(parseNodePolicy(policy, "p"));
  for (const summary of windows) replay.observe({ facts: { ...facts, node }, summary });
  return replay.holds;
}

/** Bad where there is an `x`. */
function course(marks: string): readonly ReturnType<typeof bad>[] {
  return Array.from(marks, (mark, index) => (mark === "x" ? bad(index) : healthy(index)));
}

describe("a replay", () => {
  it("asks what the judge asked, of the health as it is written", () => {
    const policy = parseNodePolicy("healthyFor: 1m\nrestAfterRelease: 0s\naskAgainAfter: 30s", "p");
    const trouble: Change = {
      features: { avg_cpu: 0.98, exec_count: 2000, unique_process_count: 60 },
    };
    const troubled = (node: string) => (node === "node-2" || node === "node-5" ? trouble : undefined);
    const fleet = new Fleet(8, { policy }).run(60).run(6, troubled).run(9).run(3, troubled);
    const replay = new PolicyReplay(policy);
    const asked = fleet.healths.flatMap((health) => {
      const written = nodeHealthFormats.json.encode(nodeHealthMessage(health));
      const decision = replay.observe(recordedHealth(nodeHealthFormats.json.decode(written)));
      return decision.action === "nothing" ? [] : [decision];
    });
    assert.ok(fleet.requests.some(({ action }) => action === "cordon"));
    assert.ok(fleet.requests.some(({ action }) => action === "release"));
    assert.deepEqual(
      asked.map(({ id, reason, score, evidence }) => [id, reason, score, evidence.map((one) => one.id)]),
      fleet.requests.map(({ id, reason, score, evidence }) => [id, reason, score, evidence.map((one) => one.id)]),
    );
  });

  it("tells each stay once, with its release", () => {
    const holds = holdsOf("healthyFor: 30s\nrestAfterRelease: 0s\naskAgainAfter: 20s", course(".xxxx....xx"));
    assert.deepEqual(
      holds.map(({ from, until, times }) => [(from - noon) / length, until && (until - noon) / length, times]),
      [
        [3, 8, 2],
        [11, undefined, 1],
      ],
    );
  });

  it("leaves out evidence of kinds that it does not know", () => {
    const { kind, ...rest } = someEvidence("silence");
    const message = {
      ...bad(0),
      ...facts,
      isEarly: false,
      features: {},
      missing: [],
      sensors: [],
      late: 0,
      scores: [],
    };
    const { summary } = recordedHealth({
      ...message,
      evidence: [
        { kind, ...rest },
        { kind: "omens", ...rest },
      ],
    });
    assert.deepEqual(summary.evidence, [{ kind, ...rest }]);
    assert.deepEqual(decidedFields(summary), decidedFields(bad(0)));
  });
});

function decidedFields({ id, start, end, verdict, score, severity }: ReturnType<typeof bad>): object {
  return { id, start, end, verdict, score, severity };
}

describe("the difference between two policies", () => {
  const changes = (holds: readonly Hold[], before: readonly Hold[]) =>
    differences(holds, before).map(({ change, hold, before }) => [change, hold?.from, before?.from]);
  const quick = "healthyFor: 30s\nrestAfterRelease: 0s";

  it("is none where both ask the same", () => {
    const holds = holdsOf(quick, course("xx...xx"));
    assert.deepEqual(
      changes(holds, holdsOf(quick, course("xx...xx"))).map(([change]) => change),
      ["same", "same"],
    );
    assert.deepEqual(differences([], []), []);
  });

  it("is what is added, gone, and earlier, later or longer", () => {
    const one = holdsOf(quick, course("xx...xxx"));
    const other = holdsOf("healthyFor: 30s\nneed: {high: 3}", course("xx...xxx"));
    const [first, second] = one.map(({ from }) => from);
    assert.deepEqual(changes(one, other), [
      ["added", first, undefined],
      ["changed", second, other[0]?.from],
    ]);
    assert.deepEqual(changes(other, one), [
      ["gone", undefined, first],
      ["changed", other[0]?.from, second],
    ]);
    const longer = holdsOf("healthyFor: 2m", course("xx...xxx"));
    assert.deepEqual(
      changes(longer, one).map(([change]) => change),
      ["changed", "gone"],
    );
  });

  it("is told for each node by itself, in the order of time and then of nodes", () => {
    const [b, a] = ["node-b", "node-a"].map((node) => holdsOf(quick, course("xx"), node));
    assert.deepEqual(
      differences([...(b ?? []), ...(a ?? [])], b ?? []).map(({ change, hold }) => [change, hold?.node]),
      [
        ["added", "node-a"],
        ["same", "node-b"],
      ],
    );
    assert.equal(new PolicyReplay(defaultNodePolicy).holds.length, 0);
  });
});

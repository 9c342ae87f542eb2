/** Guard rails on tables of small fleets: who may be cordoned now, who must wait, who never. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { admit, type Candidate, type History, type Question } from "../../enforcer/admission/admission.ts";
import { calm } from "../../enforcer/admission/storm.ts";
import type { Fleet, FleetNode } from "../../enforcer/cluster/fleet.ts";
import { policySchema } from "../../enforcer/policy.ts";
import { aFleet, aNode, aPod, aQuarantine, nodesIn } from "./fleets.ts";

const minute = 60_000;
const now = 1000 * minute;
const twoKinds = new Set(["container-anomaly", "node-metrics"]);

/** Wide open, so that a case shows the one rail that it closes. */
const open = {
  mode: "enforce",
  budget: { nodes: 1000, percent: 100, percentOfZone: 100, keepSchedulablePerZone: 0 },
  rate: { cordons: 1000 },
  evidence: { perKind: { cordons: 1000 } },
};

interface Asked {
  readonly fleet: Fleet;
  readonly node?: string;
  readonly policy?: object;
  readonly candidate?: Partial<Candidate>;
  readonly history?: Partial<History>;
}

/** @returns `admit`, or the decision and all codes, the decisive first. */
function answer({ fleet, node, policy = {}, candidate = {}, history = {} }: Asked): string {
  const asked: FleetNode = node === undefined ? [...fleet.nodes.values()][0]! : fleet.nodes.get(node)!;
  const question: Question = {
    candidate: { node: asked, manual: false, evidenceKinds: twoKinds, critical: [], ...candidate },
    fleet,
    history: { cordons: [], storm: calm, underWay: new Set(), ...history },
    policy: policySchema.parse({ ...open, ...policy }),
    now,
  };
  const admission = admit(question);
  if (admission.decision === "admit") return "admit";
  assert.ok(admission.message.length > 20, "says why");
  assert.equal(admission.objections[0]?.message.endsWith("."), true);
  const codes = [admission.code, ...admission.objections.map(({ code }) => code)];
  return `${admission.decision} ${[...new Set(codes)].join(" ")}`;
}

function held(...names: string[]) {
  return { quarantines: names.map((name) => aQuarantine(name, "Quarantined")) };
}

function pastCordons(count: number, agoMs: number, evidenceKinds = twoKinds, manual = false) {
  return Array.from({ length: count }, (_, index) => {
    return { node: `n${index}`, at: now - agoMs, manual, evidenceKinds, critical: [] };
  });
}

const cases: Readonly<Record<string, Readonly<Record<string, readonly [Asked, string]>>>> = {
  "the mode": {
    "off refuses": [{ fleet: aFleet(nodesIn({ a: 3 })), policy: { mode: "off" } }, "refuse mode_off"],
    "dry-run decides as enforce would": [{ fleet: aFleet(nodesIn({ a: 3 })), policy: { mode: "dry-run" } }, "admit"],
  },
  "protected nodes": {
    "control planes are, by default": [
      {
        fleet: aFleet([aNode("cp", { labels: { "node-role.kubernetes.io/control-plane": "" } }), ...nodesIn({ a: 3 })]),
      },
      "refuse node_protected",
    ],
    "by name": [{ fleet: aFleet(nodesIn({ a: 3 })), policy: { protect: { nodes: ["a1"] } } }, "refuse node_protected"],
    "by a pattern": [
      { fleet: aFleet([aNode("db-eu-1"), aNode("web-1")]), policy: { protect: { nodes: ["db-*-1"] } } },
      "refuse node_protected",
    ],
    "a pattern needs all of the name": [
      { fleet: aFleet([aNode("db-eu-12"), aNode("web-1")]), policy: { protect: { nodes: ["db-*-1"] } } },
      "admit",
    ],
    "by a label's value": [
      {
        fleet: aFleet([aNode("n", { labels: { tier: "gold" } }), aNode("m")]),
        policy: { protect: { labels: ["tier=gold"] } },
      },
      "refuse node_protected",
    ],
    "another value does not protect": [
      {
        fleet: aFleet([aNode("n", { labels: { tier: "tin" } }), aNode("m")]),
        policy: { protect: { labels: ["tier=gold"] } },
      },
      "admit",
    ],
    "a label that every object has does not protect": [
      { fleet: aFleet([aNode("n"), aNode("m")]), policy: { protect: { labels: ["constructor"] } } },
      "admit",
    ],
    "also from people": [
      { fleet: aFleet(nodesIn({ a: 3 })), policy: { protect: { nodes: ["a1"] } }, candidate: { manual: true } },
      "refuse node_protected",
    ],
    "those that the selector does not match": [
      { fleet: aFleet(nodesIn({ a: 3 })), policy: { selector: { pool: "batch" } } },
      "refuse node_not_selected",
    ],
    "a refusal outweighs a wait": [
      {
        fleet: aFleet(nodesIn({ a: 3 }), held("a2")),
        policy: { protect: { nodes: ["a1"] }, budget: { ...open.budget, nodes: 1 } },
      },
      "refuse node_protected budget_nodes",
    ],
  },
  "the budget": {
    "is a number": [
      { fleet: aFleet(nodesIn({ a: 10 }), held("a2", "a3")), policy: { budget: { ...open.budget, nodes: 2 } } },
      "defer budget_nodes",
    ],
    "and a share of the fleet": [
      { fleet: aFleet(nodesIn({ a: 20 }), held("a2", "a3")), policy: { budget: { ...open.budget, percent: 10 } } },
      "defer budget_percent",
    ],
    "and a share of the zone": [
      {
        fleet: aFleet(nodesIn({ a: 6, b: 6 }), held("a2", "a3")),
        policy: { budget: { ...open.budget, percentOfZone: 34 } },
      },
      "defer budget_zone",
    ],
    "of which another zone has its own": [
      {
        fleet: aFleet(nodesIn({ a: 6, b: 6 }), held("a2", "a3")),
        node: "b1",
        policy: { budget: { ...open.budget, percentOfZone: 34 } },
      },
      "admit",
    ],
    "a share allows one, however small the fleet": [
      { fleet: aFleet(nodesIn({ a: 5 })), policy: { budget: { ...open.budget, percent: 1, percentOfZone: 1 } } },
      "admit",
    ],
    "shares are of the nodes in reach": [
      {
        fleet: aFleet([...nodesIn({ a: 10 }), ...nodesIn({ cp: 10 })], held("a2")),
        policy: { budget: { ...open.budget, percent: 10 }, protect: { nodes: ["cp*"] } },
      },
      "defer budget_percent",
    ],
    "counts what is admitted and not seen yet": [
      {
        fleet: aFleet(nodesIn({ a: 10 })),
        policy: { budget: { ...open.budget, nodes: 2 } },
        history: { underWay: new Set(["a2", "a3"]) },
      },
      "defer budget_nodes",
    ],
    "counts a node that is under way and seen once": [
      {
        fleet: aFleet(nodesIn({ a: 10 }), held("a2")),
        policy: { budget: { ...open.budget, nodes: 2 } },
        history: { underWay: new Set(["a2"]) },
      },
      "admit",
    ],
    "does not count those that wait, were refused or vetoed": [
      {
        fleet: aFleet(nodesIn({ a: 10 }), {
          quarantines: [aQuarantine("a2", "Pending"), aQuarantine("a3", "Refused"), aQuarantine("a4", "Vetoed")],
        }),
        policy: { budget: { ...open.budget, nodes: 1 } },
      },
      "admit",
    ],
    "counts dry runs, and those that are being released": [
      {
        fleet: aFleet(nodesIn({ a: 10 }), {
          quarantines: [aQuarantine("a2", "DryRun"), aQuarantine("a3", "Releasing")],
        }),
        policy: { mode: "dry-run", budget: { ...open.budget, nodes: 2 } },
      },
      "defer budget_nodes",
    ],
    "holds for people too": [
      {
        fleet: aFleet(nodesIn({ a: 10 }), held("a2")),
        policy: { budget: { ...open.budget, nodes: 1 } },
        candidate: { manual: true },
      },
      "defer budget_nodes",
    ],
  },
  "the last schedulable node": {
    "of a fleet of one stays": [{ fleet: aFleet(nodesIn({ a: 1 })) }, "defer last_schedulable"],
    "a fleet of two gives one": [{ fleet: aFleet(nodesIn({ a: 2 })), policy: { budget: {} } }, "admit"],
    "and not the other": [
      { fleet: aFleet(nodesIn({ a: 2 }), held("a2")), policy: { budget: { ...open.budget } } },
      "defer last_schedulable",
    ],
    "a fleet of three gives one": [{ fleet: aFleet(nodesIn({ a: 3 })), policy: { budget: {} } }, "admit"],
    "of a zone stays": [
      { fleet: aFleet(nodesIn({ a: 1, b: 5 })), policy: { budget: { ...open.budget, keepSchedulablePerZone: 1 } } },
      "defer last_schedulable",
    ],
    "of a zone may go where the policy says so": [{ fleet: aFleet(nodesIn({ a: 1, b: 5 })) }, "admit"],
    "cordoned by others counts as gone": [
      {
        fleet: aFleet([aNode("n"), aNode("m", { unschedulable: true })]),
      },
      "defer last_schedulable",
    ],
    "not ready counts as gone": [
      { fleet: aFleet([aNode("n"), aNode("m", { ready: false })]) },
      "defer last_schedulable",
    ],
    "with a taint of its own is no replacement": [
      {
        fleet: aFleet([aNode("n"), aNode("gpu", { taints: [{ key: "gpu", effect: "NoSchedule" }] })]),
      },
      "defer last_schedulable",
    ],
    "with the same taint is one": [
      {
        fleet: aFleet([
          aNode("gpu1", { taints: [{ key: "gpu", effect: "NoSchedule" }] }),
          aNode("gpu2", { taints: [{ key: "gpu", effect: "NoSchedule" }] }),
        ]),
      },
      "admit",
    ],
    "that someone else has cordoned stays: they may uncordon it, and our taint would remain": [
      { fleet: aFleet([aNode("n", { unschedulable: true }), aNode("m", { unschedulable: true })]) },
      "defer last_schedulable",
    ],
    "that is not ready for a moment stays": [
      { fleet: aFleet([aNode("n", { ready: false }), aNode("m", { ready: false })]) },
      "defer last_schedulable",
    ],
  },
  "the rate": {
    "is bounded": [
      {
        fleet: aFleet(nodesIn({ a: 10 })),
        policy: { rate: { cordons: 3, within: "10m" } },
        history: { cordons: pastCordons(3, 9 * minute) },
      },
      "defer rate_limited",
    ],
    "in a sliding window": [
      {
        fleet: aFleet(nodesIn({ a: 10 })),
        policy: { rate: { cordons: 3, within: "10m" } },
        history: { cordons: pastCordons(3, 10 * minute) },
      },
      "admit",
    ],
    "not for people": [
      {
        fleet: aFleet(nodesIn({ a: 10 })),
        policy: { rate: { cordons: 3, within: "10m" } },
        history: { cordons: pastCordons(3, minute) },
        candidate: { manual: true },
      },
      "admit",
    ],
    "nor by them": [
      {
        fleet: aFleet(nodesIn({ a: 10 })),
        policy: { rate: { cordons: 3, within: "10m" } },
        history: { cordons: pastCordons(3, minute, twoKinds, true) },
      },
      "admit",
    ],
  },
  "the evidence": {
    "of one kind is not enough": [
      { fleet: aFleet(nodesIn({ a: 3 })), candidate: { evidenceKinds: new Set(["node-metrics"]) } },
      "refuse evidence_insufficient",
    ],
    "is needed at all": [
      { fleet: aFleet(nodesIn({ a: 3 })), candidate: { evidenceKinds: new Set() } },
      "refuse evidence_insufficient",
    ],
    "one kind that a model confirms is one": [
      { fleet: aFleet(nodesIn({ a: 3 })), candidate: { evidenceKinds: new Set(["node-metrics", "model"]) } },
      "refuse evidence_insufficient",
    ],
    "two kinds that a model confirms are enough": [
      { fleet: aFleet(nodesIn({ a: 3 })), candidate: { evidenceKinds: new Set([...twoKinds, "model"]) } },
      "admit",
    ],
    "a model alone is one": [
      {
        fleet: aFleet(nodesIn({ a: 3 })),
        policy: { evidence: { kinds: 1, perKind: { cordons: 1000 } } },
        candidate: { evidenceKinds: new Set(["model"]) },
      },
      "admit",
    ],
    "of one kind is enough for a critical indicator": [
      {
        fleet: aFleet(nodesIn({ a: 3 })),
        policy: { evidence: { critical: ["exec-from-dev-shm"] } },
        candidate: { evidenceKinds: new Set(["exec"]), critical: ["exec-from-dev-shm"] },
      },
      "admit",
    ],
    "an indicator that the policy does not list is none": [
      {
        fleet: aFleet(nodesIn({ a: 3 })),
        candidate: { evidenceKinds: new Set(["exec"]), critical: ["exec-from-dev-shm"] },
      },
      "refuse evidence_insufficient",
    ],
    "a critical indicator without evidence is nothing": [
      {
        fleet: aFleet(nodesIn({ a: 3 })),
        policy: { evidence: { critical: ["exec-from-dev-shm"] } },
        candidate: { evidenceKinds: new Set(), critical: ["exec-from-dev-shm"] },
      },
      "refuse evidence_insufficient",
    ],
    "is not asked of people": [
      { fleet: aFleet(nodesIn({ a: 3 })), candidate: { evidenceKinds: new Set(), manual: true } },
      "admit",
    ],
    "one kind decides only so many cordons": [
      {
        fleet: aFleet(nodesIn({ a: 20 })),
        policy: { evidence: { perKind: { cordons: 2, within: "1h" } } },
        history: { cordons: pastCordons(2, 50 * minute) },
      },
      "defer evidence_kind_capped",
    ],
    "cordons of which nobody knows the evidence count for every kind": [
      {
        fleet: aFleet(nodesIn({ a: 20 })),
        policy: { evidence: { perKind: { cordons: 2, within: "1h" } } },
        history: { cordons: pastCordons(2, minute, new Set()) },
      },
      "defer evidence_kind_capped",
    ],
    "which are forgotten after a time": [
      {
        fleet: aFleet(nodesIn({ a: 20 })),
        policy: { evidence: { perKind: { cordons: 2, within: "1h" } } },
        history: { cordons: pastCordons(2, 61 * minute) },
      },
      "admit",
    ],
    "a kind that is not decisive is not capped": [
      {
        fleet: aFleet(nodesIn({ a: 20 })),
        policy: { evidence: { perKind: { cordons: 2, within: "1h" } } },
        candidate: { evidenceKinds: new Set(["container-anomaly", "node-metrics", "exec"]) },
        history: { cordons: pastCordons(5, minute) },
      },
      "admit",
    ],
  },
  "the storm breaker": {
    "open holds cordons back": [
      { fleet: aFleet(nodesIn({ a: 20 })), history: { storm: { phase: "open", since: now - minute, flagged: 12 } } },
      "defer storm",
    ],
    "not those of people": [
      {
        fleet: aFleet(nodesIn({ a: 20 })),
        history: { storm: { phase: "open", since: now - minute, flagged: 12 } },
        candidate: { manual: true },
      },
      "admit",
    ],
    "half-open lets one through": [
      {
        fleet: aFleet(nodesIn({ a: 20 })),
        history: { storm: { phase: "half-open", since: now - minute, flagged: 3 } },
      },
      "admit",
    ],
    "and no more": [
      {
        fleet: aFleet(nodesIn({ a: 20 })),
        history: { storm: { phase: "half-open", since: now - minute, flagged: 3 }, cordons: pastCordons(1, 1000) },
      },
      "defer storm",
    ],
  },
  "the capacity": {
    "is not asked for by default": [
      { fleet: aFleet(nodesIn({ a: 2 }), { pods: [aPod("big", "a1", { requests: big(9000) })] }) },
      "admit",
    ],
    "must do for the pods": [
      {
        fleet: aFleet(nodesIn({ a: 2 }), { pods: [aPod("p", "a1"), aPod("full", "a2", { requests: big(3500) })] }),
        policy: { capacity: { check: true } },
      },
      "defer capacity",
    ],
    "does, where there is room": [
      {
        fleet: aFleet(nodesIn({ a: 2 }), { pods: [aPod("p", "a1"), aPod("half", "a2", { requests: big(2000) })] }),
        policy: { capacity: { check: true } },
      },
      "admit",
    ],
    "fills rooms one after another": [
      {
        fleet: aFleet(nodesIn({ a: 3 }), {
          pods: [big(3000), big(3000), big(2000)].map((requests, index) => aPod(`p${index}`, "a1", { requests })),
        }),
        policy: { capacity: { check: true } },
      },
      "defer capacity",
    ],
    "ignores what need not move": [
      {
        fleet: aFleet(nodesIn({ a: 2 }), {
          pods: [
            aPod("agent", "a1", { owner: "DaemonSet", requests: big(9000) }),
            aPod("etcd", "a1", { mirror: true, requests: big(9000) }),
            aPod("done", "a1", { finished: true, requests: big(9000) }),
          ],
        }),
        policy: { capacity: { check: true } },
      },
      "admit",
    ],
    "respects node selectors": [
      {
        fleet: aFleet(nodesIn({ a: 2 }), { pods: [aPod("p", "a1", { nodeSelector: { disk: "ssd" } })] }),
        policy: { capacity: { check: true } },
      },
      "defer capacity",
    ],
    "respects taints and tolerations": [
      {
        fleet: aFleet([aNode("n"), aNode("m", { taints: [{ key: "pool", value: "batch", effect: "NoSchedule" }] })], {
          pods: [aPod("p", "n", { tolerations: [{ key: "pool", operator: "Equal", value: "batch" }] })],
        }),
        // That `m` keeps other pods out is another rail's concern.
        policy: { capacity: { check: true } },
      },
      "defer last_schedulable",
    ],
    "is unknown where pods may not be listed": [
      { fleet: aFleet(nodesIn({ a: 3 })), policy: { capacity: { check: true } } },
      "defer capacity",
    ],
  },
};

function big(cpuMillis: number) {
  return { cpuMillis, memoryBytes: 2 ** 30, pods: 1 };
}

for (const [rail, table] of Object.entries(cases)) {
  describe(rail, () => {
    for (const [what, [asked, expected]] of Object.entries(table)) {
      it(what, () => assert.equal(answer(asked), expected));
    }
  });
}

describe("an admission", () => {
  it("names everything that stands in the way", () => {
    const fleet = aFleet(nodesIn({ a: 3 }), held("a2"));
    const policy = { budget: { nodes: 1, percent: 1, percentOfZone: 1 }, rate: { cordons: 1 } };
    const history = { cordons: pastCordons(1, minute) };
    assert.equal(answer({ fleet, policy, history }), "defer rate_limited budget_nodes budget_percent budget_zone");
  });
});

/** The life of a quarantine, on a table: what is done about it, seeing how it and its node are. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Admission } from "../../enforcer/admission/admission.ts";
import type { FleetNode } from "../../enforcer/cluster/fleet.ts";
import { policySchema } from "../../enforcer/policy.ts";
import { holdPatch, keepNodeKey, markerKey } from "../../enforcer/quarantine/marker.ts";
import { nextStep, type Situation, type Step } from "../../enforcer/quarantine/next-step.ts";
import type { Phase, Quarantine, QuarantineSpec, QuarantineStatus } from "../../enforcer/quarantine/quarantine.ts";
import { aNode, aQuarantine } from "./fleets.ts";

const now = 1_000_000_000;
const minute = 60_000;
const policy = policySchema.parse({ mode: "enforce" });
const free = aNode("n");
const quarantine = aQuarantine("n", "Pending");
const ours = marked(free, quarantine);
const uncordoned = { ...ours, unschedulable: false };
const tainted = marked({ ...free, unschedulable: true }, quarantine);
const replaced = { ...free, uid: "another" };
const open = { id: "r1", action: "cordon", code: "waiting", at: 0 } as const;

const admits: Admission = { decision: "admit" };
const defers: Admission = { decision: "defer", code: "budget_nodes", message: "3 of 3 nodes.", objections: [] };
const refuses: Admission = { decision: "refuse", code: "node_protected", message: "It is protected.", objections: [] };

type Case = readonly [
  what: string,
  of: { readonly phase?: Phase; readonly spec?: Partial<QuarantineSpec>; readonly status?: Partial<QuarantineStatus> },
  situation: Partial<Situation> & { readonly deleting?: boolean },
  expected: string,
];

const held = { nodeUid: free.uid, since: now - minute, until: now + 29 * minute };

const cases: readonly Case[] = [
  ["asked for and admitted: the node is cordoned", {}, { ask: () => admits }, "hold"],
  ["not now: it waits and says why", {}, { ask: () => defers }, "record Pending budget_nodes: 3 of 3 nodes."],
  ["never: it is refused", {}, { ask: () => refuses }, "record Refused node_protected: It is protected."],
  ["the rails cannot be asked: nothing is decided", {}, {}, "wait 15000"],
  [
    "still not now: it is asked again later, and nothing is written",
    { status: { message: "3 of 3 nodes.", requests: [{ ...open, code: "budget_nodes" }] } },
    { ask: () => defers },
    "wait 15000",
  ],
  [
    "its time ends before it is asked again",
    {
      spec: { notAfter: now + 5 },
      status: { message: "3 of 3 nodes.", requests: [{ ...open, code: "budget_nodes" }] },
    },
    { ask: () => defers },
    "wait 6",
  ],
  ["its last moment", { spec: { notAfter: now } }, { ask: () => admits }, "hold"],
  [
    "its time has passed, whatever the rails say by now",
    { spec: { notAfter: now - 1 }, status: { message: "3 of 3 nodes." } },
    { ask: () => admits },
    "record Refused expired: It waited until its notAfter. 3 of 3 nodes.",
  ],
  ["no such node", {}, { node: undefined, ask: () => admits }, "record Refused unknown_node: There is no node n."],
  [
    "another node than is meant",
    { spec: { nodeUid: "meant" } },
    { ask: () => admits },
    "record Refused wrong_uid: The node is uid-of-n; meant is meant.",
  ],
  [
    "in the mode dry-run it says what it would do",
    {},
    { ask: () => admits, policy: policySchema.parse({ mode: "dry-run" }) },
    "record DryRun dry_run: Would have been cordoned; the mode is dry-run.",
  ],
  ["cordoned, and killed before that was written", {}, { node: ours }, "record Quarantined cordoned: a test"],
  ["the same, and deleted since", {}, { node: ours, deleting: true }, "record Quarantined cordoned: a test"],
  ["asked for, and deleted before it was decided", {}, { deleting: true, ask: () => admits }, "finish Deleted"],

  ["held, and all is as it should be", { phase: "Quarantined", status: held }, { node: ours }, `wait ${29 * minute}`],
  [
    "held until now",
    { phase: "Quarantined", status: { ...held, since: now - 30 * minute } },
    { node: ours },
    "record Releasing: There was no new evidence for as long as release.healthyFor says.",
  ],
  [
    "held for a person until now",
    { phase: "Quarantined", spec: { source: "manual" }, status: { ...held, since: now - 4 * 60 * minute } },
    { node: ours },
    "record Releasing: Its time has passed without new evidence.",
  ],
  [
    "held for a person, who does not need evidence to go on",
    { phase: "Quarantined", spec: { source: "manual" }, status: { ...held, until: now + 239 * minute } },
    { node: ours },
    `wait ${239 * minute}`,
  ],
  [
    "new evidence prolongs it",
    { phase: "Quarantined", spec: { requestedAt: now }, status: held },
    { node: ours },
    "record Quarantined",
  ],
  [
    "a person uncordons it",
    { phase: "Quarantined", status: held },
    { node: uncordoned },
    "record Vetoed: Someone uncordoned the node.",
  ],
  [
    "a person takes all marks off",
    { phase: "Quarantined", status: held },
    { node: { ...ours, annotations: {}, taints: [] } },
    "record Vetoed: Someone took Picket's annotation and taint off the node.",
  ],
  [
    "the annotation is gone and the taint is not: a kubelet could do that",
    { phase: "Quarantined", status: { ...held, before: { unschedulable: false } } },
    { node: { ...ours, annotations: {} } },
    "patch mark",
  ],
  [
    "the annotation is gone, the taint is not, and a person has uncordoned it",
    { phase: "Quarantined", status: { ...held, before: { unschedulable: false } } },
    { node: { ...ours, annotations: {}, unschedulable: false } },
    "record Vetoed: Someone uncordoned the node.",
  ],
  [
    "cordoned by someone else before, who uncordons it: it stays tainted",
    { phase: "Quarantined", status: held },
    { node: { ...tainted, unschedulable: false } },
    `wait ${29 * minute}`,
  ],
  [
    "cordoned by someone else before, and someone takes the taint off",
    { phase: "Quarantined", status: held },
    { node: { ...tainted, taints: [] } },
    "record Vetoed: Someone took Picket's taint off the node.",
  ],
  [
    "the taint is not as the policy has it",
    { phase: "Quarantined", status: held },
    { node: { ...ours, taints: [{ key: markerKey, effect: "PreferNoSchedule" }] } },
    `patch taint NoSchedule`,
  ],
  ["the node is gone", { phase: "Quarantined", status: held }, { node: undefined }, "finish NodeGone"],
  ["the node was replaced", { phase: "Quarantined", status: held }, { node: replaced }, "finish NodeReplaced"],

  [
    "deleted while held",
    { phase: "Quarantined", status: held },
    { node: ours, deleting: true },
    "patch uncordon, all marks off",
  ],
  ["given back after that", { phase: "Quarantined", status: held }, { deleting: true }, "finish Deleted"],
  [
    "deleted, but someone had cordoned the node before us",
    { phase: "Quarantined", status: held },
    { node: tainted, deleting: true },
    "patch all marks off",
  ],
  [
    "deleted after the node was replaced",
    { phase: "Quarantined", status: held },
    { node: replaced, deleting: true },
    "finish Deleted",
  ],
  [
    "deleted after a person took the annotation off",
    { phase: "Quarantined", status: held },
    { node: { ...ours, annotations: {} }, deleting: true },
    "patch taint and annotation off",
  ],
  ["to be released", { phase: "Releasing", status: held }, { node: ours }, "patch uncordon, all marks off"],
  ["released", { phase: "Releasing", status: held }, {}, "finish Settled"],

  [
    "vetoed: the marks come off, the cordon is a person's",
    { phase: "Vetoed", status: held },
    { node: ours },
    "patch all marks off",
  ],
  ["vetoed: the node is left alone", { phase: "Vetoed", status: held }, {}, `wait ${29 * minute}`],
  ["vetoed until now", { phase: "Vetoed", status: { ...held, until: now } }, {}, "finish Settled"],
  ["refused: it is kept for people to see", { phase: "Refused", status: { until: now + 1 } }, {}, "wait 1"],
  ["refused long ago", { phase: "Refused", status: { until: now } }, {}, "finish Settled"],
  [
    "refused, but the cordon whose answer was lost was made after all",
    { phase: "Refused", status: { until: now + 1 } },
    { node: ours },
    "patch uncordon, all marks off",
  ],
  ["dry-run: it counts for as long as it would", { phase: "DryRun", status: { until: now + 1 } }, {}, "wait 1"],
];

describe("the next step of a quarantine", () => {
  for (const [
    what,
    { phase = "Pending", spec = {}, status = {} },
    { deleting = false, ...situation },
    expected,
  ] of cases) {
    it(what, () => {
      const one: Quarantine = {
        ...quarantine,
        deleting,
        spec: { ...quarantine.spec, ...spec },
        status: { phase, message: "", conditions: [], evidenceCount: 0, requests: [open], ...status },
      };
      assert.equal(inWords(nextStep({ quarantine: one, node: free, policy, now, ...situation })), expected);
    });
  }

  it("of one that nobody has looked at yet is as of one that is pending", () => {
    const { status: _, ...fresh } = quarantine;
    assert.equal(nextStep({ quarantine: fresh, node: free, policy, now, ask: () => admits }).kind, "hold");
  });

  it("cordons, taints and marks in one patch, and says what was there before", () => {
    const annotations = { [keepNodeKey]: "true" };
    for (const [node, cordoned, kept] of [
      [free, true, true],
      [{ ...free, unschedulable: true }, false, true],
      [{ ...free, annotations }, true, false],
    ] as const) {
      const { unschedulable, taints, annotations = {} } = holdPatch(node, quarantine, "NoExecute");
      assert.equal(unschedulable, true);
      assert.equal(taints?.[markerKey]?.effect, "NoExecute");
      assert.equal(annotations[keepNodeKey], kept ? "true" : undefined);
      const marker: unknown = JSON.parse(annotations[markerKey] ?? "");
      assert.deepEqual(marker, { quarantine: quarantine.uid, node: node.uid, cordoned, kept });
    }
  });

  it("does not believe a mark that was copied from another node, or that someone wrote by hand", () => {
    const status = { ...quarantine.status!, phase: "Quarantined" as const, nodeUid: "other", since: now };
    const held = { ...quarantine, status };
    const copied = { ...ours, uid: "other" };
    assert.equal(inWords(nextStep({ quarantine: held, node: copied, policy, now })), "patch mark");
    for (const text of ["", "{", "null", '{"quarantine":"","node":"other","cordoned":true,"kept":true}']) {
      const node = { ...copied, annotations: { [markerKey]: text } };
      assert.equal(inWords(nextStep({ quarantine: held, node, policy, now })), "patch mark", text);
    }
  });
});

/** A node as it is after our patch. */
function marked(node: FleetNode, by: Quarantine): FleetNode {
  const { unschedulable = node.unschedulable, taints = {}, annotations = {} } = holdPatch(node, by, "NoSchedule");
  const added = Object.values(taints).filter((taint) => taint !== null);
  const texts = Object.entries(annotations).flatMap(([key, text]) => (text === null ? [] : [[key, text] as const]));
  return { ...node, unschedulable, taints: [...node.taints, ...added], annotations: Object.fromEntries(texts) };
}

function inWords(step: Step): string {
  switch (step.kind) {
    case "wait":
      return `wait ${(step.until ?? Infinity) - now}`;
    case "record": {
      const { phase, message, requests } = step.status;
      const code = requests[0]?.code === "waiting" ? "" : ` ${requests[0]?.code ?? ""}`;
      return `record ${phase}${code}${message === "" ? "" : `: ${message}`}`;
    }
    case "patch": {
      const { unschedulable, taints, annotations = {} } = step.patch;
      if (typeof annotations[markerKey] === "string") return "patch mark";
      if (taints?.[markerKey]) return `patch taint ${taints[markerKey].effect}`;
      const marks = keepNodeKey in annotations ? "all marks off" : "taint and annotation off";
      return `patch ${unschedulable === false ? "uncordon, " : ""}${marks}`;
    }
    case "finish":
      return `finish ${step.reason}`;
    case "hold":
    case "evict":
    case "recover":
      return step.kind;
  }
}

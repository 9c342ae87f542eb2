/** Where pods may go, and amounts of resources as Kubernetes writes them: tables against the rules of its documentation. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { FleetNode, Taint, Toleration } from "../../enforcer/cluster/fleet.ts";
import { accepts, fits, freeOn, tolerates } from "../../enforcer/cluster/placement.ts";
import { parseQuantity } from "../../enforcer/cluster/quantity.ts";
import { simulatedCluster } from "../../enforcer/simulated/cluster.ts";
import { systemClock } from "../../runtime/clock.ts";

const hard: Taint = { key: "a", value: "b", effect: "NoSchedule" };
const bare: Taint = { key: "a", effect: "NoExecute" };

describe("a toleration", () => {
  const cases: readonly [toleration: Toleration, taint: Taint, isTolerated: boolean][] = [
    [{ operator: "Exists" }, hard, true],
    [{ operator: "Exists" }, bare, true],
    [{ operator: "Exists", effect: "NoExecute" }, hard, false],
    [{ key: "a", operator: "Exists" }, hard, true],
    [{ key: "a", operator: "Exists", effect: "NoSchedule" }, hard, true],
    [{ key: "a", operator: "Exists", effect: "NoExecute" }, hard, false],
    [{ key: "b", operator: "Exists" }, hard, false],
    [{ key: "a", operator: "Equal", value: "b" }, hard, true],
    [{ key: "a", operator: "Equal", value: "c" }, hard, false],
    [{ key: "a", operator: "Equal" }, hard, false],
    [{ key: "a", operator: "Equal" }, bare, true],
    [{ key: "a", operator: "Equal", value: "" }, bare, true],
    [{ operator: "Equal", value: "b" }, hard, false],
  ];
  for (const [toleration, taint, isTolerated] of cases) {
    test(`${JSON.stringify(toleration)} ${isTolerated ? "suits" : "does not suit"} ${JSON.stringify(taint)}`, () => {
      assert.equal(tolerates([toleration], taint), isTolerated);
    });
  }

  test("one of several is enough, none never is", () => {
    assert.equal(tolerates([{ key: "b", operator: "Exists" }, { operator: "Exists" }], hard), true);
    assert.equal(tolerates([], hard), false);
  });
});

describe("a node", () => {
  const cluster = simulatedCluster({ nodes: [{ name: "node", labels: { disk: "fast" } }] }, { clock: systemClock });
  const node = cluster.truth.nodes.get("node-1")!;
  const cordonable: Toleration = { key: "node.kubernetes.io/unschedulable", operator: "Exists", effect: "NoSchedule" };
  const cases: readonly [
    what: string,
    node: Partial<FleetNode>,
    pod: Partial<Parameters<typeof accepts>[1]>,
    isIn: boolean,
  ][] = [
    ["as it is", {}, {}, true],
    ["that is not ready", { ready: false }, {}, false],
    ["that is cordoned", { unschedulable: true }, {}, false],
    ["that is cordoned, for what does not mind", { unschedulable: true }, { tolerations: [cordonable] }, true],
    ["with the label that the pod asks for", {}, { nodeSelector: { disk: "fast" } }, true],
    ["with another label than the pod asks for", {}, { nodeSelector: { disk: "slow" } }, false],
    ["without the label that the pod asks for", {}, { nodeSelector: { gpu: "" } }, false],
    ["with a taint", { taints: [hard] }, {}, false],
    ["with a taint that the pod tolerates", { taints: [hard] }, { tolerations: [{ operator: "Exists" }] }, true],
    [
      "with two taints of which the pod tolerates one",
      { taints: [hard, { ...bare, key: "z" }] },
      { tolerations: [{ key: "a", operator: "Exists" }] },
      false,
    ],
    ["with a taint that only prefers", { taints: [{ ...hard, effect: "PreferNoSchedule" }] }, {}, true],
  ];
  for (const [what, change, pod, isIn] of cases) {
    test(`${what} ${isIn ? "takes" : "does not take"} the pod`, () => {
      assert.equal(accepts({ ...node, ...change }, { nodeSelector: {}, tolerations: [], ...pod }), isIn);
    });
  }

  test("has left what its pods do not ask for; those that have ended ask for nothing", () => {
    const requests = { cpuMillis: 1500, memoryBytes: 2 ** 30, pods: 1 };
    const pod = cluster.addPod({ name: "a", node: "node-1", requests });
    const free = freeOn(node, [pod, { ...pod, finished: true }]);
    assert.deepEqual(free, { cpuMillis: 2500, memoryBytes: 15 * 2 ** 30, pods: 109 });
    assert.equal(fits({ ...free }, free), true);
    for (const resource of ["cpuMillis", "memoryBytes", "pods"] as const)
      assert.equal(fits({ ...free, [resource]: free[resource] + 1 }, free), false, resource);
  });
});

describe("a quantity", () => {
  const cases: readonly [text: string, amount: number | undefined][] = [
    ["4", 4],
    ["0.5", 0.5],
    [".5", 0.5],
    ["5.", 5],
    ["500m", 0.5],
    ["1n", 1e-9],
    ["250u", 0.00025],
    ["16Gi", 2 ** 34],
    ["131072Ki", 2 ** 27],
    ["1.5Gi", 1.5 * 2 ** 30],
    ["128M", 128e6],
    ["1k", 1000],
    ["2E", 2e18],
    ["1Ei", 2 ** 60],
    ["1e3", 1000],
    ["1E3", 1000],
    ["12e-1", 1.2],
    ["+2", 2],
    ["-1", -1],
    ["", undefined],
    ["Gi", undefined],
    ["1 Gi", undefined],
    ["1gi", undefined],
    ["1K", undefined],
    ["1e", undefined],
    ["0x10", undefined],
    ["1Gi ", undefined],
    ["NaN", undefined],
  ];
  for (const [text, amount] of cases) {
    test(`${JSON.stringify(text)} is ${amount ?? "none"}`, () => assert.equal(parseQuantity(text), amount));
  }
});

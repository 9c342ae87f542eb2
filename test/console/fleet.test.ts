/** A fleet and its quarantines, as people see them in a terminal. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { formatSpan } from "../../config/span.ts";
import { fleetMap, summary } from "../../console/fleet/fleet-map.ts";
import { nodeState, nodeStates } from "../../console/fleet/node-state.ts";
import { quarantineText } from "../../console/fleet/quarantine-text.ts";
import { coloured, plain } from "../../console/terminal/palette.ts";
import type { Fleet, FleetNode } from "../../enforcer/cluster/fleet.ts";
import type { Quarantine, QuarantineStatus } from "../../enforcer/quarantine/quarantine.ts";
import { simulatedCluster } from "../../enforcer/simulated/cluster.ts";
import { systemClock } from "../../runtime/clock.ts";
import { specOf, statusOf } from "../enforcer/cluster-contract.ts";

const now = Date.UTC(2026, 0, 1, 0, 12);
const options = { now, palette: plain };

function fleetOf(
  nodes: readonly [name: string, zone?: string][],
  change: Record<string, Partial<FleetNode>> = {},
): Fleet {
  const cluster = simulatedCluster({ nodes: [] }, { clock: systemClock });
  for (const [name, zone] of nodes) {
    cluster.addNode({ name, labels: zone === undefined ? {} : { "topology.kubernetes.io/zone": zone } });
    cluster.changeNode(name, change[name] ?? {});
  }
  return cluster.truth;
}

function quarantineOf(node: string, status?: Partial<QuarantineStatus>, more: Partial<Quarantine> = {}): Quarantine {
  return {
    name: node,
    uid: "uid",
    resourceVersion: "1",
    createdAt: Date.UTC(2026, 0, 1),
    deleting: false,
    spec: { ...specOf(node), reason: "a miner and a silent sensor" },
    ...(status === undefined ? {} : { status: { ...statusOf("Quarantined"), ...status } }),
    ...more,
  };
}

function withQuarantines(fleet: Fleet, ...quarantines: readonly Quarantine[]): Fleet {
  return {
    ...fleet,
    nodes: fleet.nodes,
    quarantines: new Map(quarantines.map((one) => [one.name, one])),
    podsOn: () => [],
  };
}

test("a span of time has the two largest units", () => {
  const spans = [-5, 0, 999, 1000, 59_999, 60_000, 61_000, 3_600_000, 3_660_000, 86_399_999, 86_400_000, 100_000_000];
  assert.deepEqual(spans.map(formatSpan), [
    "0s",
    "0s",
    "0s",
    "1s",
    "59s",
    "1m",
    "1m1s",
    "1h",
    "1h1m",
    "23h59m",
    "1d",
    "1d3h",
  ]);
});

describe("the state of a node", () => {
  const fleet = fleetOf([["node"]]);
  const node = fleet.nodes.get("node")!;
  const cases: readonly [what: string, node: Partial<FleetNode>, quarantine: Quarantine | undefined, state: string][] =
    [
      ["as it should be", {}, undefined, "ready"],
      ["that is not ready", { ready: false }, undefined, "not ready"],
      ["that someone cordoned", { unschedulable: true }, undefined, "cordoned by others"],
      ["that nobody has looked at yet", {}, quarantineOf("node"), "waiting"],
      ["that is asked for", {}, quarantineOf("node", { phase: "Pending" }), "waiting"],
      [
        "that is asked for and cordoned",
        { unschedulable: true },
        quarantineOf("node", { phase: "Pending" }),
        "cordoned by others",
      ],
      ["that is held", { unschedulable: true }, quarantineOf("node", { phase: "Quarantined" }), "quarantined"],
      ["that is held and not ready", { ready: false }, quarantineOf("node", { phase: "Draining" }), "draining"],
      ["that recovers", {}, quarantineOf("node", { phase: "Recovering" }), "recovering"],
      ["that is given back", {}, quarantineOf("node", { phase: "Releasing" }), "releasing"],
      ["that a person uncordoned", {}, quarantineOf("node", { phase: "Vetoed" }), "vetoed"],
      ["that was refused", {}, quarantineOf("node", { phase: "Refused" }), "ready"],
      ["of a dry run", {}, quarantineOf("node", { phase: "DryRun" }), "ready"],
      ["of whose name another was held", {}, quarantineOf("node", { nodeUid: "another" }), "ready"],
      ["that is the one that is held", {}, quarantineOf("node", { nodeUid: node.uid }), "quarantined"],
    ];
  for (const [what, change, quarantine, state] of cases)
    test(`${what} is ${state}`, () => assert.equal(nodeState({ ...node, ...change }, quarantine), state));

  test("has a mark of its own", () => {
    const marks = Object.values(nodeStates).map(({ mark }) => mark);
    assert.equal(new Set(marks).size, marks.length);
  });
});

describe("the map of a fleet", () => {
  test("has a line for each zone, and says what is the matter where", () => {
    const nodes = fleetOf(
      [["w-10", "zone-a"], ["w-2", "zone-a"], ["w-1", "zone-a"], ["w-3", "zone-b"], ["w-4", "zone-b"], ["lost"]],
      { "w-10": { unschedulable: true }, "w-3": { unschedulable: true }, lost: { ready: false } },
    );
    const fleet = withQuarantines(
      nodes,
      quarantineOf("w-3", { since: now - 720_000, until: now + 13_680_000 }),
      quarantineOf("w-4", { phase: "Pending", message: "2 of 2 nodes of the budget are out" }),
      quarantineOf("w-1", { phase: "Refused", message: "protected" }),
    );
    assert.equal(
      fleetMap(fleet, options),
      [
        "6 nodes: 2 ready, 1 not ready, 1 cordoned by others, 1 waiting, 1 quarantined",
        "no zone  !",
        "zone-a   ..C",
        "zone-b   QW",
        "",
        "! lost  not ready",
        "Q w-3   quarantined for 12m, at most 3h48m more: a miner and a silent sensor",
        "W w-4   waiting: 2 of 2 nodes of the budget are out",
        "C w-10  cordoned by others",
      ].join("\n"),
    );
  });

  test("of a large fleet fits a screen", () => {
    const nodes = Array.from({ length: 150 }, (_, index) => [`n-${index}`, "z"] as [string, string]);
    const cordoned = Object.fromEntries(nodes.slice(0, 30).map(([name]) => [name, { unschedulable: true }]));
    const lines = fleetMap(fleetOf(nodes, cordoned), options).split("\n");
    assert.deepEqual(lines.slice(0, 5), [
      "150 nodes: 120 ready, 30 cordoned by others",
      `z  ${"C".repeat(30)}${".".repeat(30)}`,
      `   ${".".repeat(60)}`,
      `   ${".".repeat(30)}`,
      "",
    ]);
    assert.equal(lines.length, 26);
    assert.equal(lines.at(-1), "and 10 more");
  });

  test("of no fleet says so", () => {
    assert.equal(fleetMap(fleetOf([]), options), "0 nodes");
    assert.equal(summary(fleetOf([["one"]])), "1 node: 1 ready");
  });

  test("cannot be made to command the terminal", () => {
    const evil = quarantineOf("node", {}, { spec: { ...specOf("node"), reason: "\u001B[2Jgone" } });
    const fleet = withQuarantines(fleetOf([["node", "zone\u001B"]]), evil);
    assert.ok(!fleetMap(fleet, options).includes("\u001B"));
    assert.ok(!quarantineText(evil, now, plain).includes("\u001B"));
    assert.ok(fleetMap(fleet, { ...options, palette: coloured }).includes("\u001B[31mQ\u001B[39m"));
  });
});

describe("a quarantine in words", () => {
  test("says why, since when, until when, on what evidence, and who asked", () => {
    const quarantine = quarantineOf(
      "worker-3",
      {
        since: Date.UTC(2026, 0, 1),
        until: Date.UTC(2026, 0, 1, 4),
        message: "cordoned and tainted",
        conditions: [{ type: "Admitted", status: "True", reason: "WithinBudget", message: "1 of 3 nodes", since: 0 }],
        requests: [{ id: "7f3a", action: "cordon", code: "admitted", at: Date.UTC(2026, 0, 1) }],
      },
      { traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" },
    );
    const spec = {
      ...quarantine.spec,
      requestId: "7f3a",
      policy: { name: "default", version: "3" },
      models: ["hst/1", "ocsvm/2"],
      score: 0.99312,
      critical: ["miner"],
      evidence: [
        { kind: "container", id: "a", topic: "anomalies", partition: 2, offset: 10_023, summary: "exec from /tmp" },
        { kind: "silence", id: "b", summary: "no sensor for 60 s" },
      ],
    };
    assert.equal(
      quarantineText({ ...quarantine, spec }, now, plain),
      `worker-3  Quarantined  high: a miner and a silent sensor
  cordoned and tainted
  since 2026-01-01 00:00:00.000, 12m ago
  until 2026-01-01 04:00:00.000, in 3h48m
  asked for by request 7f3a, policy default version 3, models hst/1 ocsvm/2, score 0.9931, critical: miner, trace 0af7651916cd43dd8448eb211c80319c
Conditions
  Admitted True WithinBudget: 1 of 3 nodes
Evidence
  container: exec from /tmp (anomalies/2@10023)
  silence: no sensor for 60 s (b)
Requests
  2026-01-01 00:00:00.000  cordon  admitted  7f3a`,
    );
  });

  test("of a person, which nobody has looked at yet, is short", () => {
    const spec = { ...specOf("node"), source: "manual" as const, severity: "low" as const };
    assert.equal(
      quarantineText(quarantineOf("node", undefined, { spec, deleting: true }), now, plain),
      "node  New, deleted  low: a test\n  made 2026-01-01 00:00:00.000, 12m ago\n  made by a person",
    );
  });
});

/** Incidents of nodes: read from text, spread over a run, placed on nodes, labelled. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { nodeFleet } from "../../simulate/nodes/fleet.ts";
import { parseIncident, placeIncidents, spreadIncidents } from "../../simulate/nodes/incident.ts";
import { labelLines, nodeLabels } from "../../simulate/nodes/labels.ts";
import { scenarios } from "../../simulate/nodes/scenarios.ts";

const start = Date.UTC(2026, 2, 2);
const nodes = nodeFleet({ seed: "1", start, nodes: 12, cpusPerNode: 2, containersPerNode: 3 });

test("an incident is read with and without its duration and its node", () => {
  const read = (text: string): unknown => {
    const { scenario, ...rest } = parseIncident(text);
    return { name: scenario.name, ...rest };
  };
  assert.deepEqual(read("miner@+30s:node-7"), { name: "miner", afterMs: 30_000, durationMs: 120_000, node: "node-7" });
  assert.deepEqual(read("disk-full@1.5m+90s"), { name: "disk-full", afterMs: 90_000, durationMs: 90_000 });
  for (const text of ["miner", "nap@+1s", "miner@+1", "miner@-1s", "miner@+1s:", "miner@+1s+2", " miner@+1s"]) {
    assert.throws(() => parseIncident(text), { code: "SETTINGS_INVALID", message: /expected NAME@\+AFTER/ }, text);
  }
});

test("a spread has every scenario before one comes again, one in each part of the time", () => {
  const withinMs = 3_600_000;
  for (const count of [1, 6, 10, 25]) {
    const plan = spreadIncidents({ seed: "4", count, withinMs, scenarios });
    assert.equal(plan.length, count);
    assert.equal(new Set(plan.map(({ scenario }) => scenario)).size, Math.min(count, scenarios.length));
    for (const [index, { afterMs, durationMs }] of plan.entries()) {
      const part = withinMs / count;
      assert.ok(afterMs >= index * part - 1 && afterMs + durationMs <= (index + 1) * part + 1);
      assert.ok(durationMs >= 30_000);
    }
  }
  const only = scenarios.filter(({ name }) => name === "miner");
  assert.ok(
    spreadIncidents({ seed: "4", count: 5, withinMs, scenarios: only }).every(({ scenario }) => scenario === only[0]),
  );
  assert.deepEqual(spreadIncidents({ seed: "4", count: 0, withinMs, scenarios }), []);
});

test("incidents without a node are each given one of their own", () => {
  const plan = [
    parseIncident("miner@+1s:node-3"),
    ...spreadIncidents({ seed: "4", count: 11, withinMs: 600_000, scenarios }),
  ];
  const placed = placeIncidents(plan, nodes, { seed: "1", from: start });
  assert.equal(new Set(placed.map(({ node }) => node.name)).size, 12);
  assert.equal(placed[0]?.node.name, "node-3");
  for (const { node, container } of placed) assert.ok(container === undefined || node.containers.includes(container));
  assert.deepEqual(placeIncidents(plan, nodes, { seed: "1", from: start }), placed);
  assert.throws(() => placeIncidents([...plan, parseIncident("miner@1s")], nodes, { seed: "1", from: start }), {
    code: "SETTINGS_INVALID",
    message: /more incidents than nodes/,
  });
});

test("labels come by their starts, in seconds, and end with the run", () => {
  const plan = ["cpu-stress@+20s+5s:node-2", "packet-loss@+10s+1h:node-1", "miner@+1h:node-3"].map(parseIncident);
  const labels = nodeLabels(placeIncidents(plan, nodes, { seed: "1", from: start }), start + 60_000);
  const image = labels[1]?.image;
  assert.match(image ?? "", /^registry\.example\//);
  assert.deepEqual(labels, [
    { node: "node-1", scenario: "packet-loss", class: "faulty", start: start / 1000 + 10, end: start / 1000 + 60 },
    {
      node: "node-2",
      scenario: "cpu-stress",
      class: "faulty",
      start: start / 1000 + 20,
      end: start / 1000 + 25,
      image,
    },
  ]);
  assert.deepEqual(
    labelLines(labels)
      .trimEnd()
      .split("\n")
      .map((line): unknown => JSON.parse(line)),
    labels,
  );
});

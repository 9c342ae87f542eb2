/** docs/simulate.md: its tables are complete, its fleet for the enforcer fits, and its commands are understood. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { createProgram } from "../../commands/program.ts";
import { SimulatedCluster } from "../../enforcer/simulated/cluster.ts";
import { readFleet } from "../../enforcer/simulated/fleet-description.ts";
import { systemClock } from "../../runtime/clock.ts";
import { nodeFleet } from "../../simulate/nodes/fleet.ts";
import { nodeTopics } from "../../simulate/nodes/record.ts";
import { scenarios } from "../../simulate/nodes/scenarios.ts";

const page = readFileSync(join(import.meta.dirname, "../../docs/simulate.md"), "utf8");

test("every scenario is in the table, with its class, and every kind of input", () => {
  const rows = page.matchAll(/^\| `([a-z-]+)` +\| `(faulty|security_incident)` +\|/gm);
  assert.deepEqual(
    Array.from(rows, ([, name, kind]) => [name, kind]),
    scenarios.map((scenario) => [scenario.name, scenario.class]),
  );
  const kinds = page.matchAll(/^\| `([a-z_-]+)` +\| [^`|][^|]*\| (?:none|node) +\|/gm);
  assert.deepEqual(
    Array.from(kinds, ([, kind]) => kind),
    [...nodeTopics],
  );
});

test("the enforcer's fleet has the same nodes in the same zones", () => {
  const [, yaml = ""] = /```yaml\n([^`]*)```/.exec(page) ?? [];
  const cluster = new SimulatedCluster(readFleet(yaml, "docs/simulate.md"), { clock: systemClock });
  const simulated = nodeFleet({ seed: "1", start: 0, nodes: 50, cpusPerNode: 2, containersPerNode: 1 });
  assert.deepEqual(
    Array.from(cluster.truth.nodes.values(), ({ name, labels }) => [name, labels["topology.kubernetes.io/zone"]]),
    simulated.map(({ name, zone }) => [name, zone]),
  );
});

test("every option of its commands is one of picket simulate", () => {
  const command = createProgram({}).commands.find((known) => known.name() === "simulate");
  const known = new Set(command?.options.map(({ long }) => long));
  const commands = page.match(/^\$ picket simulate .*$/gm) ?? [];
  assert.equal(commands.length, 4);
  for (const option of page.replace(/`picket enforcer[^`]*`/, "").match(/(?<=[`\s])--[a-z][a-z-]*/g) ?? [])
    assert.ok(known.has(option), option);
});

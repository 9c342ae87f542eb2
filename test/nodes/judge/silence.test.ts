/** Silence: a node's own is told from an outage on the way, and nobody is blamed for what happens to many. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { NodeHealth } from "../../../nodes/health.ts";
import type { Sensor } from "../../../nodes/observation.ts";
import { Fleet, length } from "./fleet.ts";

const usual = 60;
const all: readonly Sensor[] = ["metrics", "tetragon"];

function silent(fleet: Fleet): readonly NodeHealth[] {
  return fleet.healths.filter(({ evidence }) => evidence.some(({ kind }) => kind === "silence"));
}

function quietFrom(nodes: readonly string[], sensors: readonly Sensor[]) {
  return (node: string) => (nodes.includes(node) ? { quiet: sensors } : undefined);
}

describe("silence", () => {
  it("of one sensor, while the node's other and its peers go on, looks like tampering", () => {
    const fleet = new Fleet(10).run(usual).run(8, quietFrom(["node-4"], ["tetragon"]));
    const told = silent(fleet);
    assert.deepEqual([...new Set(told.map(({ window }) => window.node))], ["node-4"]);
    const { verdict, severity, evidence } = told[0]!;
    assert.deepEqual({ verdict, severity }, { verdict: "silent", severity: "high" });
    assert.equal(evidence[0]!.summary, "silent: tetragon; the node's other sensors go on");
    const after = told[0]!.window.end - (fleet.start - 8 * length);
    assert.ok(after >= 30_000 && after <= 50_000, `after ${after} ms`);
    assert.deepEqual(fleet.requests, [], "it is one kind of evidence");
  });

  it("of a whole node is reported, but weak: it may be gone", () => {
    const fleet = new Fleet(10).run(usual).run(8, quietFrom(["node-4"], all));
    const told = silent(fleet);
    assert.deepEqual([...new Set(told.map(({ window }) => window.node))], ["node-4"]);
    assert.deepEqual([...new Set(told.map(({ severity }) => severity))], ["low"]);
    assert.equal(told[0]!.verdict, "silent");
  });

  it("ends when the sensor speaks again", () => {
    const fleet = new Fleet(10)
      .run(usual)
      .run(8, quietFrom(["node-4"], ["tetragon"]))
      .run(3);
    assert.equal(fleet.of("node-4").at(-1)!.verdict, "healthy");
  });

  it("of all nodes at once is an outage: nothing is known, and nobody is blamed", () => {
    const fleet = new Fleet(10).run(usual).run(8, quietFrom(new Fleet(10).nodes, all));
    assert.deepEqual(silent(fleet), []);
    assert.equal(fleet.of("node-7").at(-1)!.verdict, "unknown");
  });

  it("of all nodes, from which they return one by one, blames not those that return last", () => {
    const fleet = new Fleet(12).run(usual).run(8, quietFrom(new Fleet(12).nodes, all));
    fleet.run(40, (node, window) => (Number(node.slice(5)) > window ? { quiet: all } : undefined));
    assert.deepEqual(silent(fleet), []);
    assert.deepEqual([...new Set(fleet.healths.slice(-12).map(({ verdict }) => verdict))], ["healthy"]);
  });

  it("of one kind of sensor everywhere is an outage of that kind: the others are judged as ever", () => {
    const fleet = new Fleet(10).run(usual).run(8, quietFrom(new Fleet(10).nodes, ["metrics"]));
    assert.deepEqual(silent(fleet), []);
    assert.equal(fleet.of("node-2").at(-1)!.verdict, "healthy");
  });

  it("of a fifth of the nodes at once has a common reason too", () => {
    const fleet = new Fleet(20).run(usual).run(8, quietFrom(["node-1", "node-2", "node-3", "node-4"], all));
    assert.deepEqual(silent(fleet), []);
  });

  it("of the only node there is says nothing", () => {
    const fleet = new Fleet(1).run(usual).run(8, quietFrom(["node-1"], all));
    assert.deepEqual(silent(fleet), []);
    assert.equal(fleet.of("node-1").at(-1)!.verdict, "unknown");
  });

  it("of a sensor that is often quiet for minutes is nothing", () => {
    const rarely = (node: string, window: number) =>
      node === "node-1" && window % 12 !== 0 ? { quiet: ["tetragon"] as const } : undefined;
    const fleet = new Fleet(6).run(40 * 12, rarely).run(20, quietFrom(["node-1"], ["tetragon"]));
    assert.deepEqual(silent(fleet), []);
  });

  it("in which nobody wrote ticks does not count", () => {
    const fleet = new Fleet(10).run(usual);
    fleet.tick(3_600_000);
    fleet.run(2, quietFrom(["node-1", "node-2"], all));
    assert.deepEqual(silent(fleet), []);
  });

  it("ends with a storm where a node restarts: for a while its numbers say nothing", () => {
    const storm = { features: { avg_cpu: 0.98, exec_count: 2000, unique_process_count: 80 } };
    const fleet = new Fleet(10).run(usual).run(8, quietFrom(["node-4"], all));
    const back = fleet.healths.length;
    fleet.run(12, (node) => (node === "node-4" ? storm : undefined));
    assert.deepEqual(
      [
        ...new Set(
          fleet
            .of("node-4")
            .slice(-12)
            .map(({ verdict }) => verdict),
        ),
      ],
      ["learning"],
    );
    fleet.run(10);
    assert.ok(fleet.healths.slice(back).every(({ evidence }) => evidence.length === 0));
    fleet.run(2, (node) => (node === "node-4" ? storm : undefined));
    assert.equal(fleet.of("node-4").at(-1)!.verdict, "anomalous");
  });

  it("is told a few times of a node whose windows no longer come", () => {
    const fleet = new Fleet(10).run(usual).run(30, (node) => (node === "node-5" ? { isGone: true } : undefined));
    const told = silent(fleet);
    assert.deepEqual(
      told.map(({ id }) => id),
      Array.from({ length: 6 }, (_, i) => `node-5/${fleet.start - (30 - i) * length}/silent`),
    );
    assert.ok(told[0]!.window.features.every(Number.isNaN));
  });

  it("forgets who is gone for hours", () => {
    const fleet = new Fleet(10).run(usual);
    fleet.run(700, (node) => (node === "node-5" ? undefined : { isGone: true }));
    for (let hours = 0; hours < 5 * 3600; hours += 5) fleet.tick(5000);
    fleet.run(25);
    assert.equal(fleet.of("node-3").at(-1)!.verdict, "learning");
    assert.equal(fleet.of("node-5").at(-1)!.verdict, "healthy");
  });
});

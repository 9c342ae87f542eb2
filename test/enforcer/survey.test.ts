/** What guard rails ask of the whole fleet: right after each change, and not worked out anew without one. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { heldNodes } from "../../enforcer/admission/budget.ts";
import { surveyHeld, surveyNodes } from "../../enforcer/admission/survey.ts";
import type { Fleet, FleetNode } from "../../enforcer/cluster/fleet.ts";
import { policySchema } from "../../enforcer/policy.ts";
import type { Quarantine } from "../../enforcer/quarantine/quarantine.ts";
import { WorkQueue } from "../../enforcer/reconciler/work-queue.ts";
import { aFleet, aNode, aQuarantine, nodesIn, zoneLabel } from "./fleets.ts";
import { ManualClock } from "./manual-clock.ts";
import { World } from "./world.ts";

const policy = policySchema.parse({ mode: "enforce", selector: { pool: "web" } });

/** Counts how often all of them are looked at. */
class Counted<Value> extends Map<string, Value> {
  looks = 0;

  override values() {
    this.looks += 1;
    return super.values();
  }
}

function countedFleet() {
  const nodes = new Counted<FleetNode>();
  const quarantines = new Counted<Quarantine>();
  const changes = { nodes: 0, quarantines: 0 };
  const fleet: Fleet = { nodes, quarantines, changes, podsOn: () => undefined };
  return { fleet, nodes, quarantines, changes };
}

describe("a survey of the fleet", () => {
  it("is made once for each change, however often it is asked for", () => {
    const { fleet, nodes, quarantines, changes } = countedFleet();
    for (const node of nodesIn({ a: 2, b: 1 })) {
      nodes.set(node.name, { ...node, labels: { ...node.labels, pool: "web" } });
    }
    quarantines.set("a1", aQuarantine("a1", "Quarantined"));
    for (let asked = 0; asked < 100; asked += 1) {
      assert.equal(surveyNodes(fleet, policy).inReach, 3);
      assert.deepEqual([...surveyHeld(fleet, policy)], ["a1"]);
    }
    assert.deepEqual([nodes.looks, quarantines.looks], [1, 1]);

    nodes.set("b1", aNode("b1", { zone: "b" }));
    quarantines.set("a2", aQuarantine("a2", "Draining"));
    changes.nodes += 1;
    changes.quarantines += 1;
    assert.equal(surveyNodes(fleet, policy).inReach, 2);
    assert.equal(surveyNodes(fleet, policy).zones.get("b")?.inReach.size, 0);
    assert.deepEqual([...surveyHeld(fleet, policy)], ["a1", "a2"]);
    assert.deepEqual([nodes.looks, quarantines.looks], [2, 2]);
  });

  it("is made anew for another policy, and where nobody counts changes", () => {
    const { fleet } = countedFleet();
    assert.equal(surveyNodes(fleet, policy).zones.size, 0);
    const nodes = new Map<string, FleetNode>();
    const uncounted: Fleet = { nodes, quarantines: new Map(), podsOn: () => undefined };
    assert.equal(surveyNodes(uncounted, policy).inReach, 0);
    nodes.set("n", aNode("n", { labels: { pool: "web" } }));
    assert.equal(surveyNodes(uncounted, policy).inReach, 1);
    assert.equal(surveyNodes(uncounted, policySchema.parse({ selector: { pool: "batch" } })).inReach, 0);
  });

  it("counts changes of the simulated cluster, our own and those of others", async (t) => {
    const world = new World();
    t.after(() => world.close());
    const cluster = world.cluster.connect();
    await cluster.watch({ changed: () => {}, trouble: () => {} }, new AbortController().signal);
    const reach = () => surveyNodes(cluster.fleet, world.policy).zones.get("a")?.inReach.size;
    assert.equal(reach(), 3);
    world.cluster.changeNode("node-1", { labels: { [zoneLabel]: "b" } });
    await world.clock.settle();
    assert.equal(reach(), 2);
    const quarantine = await cluster.createQuarantine(aQuarantine("node-1", "Pending").spec);
    assert.equal(surveyHeld(cluster.fleet, world.policy).size, 0);
    const { status } = aQuarantine("node-1", "Quarantined");
    await cluster.updateStatus(quarantine, status ?? assert.fail());
    assert.equal(surveyHeld(cluster.fleet, world.policy).size, 1);
  });
});

describe("what is left of a dry run", () => {
  it("counts in the next dry run, and holds nobody when it is over", () => {
    const fleet = aFleet(nodesIn({ a: 3 }), { quarantines: [aQuarantine("a1", "DryRun")] });
    const held = (mode: string) => [...heldNodes(fleet, { underWay: new Set() }, policySchema.parse({ mode }))];
    assert.deepEqual(held("dry-run"), ["a1"]);
    assert.deepEqual(held("enforce"), []);
  });

  it("uses up neither budget nor rate nor cap of an enforcer that is in earnest", async (t) => {
    const tight = {
      budget: { nodes: 1, percent: 100, percentOfZone: 100 },
      rate: { cordons: 1 },
      evidence: { perKind: { cordons: 1 } },
    };
    const world = new World({ policy: tight, leaseDurationMs: 6000 });
    t.after(() => world.close());
    const dry = world.start({ policy: { mode: "dry-run" } });
    await world.decided(await world.request("node-1"), "dry_run");
    await world.stop(dry);
    world.start();
    await world.clock.advance(10_000);
    assert.deepEqual(await world.decided(await world.request("node-2"), "cordoned"), ["cordoned"]);
  });
});

describe("the work queue", () => {
  it("gives others a turn between nodes, also where no node has anything to wait for", async () => {
    const queue = new WorkQueue(new ManualClock());
    const stop = new AbortController();
    const nodes = 200;
    const workers = 8;
    for (let index = 0; index < nodes; index += 1) queue.add(`node-${index}`);
    let [inTurn, most, all] = [0, 0, 0];
    const count = (): void => {
      most = Math.max(most, inTurn);
      inTurn = 0;
      if (all < nodes) setImmediate(count);
      else stop.abort();
    };
    setImmediate(count);
    const work = async (): Promise<"done"> => {
      inTurn += 1;
      all += 1;
      return "done";
    };
    await queue.run(workers, work, stop.signal);
    assert.equal(all, nodes);
    assert.ok(most <= workers, `${most} nodes in one turn`);
  });
});

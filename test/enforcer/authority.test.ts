/** What a person asks for is not a policy's to use, to shorten or to end. */

import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { minute, World } from "./world.ts";

const person = { requestedBy: "ann", evidence: [] } as const;

describe("a policy's request for a node that a person has asked for", () => {
  let world: World;
  beforeEach(async () => {
    world = new World({ policy: { budget: { nodes: 1, percent: 100, percentOfZone: 100 } } });
    world.start();
    await world.decided(await world.request("node-1", person), "cordoned");
  });
  afterEach(() => world.close());

  it("is not carried out in the person's name, nor keeps the person's request alive", async () => {
    const persons = await world.request("node-2", person);
    await world.decided(persons, "budget_nodes");
    await world.clock.advance(8 * minute);
    const policys = await world.request("node-2", { evidence: [] });
    assert.deepEqual(await world.decided(policys, "left_to_person"), ["left_to_person"]);
    await world.clock.advance(8 * minute);
    assert.deepEqual(await world.decided(persons, "expired"), ["budget_nodes", "expired"]);
    world.cluster.deleteQuarantine("node-1");
    await world.until(() => world.phaseOf("node-1") === undefined);
    assert.deepEqual(world.held, []);
  });

  it("does not end the person's wait", async () => {
    const persons = await world.request("node-2", person);
    await world.decided(persons, "budget_nodes");
    const policys = await world.request("node-2", { notAfter: world.clock.now() + 1000 });
    await world.decided(policys, "left_to_person");
    await world.clock.advance(minute);
    world.cluster.deleteQuarantine("node-1");
    assert.deepEqual(await world.decided(persons, "cordoned"), ["budget_nodes", "cordoned"]);
  });

  it("does not release it, held or waiting; a person's does", async () => {
    await world.decided(await world.request("node-2", person), "budget_nodes");
    for (const node of ["node-1", "node-2"]) {
      const policys = await world.request(node, { action: "release", evidence: [] });
      assert.deepEqual(await world.decided(policys, "left_to_person"), ["left_to_person"]);
    }
    assert.deepEqual(world.held, ["node-1"]);
    const persons = await world.request("node-1", { action: "release", ...person });
    assert.deepEqual(await world.decided(persons, "released"), ["released"]);
  });

  it("adds its evidence once the node is held", async () => {
    assert.deepEqual(await world.decided(await world.request("node-1"), "already_quarantined"), [
      "already_quarantined",
    ]);
    assert.equal(world.cluster.truth.quarantines.get("node-1")?.spec.evidence.length, 2);
  });
});

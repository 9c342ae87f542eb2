/** The enforcer as a whole, on the simulated cluster and the embedded log: what becomes of requests and of quarantines. */

import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { World, type WorldOptions, minute } from "./world.ts";

describe("enforcer", () => {
  let world: World;
  const begin = (options: WorldOptions = {}): World => (world = new World(options));
  afterEach(() => world.close());

  it("cordons, taints and marks the node of a request, and says so once", async () => {
    const { cluster } = begin();
    world.start();
    const request = await world.request("node-1");
    assert.deepEqual(await world.decided(request, "cordoned"), ["cordoned"]);
    const node = world.node("node-1");
    assert.equal(node.unschedulable, true);
    assert.equal(node.taints.find(({ key }) => key === "picket.dev/quarantine")?.effect, "NoSchedule");
    assert.equal(node.annotations["cluster-autoscaler.kubernetes.io/scale-down-disabled"], "true");
    assert.equal(world.phaseOf("node-1"), "Quarantined");
    assert.deepEqual(world.held, ["node-1"]);
    assert.equal(cluster.truth.quarantines.get("node-1")?.spec.requestId, request.id);
  });

  it("gives the node back, as it was, when a request asks for it", async () => {
    begin();
    world.start();
    const before = world.node("node-1");
    await world.decided(await world.request("node-1"), "cordoned");
    const release = await world.request("node-1", { action: "release", evidence: [] });
    assert.deepEqual(await world.decided(release, "released"), ["released"]);
    await world.until(() => world.phaseOf("node-1") === undefined);
    const { resourceVersion: _, ...after } = world.node("node-1");
    const { resourceVersion: __, ...expected } = before;
    assert.deepEqual(after, expected);
  });

  it("gives the node back when the object is deleted", async () => {
    begin();
    world.start();
    await world.decided(await world.request("node-1"), "cordoned");
    world.cluster.deleteQuarantine("node-1");
    await world.until(() => world.phaseOf("node-1") === undefined);
    assert.equal(world.node("node-1").unschedulable, false);
    await world.until(() => world.outcomes.some(({ code, requestId }) => code === "released" && requestId === ""));
  });

  it("gives the node back by itself after a healthy time, and not before", async () => {
    begin();
    world.start();
    await world.decided(await world.request("node-1"), "cordoned");
    await world.clock.advance(29 * minute);
    assert.deepEqual(world.held, ["node-1"]);
    await world.clock.advance(2 * minute);
    await world.until(() => world.held.length === 0);
    await world.until(() => world.phaseOf("node-1") === undefined);
  });
});

/** One node for which nothing goes through must not hold up the requests for all others. */

import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import type { Cluster } from "../../enforcer/cluster/port.ts";
import { PicketError } from "../../errors/picket-error.ts";
import { minute, World } from "./world.ts";

type Operation = "createQuarantine" | "finishQuarantine";

describe("a node for which nothing goes through", () => {
  let world: World;
  afterEach(() => world.close());

  const stuck: readonly (readonly [string, Error, Operation])[] = [
    ["whose object a webhook denies", new PicketError("CLUSTER_FORBIDDEN", "denied"), "createQuarantine"],
    ["whose former object has a finalizer of others", new PicketError("CLUSTER_CONFLICT", "kept"), "finishQuarantine"],
    ["about which the enforcer errs", new TypeError("not a function"), "createQuarantine"],
  ];
  for (const [what, problem, operation] of stuck) {
    it(`${what} holds up no other`, async () => {
      world = new World({ partitions: 1 });
      world.start({ cluster: (cluster) => failingFor(cluster, "node-1", operation, problem) });
      await world.decided(await world.request("node-2"), "cordoned");
      world.cluster.applyQuarantine({ ...manual, node: "node-1", nodeUid: "former", requestedAt: world.clock.now() });
      await world.until(() => world.phaseOf("node-1") === "Refused");
      const hopeless = await world.request("node-1", { notAfter: world.clock.now() + 59 * minute });
      await world.clock.settle();
      const release = await world.request("node-2", { action: "release", evidence: [] });
      const other = await world.request("node-3");
      await world.clock.advance(minute);
      assert.deepEqual(await world.decided(hopeless, "not_possible"), ["not_possible"]);
      assert.equal(world.outcomesOf(hopeless)[0]?.message, problem.message);
      assert.deepEqual(await world.decided(release, "released"), ["released"]);
      assert.deepEqual(await world.decided(other, "cordoned"), ["cordoned"]);
    });
  }

  it("is waited for while it may be the cluster that is away", async () => {
    world = new World({ partitions: 1 });
    world.start();
    await world.decided(await world.request("node-2"), "cordoned");
    for (let times = 0; times < 30; times += 1)
      world.cluster.faults.next("unavailable", { operation: "createQuarantine" });
    const request = await world.request("node-1");
    await world.clock.advance(4 * minute);
    assert.deepEqual(await world.decided(request, "cordoned"), ["cordoned"]);
  });
});

const manual = {
  reason: "disk",
  severity: "high",
  source: "manual",
  models: [],
  evidence: [],
  critical: [],
} as const;

/** Makes every such call about the node fail. */
function failingFor(cluster: Cluster, node: string, operation: Operation, problem: Error): Cluster {
  if (operation === "createQuarantine") {
    const create = cluster.createQuarantine.bind(cluster);
    cluster.createQuarantine = (spec, ...rest) =>
      spec.node === node ? Promise.reject(problem) : create(spec, ...rest);
  } else {
    const finish = cluster.finishQuarantine.bind(cluster);
    cluster.finishQuarantine = (quarantine) =>
      quarantine.name === node ? Promise.reject(problem) : finish(quarantine);
  }
  return cluster;
}

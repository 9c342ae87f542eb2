/** A drain that someone interrupts: no pod more is evicted than the one whose eviction was under way. */

import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import type { Cluster } from "../../enforcer/cluster/port.ts";
import { delegated } from "./delegated.ts";
import { type Process, World } from "./world.ts";

const pods = 20;

describe("a drain", () => {
  let world: World;
  afterEach(() => world.close());

  /** @returns how many evictions were begun, when `interruption` comes with the second. */
  async function drain(interruption: (world: World, process: Process) => void): Promise<() => number> {
    world = new World({ policy: { drain: { enabled: true } } });
    let begun = 0;
    const watched = (cluster: Cluster): Cluster => ({
      ...delegated(cluster),
      evict: async (...given) => {
        begun += 1;
        if (begun === 2) {
          interruption(world, process);
          // The news need a moment.
          for (let count = 0; count < 5; count += 1) await turn();
        }
        return cluster.evict(...given);
      },
    });
    const process = world.start({ cluster: watched });
    for (let index = 0; index < pods; index += 1) {
      world.cluster.addPod({ name: `web-${index}`, node: "node-1", owner: "ReplicaSet" });
    }
    await world.request("node-1");
    await world.until(() => begun >= 2);
    return () => begun;
  }

  it("that nobody interrupts evicts all", async () => {
    const begun = await drain(() => {});
    await world.until(() => begun() === pods);
  });

  const interruptions: readonly (readonly [string, (world: World, process: Process) => void])[] = [
    ["a person uncordons the node", ({ cluster }) => cluster.uncordon("node-1")],
    ["a person deletes the object", ({ cluster }) => cluster.deleteQuarantine("node-1")],
    ["another replica may lead", ({ clock }) => clock.pause(60_000)],
    ["the process is told to stop", (_, { stop }) => stop.abort()],
    ["the node is another", ({ cluster }) => cluster.replaceNode("node-1")],
  ];
  for (const [what, interruption] of interruptions) {
    it(`ends when ${what}`, async () => {
      const begun = await drain(interruption);
      for (let count = 0; count < 5; count += 1) await world.clock.settle();
      assert.equal(begun(), 2);
    });
  }
});

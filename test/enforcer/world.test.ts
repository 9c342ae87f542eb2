/** The world of the enforcer's tests: that it ends, also after a test that failed. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { delegated } from "./delegated.ts";
import { World } from "./world.ts";

describe("a world", () => {
  it("ends although a call never comes back, and says so", async () => {
    const world = new World();
    let isStuck = false;
    world.start({
      cluster: (cluster) => ({
        ...delegated(cluster),
        patchNode: () => {
          isStuck = true;
          return new Promise(() => {});
        },
      }),
    });
    await world.request("node-1");
    await world.until(() => isStuck);
    await assert.rejects(world.close(50), /a process does not stop/);
  });
});

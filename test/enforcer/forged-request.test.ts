/** Objects that name a request which is not theirs: who may make one must not be able to make a request disappear. */

import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import type { QuarantineSpec } from "../../enforcer/quarantine/quarantine.ts";
import { minute, World } from "./world.ts";

describe("an object made by hand under the id of a request to come", () => {
  let world: World;
  afterEach(() => world.close());

  const begin = async (source: QuarantineSpec["source"], of: Partial<QuarantineSpec> = {}) => {
    world = new World();
    const { enforcer } = world.start();
    await world.until(() => enforcer.leads);
    const request = world.aRequest("node-1", { notAfter: world.clock.now() + 30 * minute });
    const { evidence, reason, severity, requestedAt } = request;
    const common = { node: "node-1", reason, severity, models: [], evidence, critical: [], requestedAt };
    world.cluster.applyQuarantine({ ...common, source, requestId: request.id, ...of });
    await world.clock.settle();
    return request;
  };

  for (const source of ["request", "manual"] as const)
    it(`from a ${source} does not answer for the request, which is answered when it comes`, async () => {
      const request = await begin(source);
      await world.clock.advance(minute);
      assert.deepEqual(world.held, ["node-1"]);
      assert.deepEqual(
        world.outcomes.map(({ requestId, code }) => [requestId, code]),
        [["", "cordoned"]],
      );
      await world.sendRequests([request]);
      assert.deepEqual(await world.decided(request, "already_quarantined"), ["already_quarantined"]);
    });

  it("that is refused does not have the request refused", async () => {
    const request = await begin("request", { evidence: [] });
    await world.clock.advance(minute);
    assert.equal(world.phaseOf("node-1"), "Refused");
    await world.sendRequests([request]);
    assert.deepEqual(await world.decided(request, "cordoned"), ["cordoned"]);
  });

  it("becomes the request's when that comes in time", async () => {
    const request = await begin("request");
    await world.sendRequests([request]);
    assert.deepEqual(await world.decided(request, "cordoned"), ["cordoned"]);
    await world.clock.advance(6 * minute);
    assert.equal(world.outcomes.length, 1);
  });

  it("for another node leaves the request alone", async () => {
    const request = await begin("request", { node: "node-2", evidence: [] });
    await world.sendRequests([request]);
    assert.deepEqual(await world.decided(request, "cordoned"), ["cordoned"]);
    assert.deepEqual(world.held, ["node-1"]);
  });

  it("goes at once when it is deleted meanwhile", async () => {
    await begin("request");
    world.cluster.deleteQuarantine("node-1");
    await world.until(() => world.phaseOf("node-1") === undefined);
    await world.clock.advance(minute);
    assert.deepEqual(world.held, []);
  });

  it("goes where the request was decided before", async () => {
    const request = await begin("request");
    await world.sendRequests([request]);
    await world.decided(request, "cordoned");
    const { spec } = world.cluster.truth.quarantines.get("node-1") ?? assert.fail();
    world.cluster.deleteQuarantine("node-1");
    await world.until(() => !world.cluster.truth.quarantines.has("node-1"));
    world.cluster.applyQuarantine(spec);
    await world.until(() => !world.cluster.truth.quarantines.has("node-1"));
    assert.deepEqual(world.held, []);
  });
});

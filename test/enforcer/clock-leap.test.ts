/** The leader's own clock leaps ahead, and is set right again. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { soberTime } from "../../enforcer/sober-time.ts";
import { ManualClock } from "./manual-clock.ts";
import { minute, World } from "./world.ts";

const day = 24 * 60 * minute;

describe("a clock that leaps ahead by a day", () => {
  it("does not have a request carried out twice", async (t) => {
    const world = new World({ partitions: 1 });
    t.after(() => world.close());
    world.start();
    const request = await world.request("node-1");
    await world.decided(request, "cordoned");
    await world.decided(await world.request("node-1", { action: "release", evidence: [] }), "released");
    world.clock.leap(day + minute);
    await world.decided(await world.request("node-2"), "cordoned");
    world.clock.leap(-day - minute);
    await world.sendRequests([request]);
    await world.until(() => world.outcomesOf(request).length === 2);
    assert.deepEqual(
      world.outcomesOf(request).map(({ code }) => code),
      ["cordoned", "replayed"],
    );
    assert.deepEqual(world.held, ["node-2"]);
  });

  it("has what is decided meanwhile told all the same", async (t) => {
    const world = new World({ policy: { rate: { cordons: 1, within: "5m" } } });
    t.after(() => world.close());
    world.start();
    await world.decided(await world.request("node-1"), "cordoned");
    const waiting = await world.request("node-2");
    await world.decided(waiting, "rate_limited");
    world.clock.leap(day + minute);
    await world.clock.advance(minute);
    assert.deepEqual(await world.decided(waiting, "expired"), ["rate_limited", "expired"]);
  });
});

describe("sober time", () => {
  it("goes with the clock, but not ahead with a leap", async () => {
    const clock = new ManualClock(1000);
    const now = soberTime(clock);
    await clock.advance(500);
    assert.equal(now(), 1500);
    clock.leap(day);
    assert.equal(now(), 1500);
    clock.leap(-day - 200);
    assert.equal(now(), 1300);
  });
});

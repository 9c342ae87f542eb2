/** Requests that are dealt with while those before them still are: what may overtake, and what must not. */

import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import { afterEach, describe, it } from "node:test";
import { Batches } from "../../enforcer/delivery/batches.ts";
import { Lulls } from "../../enforcer/delivery/lulls.ts";
import { Places } from "../../enforcer/places.ts";
import { ManualClock } from "./manual-clock.ts";
import { minute, World } from "./world.ts";

describe("batches of requests", () => {
  let world: World;
  afterEach(() => world.close());

  it("do not wait for one another, but are told in the order in which they came", async () => {
    world = new World({ partitions: 1 });
    world.start();
    const slow = await withStuck(world, "createQuarantine", "node-1");
    const quick = await world.request("node-2");
    await world.until(() => world.held.includes("node-2"));
    await world.clock.settle();
    assert.deepEqual(world.outcomes, [], "with the offset of the second, the first would be lost in a crash");
    await world.clock.advance(minute);
    await world.decided(quick, "cordoned");
    assert.deepEqual(
      world.outcomes.map(({ requestId }) => requestId),
      [slow.id, quick.id],
    );
  });

  it("keep the order of requests about one node", async () => {
    world = new World();
    world.start();
    const cordon = await withStuck(world, "createQuarantine", "node-1");
    const release = await world.request("node-1", { action: "release", evidence: [] });
    await world.clock.settle();
    assert.deepEqual(world.outcomesOf(release), []);
    await world.clock.advance(minute);
    assert.deepEqual(await world.decided(release, "released"), ["released"]);
    assert.deepEqual(await world.decided(cordon, "cordoned"), ["cordoned"]);
    assert.deepEqual(world.held, []);
  });

  it("know a request again that came with one that is not told yet", async () => {
    world = new World();
    world.start();
    const request = await withStuck(world, "createQuarantine", "node-1");
    await world.sendRequests([request]);
    await world.clock.settle();
    await world.clock.advance(minute);
    await world.until(() => world.outcomes.length === 2);
    assert.deepEqual(
      world
        .outcomesOf(request)
        .map(({ code }) => code)
        .sort(),
      ["cordoned", "replayed"],
    );
    assert.equal(world.cluster.journal.calls.filter(({ operation }) => operation === "patchNode").length, 1);
  });

  it("are all delivered again after a crash while the first was under way, to one effect each", async () => {
    world = new World({ partitions: 1 });
    const process = world.start();
    const slow = await withStuck(world, "createQuarantine", "node-1");
    const quick = await world.request("node-2");
    await world.until(() => world.held.includes("node-2"));
    await world.crash(process);
    world.start();
    await world.clock.advance(minute);
    for (const request of [slow, quick]) assert.deepEqual(await world.decided(request, "cordoned"), ["cordoned"]);
    const patched = world.cluster.journal.calls.filter(({ operation }) => operation === "patchNode");
    assert.deepEqual(patched.map(({ object }) => object).sort(), ["node-1", "node-2"]);
  });
});

describe("batches under way", () => {
  it("have their turns in their order, whichever is done first, and do not wait for one another's end", async () => {
    const batches = new Batches(10);
    const [first, end] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const begun: string[] = [];
    batches.begin(1, async (inTurn) => {
      await first.promise;
      await inTurn(() => (begun.push("first"), end.promise));
    });
    batches.begin(1, (inTurn) => inTurn(async () => void begun.push("second")));
    await turn();
    assert.deepEqual(begun, []);
    first.resolve();
    await turn();
    assert.deepEqual(begun, ["first", "second"]);
    end.resolve();
    await batches.finished();
  });

  it("have room again when enough of them are at their end", async () => {
    const [batches, first] = [new Batches(3), Promise.withResolvers<void>()];
    batches.begin(3, () => first.promise);
    let isRoom = false;
    const waiting = batches.room().then(() => (isRoom = true));
    await turn();
    assert.equal(isRoom, false);
    first.resolve();
    await waiting;
  });

  it("come to no end after one that failed, which is told once nothing is under way", async () => {
    const [batches, second] = [new Batches(10), Promise.withResolvers<void>()];
    batches.begin(1, async () => {
      throw new Error("the log is away");
    });
    let isEnded = false;
    batches.begin(1, async (inTurn) => {
      await second.promise;
      await inTurn(async () => void (isEnded = true));
    });
    let isFinished = false;
    const finished = batches.finished().finally(() => (isFinished = true));
    finished.catch(() => {});
    await turn();
    assert.equal(batches.failed.aborted, true);
    assert.equal(isFinished, false, "someone would begin anew while the former is still at it");
    second.resolve();
    await assert.rejects(finished, /the log is away/);
    assert.equal(isEnded, false);
  });
});

describe("lulls", () => {
  it("come when nothing is being worked on, to all who wait, and at once where nothing is", async () => {
    const lulls = new Lulls(new ManualClock(), 100);
    const [one, other] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const busy = [lulls.busy(() => one.promise), lulls.busy(() => other.promise)];
    const waited: string[] = [];
    const waiting = ["first", "second"].map(async (name) => {
      await lulls.next();
      waited.push(name);
    });
    one.resolve();
    await turn();
    assert.deepEqual(waited, []);
    other.resolve();
    await Promise.all([...busy, ...waiting]);
    assert.deepEqual(waited, ["first", "second"]);
    await lulls.next();
  });

  it("are not waited for for long", async () => {
    const clock = new ManualClock();
    const [lulls, work] = [new Lulls(clock, 100), Promise.withResolvers<void>()];
    const busy = lulls.busy(() => work.promise);
    for (let time = 0; time < 2; time += 1) {
      let isOver = false;
      const waiting = lulls.next().then(() => (isOver = true));
      await clock.advance(99);
      assert.equal(isOver, false);
      await clock.advance(1);
      await waiting;
    }
    work.resolve();
    await busy;
  });
});

describe("places", () => {
  it("let so many in at a time, in the order in which they came, whatever becomes of each", async () => {
    const [places, inside, out] = [new Places(2), new Set<number>(), new Array<number>()];
    let most = 0;
    const task = (number: number) => async (): Promise<void> => {
      inside.add(number);
      most = Math.max(most, inside.size);
      await turn();
      inside.delete(number);
      out.push(number);
      if (number === 1) throw new Error("one that fails");
    };
    const outcomes = await Promise.allSettled([0, 1, 2, 3, 4].map((number) => places.run(task(number))));
    assert.equal(most, 2);
    assert.deepEqual(out, [0, 1, 2, 3, 4]);
    assert.deepEqual(
      outcomes.map(({ status }) => status === "fulfilled"),
      [true, false, true, true, true],
    );
  });

  it("are free when nobody waits for one", async () => {
    const places = new Places(1);
    await places.free();
    const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const tasks = [places.run(() => first.promise), places.run(() => second.promise)];
    let isFree = false;
    const waiting = places.free().then(() => (isFree = true));
    first.resolve();
    await turn();
    assert.equal(isFree, false, "the second has taken its place");
    second.resolve();
    await Promise.all([...tasks, waiting]);
  });
});

/** A request whose first call takes half a minute, and is under way. */
async function withStuck(world: World, operation: "createQuarantine", node: string) {
  world.cluster.faults.next(minute / 2, { operation });
  const request = await world.request(node);
  await world.until(() => world.cluster.faults.ordered === 0);
  return request;
}

/** Who leads: one at a time, whatever the API server and the clocks do. */

import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import type { Cluster } from "../../enforcer/cluster/port.ts";
import { Leadership } from "../../enforcer/leadership/leadership.ts";
import { type SimulatedCluster, simulatedCluster } from "../../enforcer/simulated/cluster.ts";
import { silentLogger } from "../../telemetry/logger.ts";
import { delegated } from "./delegated.ts";
import { ManualClock } from "./manual-clock.ts";
import { minute, World } from "./world.ts";

const second = 1000;

describe("leadership", () => {
  const clock = new ManualClock();
  const stopping: AbortController[] = [];
  let cluster: SimulatedCluster;
  afterEach(() => {
    for (const stop of stopping.splice(0)) stop.abort();
    cluster.close();
  });

  const open = () => (cluster = simulatedCluster({ nodes: [] }, { clock }));

  function candidate(name: string) {
    const reigns: AbortSignal[] = [];
    const stop = new AbortController();
    stopping.push(stop);
    const leadership = new Leadership({
      leases: cluster.connect({ name }).leases,
      leaseName: "lease",
      identity: name,
      leaseDurationMs: 15 * second,
      renewDeadlineMs: 10 * second,
      retryMs: 2 * second,
      clock,
      logger: silentLogger,
    });
    const lead = (signal: AbortSignal): Promise<void> => {
      reigns.push(signal);
      return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
    };
    return { leadership, reigns, stop, done: leadership.run(lead, stop.signal) };
  }

  it("is one's at a time, and stays with who has it", async () => {
    open();
    const [one, other] = [candidate("one"), candidate("other")];
    await clock.advance(minute);
    assert.equal(one.reigns.length + other.reigns.length, 1);
    assert.notEqual(one.leadership.mayAct, other.leadership.mayAct);
    assert.equal(one.leadership.holder, other.leadership.holder);
  });

  it("goes on at once when the leader stops in good order", async () => {
    open();
    const one = candidate("one");
    await clock.advance(second);
    const other = candidate("other");
    await clock.advance(second);
    one.stop.abort();
    await one.done;
    await clock.advance(2 * second);
    assert.equal(other.leadership.mayAct, true);
  });

  it("does not begin, and gives the lease back, when it is stopped while it asks for it", async () => {
    open();
    const one = candidate("one");
    one.stop.abort();
    await one.done;
    assert.deepEqual(one.reigns, []);
    assert.equal((await cluster.connect().leases.read("lease"))?.holder, undefined);
  });

  it("ends before the lease does when renewing fails, and nobody acts in between", async () => {
    open();
    const one = candidate("one");
    await clock.advance(second);
    const other = candidate("other");
    await clock.advance(3 * second);
    cluster.faults.randomly(() => 0, 1, ["unavailable"]);
    const deposed = await until(() => !one.leadership.mayAct);
    assert.ok(deposed <= 10 * second, `after ${deposed} ms`);
    assert.equal(one.reigns[0]?.aborted, true);
    one.stop.abort();
    cluster.faults.none();
    const { renewedAt = 0 } = (await cluster.connect().leases.read("lease")) ?? {};
    await until(() => other.leadership.mayAct);
    assert.ok(clock.now() - renewedAt >= 15 * second, `${clock.now() - renewedAt} ms after the last renewal`);
  });

  it("is not taken from a leader whose clock, or whose successor's, is wrong", async () => {
    open();
    const one = candidate("one");
    await clock.advance(second);
    // By its own words the lease was renewed a year ago; others only look whether it changes.
    const lease = (await cluster.connect().leases.read("lease")) ?? assert.fail();
    assert.ok(lease.renewedAt > 0);
    const skewed = candidate("skewed");
    await clock.advance(minute);
    assert.equal(one.leadership.mayAct, true);
    assert.equal(skewed.reigns.length, 0);
  });

  it("is lost by a leader that was paused for longer than its lease, before it does anything", async () => {
    open();
    const paused = candidate("paused");
    await clock.advance(second);
    assert.equal(paused.leadership.mayAct, true);
    clock.pause(20 * second);
    assert.equal(paused.leadership.mayAct, false, "asked right after it wakes");
  });

  async function until(condition: () => boolean): Promise<number> {
    const began = clock.elapsed();
    while (!condition()) {
      if (clock.elapsed() - began > minute) assert.fail("did not come");
      await clock.advance(100);
    }
    return clock.elapsed() - began;
  }
});

describe("two replicas of the enforcer", () => {
  let world: World;
  afterEach(() => world.close());

  it("the second takes over when the first is killed, within its lease and a retry", async () => {
    world = new World();
    const first = world.start();
    await world.until(() => first.enforcer.leads);
    const second = world.start();
    await world.clock.advance(5000);
    await world.crash(first);
    await world.clock.advance(17_000);
    await world.until(() => second.enforcer.leads);
    assert.deepEqual(await world.decided(await world.request("node-1"), "cordoned"), ["cordoned"]);
  });

  it("a change that the old leader had under way when it was deposed is refused by the API server", async () => {
    world = new World();
    const gate = Promise.withResolvers<void>();
    const stalled: Promise<unknown>[] = [];
    const stalling = (cluster: Cluster): Cluster => ({
      ...delegated(cluster),
      patchNode: async (...given) => {
        // On its way for as long as a network may hold it.
        const patch = gate.promise.then(() => cluster.patchNode(...given));
        stalled.push(patch.catch((error: unknown) => error));
        return patch;
      },
    });
    const first = world.start({ cluster: stalling });
    await world.until(() => first.enforcer.leads);
    const request = await world.request("node-1");
    await world.until(() => stalled.length > 0);
    world.cluster.faults.randomly(() => 0, 1, ["unavailable"]);
    await world.clock.advance(11_000);
    world.cluster.faults.none();
    assert.equal(first.enforcer.leads, false);
    const second = world.start();
    await world.clock.advance(20_000);
    await world.until(() => second.enforcer.leads);
    await world.decided(request, "cordoned");
    gate.resolve();
    assert.match(String(await stalled[0]), /has changed/);
    assert.deepEqual(
      world.outcomesOf(request).map(({ code }) => code),
      ["cordoned"],
    );
    const patches = world.cluster.journal.calls.filter(({ operation }) => operation === "patchNode");
    assert.deepEqual(
      patches.map(({ client }) => client),
      ["replica-2"],
    );
  });

  it("an old leader that goes on writing outcomes is fenced by the log", async () => {
    world = new World();
    const first = world.start();
    await world.until(() => first.enforcer.leads);
    const producer = await world.log.connect().producer("test.enforcer");
    const request = await world.request("node-1");
    await world.until(() => world.held.includes("node-1"));
    assert.deepEqual(world.outcomesOf(request), []);
    await producer.close();
    await world.clock.advance(minute);
    assert.deepEqual(await world.decided(request, "cordoned"), ["cordoned"], "it begins anew, still leading");
  });
});

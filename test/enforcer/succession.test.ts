/** What a leader that was cut off left half done, and what the next one makes of it. */

import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { Cluster } from "../../enforcer/cluster/port.ts";
import type { QuarantineStatus } from "../../enforcer/quarantine/quarantine.ts";
import type { Log } from "../../log/port.ts";
import { delegated } from "./delegated.ts";
import { Gate } from "./gate.ts";
import { minute, type Process, World, type WorldOptions } from "./world.ts";

const one = { budget: { nodes: 1, percent: 100, percentOfZone: 100 } };

describe("a leader that is cut off", () => {
  let world: World;
  let first: Process;
  let second: Process;
  /** @param gate between the first leader and the API server. */
  const begin = async (gate: Gate, options: WorldOptions = {}): Promise<void> => {
    world = new World({ partitions: 1, ...options });
    first = world.start({ cluster: (cluster) => gate.around(cluster) });
    await world.until(() => first.enforcer.leads);
    second = world.start({ log: remote });
    await world.clock.settle();
  };
  const untilLeads = async ({ enforcer }: Process): Promise<void> => {
    for (let tries = 0; tries < 30 && !enforcer.leads; tries += 1) await world.clock.advance(2000);
    assert.ok(enforcer.leads);
  };
  afterEach(() => world.close());

  it("whose patch arrives late does not exceed the budget together with the next leader", async () => {
    const gate = new Gate("patchNode");
    const fleet = { nodes: [{ name: "node", count: 6, zones: ["a", "b", "c"] }] };
    await begin(gate, { fleet, policy: one });
    world.cluster.changeNode("node-4", { ready: false });
    await world.decided(await world.request("node-1"), "last_schedulable");
    await world.request("node-2");
    await world.until(() => gate.stuck.includes("patchNode"));
    gate.cut();
    // Now node-1 could be cordoned, and was asked for first.
    world.cluster.changeNode("node-4", { ready: true });
    await untilLeads(second);
    await world.until(() => world.held.length === 1);
    gate.open();
    for (let step = 0; step < 8; step += 1) {
      await world.clock.advance(1000);
      assert.equal(world.held.length, 1, `held: ${world.held.join()}`);
    }
    await world.clock.advance(5 * minute);
    assert.equal(world.held.length, 1);
  });
});

describe("a leader that was deposed and leads again", () => {
  let world: World;
  afterEach(() => world.close());

  it("does not go on counting a node that another has cordoned and given back meanwhile", async () => {
    const gate = new Gate("updateStatus");
    world = new World({ policy: one, partitions: 1 });
    // Cordoned, but not yet written down to be.
    const first = world.start({
      cluster: (cluster) => {
        const gated = gate.around(cluster);
        const by = ({ phase }: QuarantineStatus): Cluster => (phase === "Quarantined" ? gated : cluster);
        return { ...gated, updateStatus: (quarantine, status) => by(status).updateStatus(quarantine, status) };
      },
    });
    await world.until(() => first.enforcer.leads);
    const second = world.start();
    await world.clock.settle();
    const request = await world.request("node-1");
    await world.until(() => gate.stuck.includes("updateStatus"));
    gate.cut();
    for (let tries = 0; tries < 30 && !second.enforcer.leads; tries += 1) await world.clock.advance(2000);
    await world.decided(request, "cordoned");
    await world.decided(await world.request("node-1", { action: "release", evidence: [] }), "released");
    gate.open();
    await world.clock.advance(1000);
    await world.stop(second);
    for (let tries = 0; tries < 30 && !first.enforcer.leads; tries += 1) await world.clock.advance(2000);
    const next = await world.request("node-2");
    await world.decided(next, "cordoned", "budget_nodes");
    await world.clock.advance(2 * minute);
    await world.decided(next, "cordoned");
    assert.deepEqual(world.held, ["node-2"]);
  });
});

describe("a new leader that cannot list what there is", () => {
  let world: World;
  const listing = Promise.withResolvers<void>();
  afterEach(() => world.close());

  it("gives nodes back all the same, cordons none, and says of nothing that it is not there", async () => {
    world = new World({ leaseDurationMs: 60 * minute });
    const before = world.start();
    await world.decided(await world.request("node-1"), "cordoned");
    await world.decided(await world.request("node-2"), "cordoned");
    await world.stop(before);
    world.start({ cluster: (cluster) => ({ ...delegated(cluster), refresh: () => listing.promise }) });
    world.cluster.deleteQuarantine("node-1");
    await world.until(() => world.held.join() === "node-2" && world.phaseOf("node-1") === undefined);
    const held = await world.request("node-2", { action: "release", evidence: [] });
    const waiting = await world.request("node-3");
    const unseen = await world.request("node-4", { action: "release", evidence: [] });
    await world.until(() => world.held.length === 0 && world.cluster.truth.quarantines.has("node-3"));
    await world.clock.advance(minute);
    assert.deepEqual(world.held, []);
    assert.deepEqual(world.outcomesOf(unseen), []);
    listing.resolve();
    await world.clock.advance(minute);
    await world.decided(held, "released");
    await world.decided(unseen, "not_quarantined");
    await world.decided(waiting, "cordoned");
    assert.deepEqual(world.held, ["node-3"]);
  });
});

/** As over a network: a fetch takes some ms, so what is kept as an object is decided before what is delivered again. */
function remote(log: Log): Log {
  const join = log.join.bind(log);
  log.join = async (options) => {
    const member = await join(options);
    const fetch = member.fetch.bind(member);
    member.fetch = async (...given) => {
      await pause(5);
      return fetch(...given);
    };
    return member;
  };
  return log;
}

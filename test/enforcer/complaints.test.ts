/** What users of other systems that cordon nodes complain of, each a test that it does not happen here. */

import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { minute, World, type WorldOptions } from "./world.ts";

const hour = 60 * minute;

describe("complaints", () => {
  let world: World;
  const begin = (options: WorldOptions = {}): World => {
    world = new World(options);
    world.start();
    return world;
  };
  afterEach(() => world.close());

  describe("undoing another's cordon", () => {
    it("a node that someone had cordoned stays cordoned after the release", async () => {
      begin().cluster.cordon("node-1");
      await world.decided(await world.request("node-1"), "cordoned");
      assert.deepEqual(world.held, ["node-1"]);
      world.cluster.deleteQuarantine("node-1");
      await world.until(() => world.phaseOf("node-1") === undefined);
      const { unschedulable, annotations, taints } = world.node("node-1");
      assert.deepEqual({ unschedulable, annotations }, { unschedulable: true, annotations: {} });
      assert.ok(!taints.some(({ key }) => key === "picket.dev/quarantine"));
    });

    it("a node that someone cordons after it was uncordoned under quarantine stays theirs", async () => {
      begin();
      await world.decided(await world.request("node-1"), "cordoned");
      world.cluster.uncordon("node-1");
      await world.until(() => world.phaseOf("node-1") === "Vetoed" && world.held.length === 0);
      world.cluster.cordon("node-1");
      world.cluster.deleteQuarantine("node-1");
      await world.until(() => world.phaseOf("node-1") === undefined);
      assert.equal(world.node("node-1").unschedulable, true);
    });

    it("another's wish that the autoscaler keep the node outlives the quarantine", async () => {
      const annotations = { "cluster-autoscaler.kubernetes.io/scale-down-disabled": "true" };
      begin().cluster.changeNode("node-1", { annotations });
      await world.decided(await world.request("node-1"), "cordoned");
      world.cluster.deleteQuarantine("node-1");
      await world.until(() => world.phaseOf("node-1") === undefined);
      assert.deepEqual(world.node("node-1").annotations, annotations);
    });
  });

  describe("everything cordoned at once", () => {
    const hundred = { nodes: [{ name: "node", count: 100, zones: ["a", "b", "c"] }] };
    const budget = { nodes: 7, percent: 10, percentOfZone: 34 };

    it("of a hundred nodes flagged within a second the budget's are cordoned, the others wait and say why", async () => {
      begin({ fleet: hundred, policy: { budget } });
      const requests = await Promise.all(Array.from({ length: 100 }, (_, index) => world.request(`node-${index + 1}`)));
      await world.until(() => requests.every((request) => world.outcomesOf(request).length === 1));
      const codes = requests.map((request) => world.outcomesOf(request)[0]?.code);
      assert.equal(codes.filter((code) => code === "cordoned").length, 7);
      assert.equal(codes.filter((code) => code === "budget_nodes").length, 93);
      assert.equal(world.held.length, 7);
      const waiting = [...world.cluster.truth.quarantines.values()].find(({ status }) => status?.phase === "Pending");
      assert.match(waiting?.status?.message ?? "", /7 of 7 nodes/);
      assert.equal(waiting?.status?.conditions.find(({ type }) => type === "Admitted")?.reason, "BudgetNodes");
    });

    it("the storm breaker opens before the first of them is cordoned", async () => {
      begin({ fleet: hundred, policy: { budget, storm: { nodes: 5, percent: 20 } } });
      await world.send([]);
      const requests = Array.from({ length: 100 }, (_, index) => world.aRequest(`node-${index + 1}`));
      await world.sendRequests(requests);
      await world.until(() => requests.every((request) => world.outcomesOf(request).length === 1));
      assert.deepEqual(new Set(requests.map((request) => world.outcomesOf(request)[0]?.code)), new Set(["storm"]));
      assert.deepEqual(world.held, []);
    });

    it("while a storm goes on, those that wait are not written again for each that is asked for", async () => {
      begin({ fleet: hundred, leaseDurationMs: hour, policy: { budget, storm: { nodes: 5, percent: 5 } } });
      const waiting = Array.from({ length: 10 }, (_, index) => world.aRequest(`node-${index + 1}`));
      await world.sendRequests(waiting);
      for (const request of waiting) await world.decided(request, "storm");
      const writes = () => world.cluster.journal.calls.filter(({ operation }) => operation === "updateStatus").length;
      const before = writes();
      for (let index = 11; index <= 15; index += 1) {
        await world.decided(await world.request(`node-${index}`), "storm");
        await world.clock.advance(16_000);
      }
      assert.equal(writes() - before, 5);
    });

    it("when one is released, the gravest that waits takes its place", async () => {
      begin({ policy: { budget: { nodes: 1, percent: 100, percentOfZone: 100 } } });
      await world.decided(await world.request("node-1"), "cordoned");
      const low = await world.request("node-2", { severity: "low" });
      const critical = await world.request("node-3", { severity: "critical" });
      await world.decided(low, "budget_nodes");
      await world.decided(critical, "budget_nodes");
      world.cluster.deleteQuarantine("node-1");
      assert.deepEqual(await world.decided(critical, "cordoned"), ["budget_nodes", "cordoned"]);
      assert.deepEqual(world.held, ["node-3"]);
    });
  });

  describe("a fixed per-cent budget that blocks small fleets", () => {
    const small = (count: number) => ({ nodes: [{ name: "node", count, zones: ["a"] }] });
    const defaults = { budget: {} };

    it("of two nodes one is cordoned, and the other is not", async () => {
      begin({ fleet: small(2), policy: defaults });
      await world.decided(await world.request("node-1"), "cordoned");
      await world.decided(await world.request("node-2"), "budget_percent");
      assert.deepEqual(world.held, ["node-1"]);
    });

    it("a single node is not cordoned: nothing would be left", async () => {
      begin({ fleet: small(1), policy: defaults });
      await world.decided(await world.request("node-1"), "last_schedulable");
      assert.deepEqual(world.held, []);
    });
  });

  describe("days-old events executed after a reset", () => {
    it("what the storm breaker held back is refused, not executed, when it closes too late", async () => {
      begin({ leaseDurationMs: hour, policy: { storm: { nodes: 2, percent: 1, within: "5m", halfOpenAfter: "15m" } } });
      const requests = [world.aRequest("node-1"), world.aRequest("node-2"), world.aRequest("node-3")];
      await world.sendRequests(requests);
      for (const request of requests) await world.decided(request, "storm");
      await world.clock.advance(hour);
      for (const request of requests) assert.deepEqual(await world.decided(request, "expired"), ["storm", "expired"]);
      assert.deepEqual(world.held, []);
      await world.decided(await world.request("node-4"), "cordoned");
    });

    it("what came while no enforcer ran is refused when one starts days later", async () => {
      world = new World();
      const request = await world.request("node-1");
      await world.clock.advance(72 * hour);
      world.start();
      assert.deepEqual(await world.decided(request, "expired"), ["expired"]);
      assert.equal(world.cluster.truth.quarantines.size, 0);
    });

    it("what waited out an outage of the API server is refused when it is over", async () => {
      begin();
      world.cluster.network = "down";
      const request = await world.request("node-1");
      await world.clock.advance(hour);
      world.cluster.network = "flowing";
      await world.clock.advance(minute);
      assert.deepEqual(await world.decided(request, "expired"), ["expired"]);
      assert.deepEqual(world.held, []);
    });
  });

  describe("cordons that stay for ever", () => {
    it("a quarantine without new evidence ends, also when nobody ran at the time", async () => {
      begin();
      await world.decided(await world.request("node-1"), "cordoned");
      await world.crashAll();
      await world.clock.advance(5 * hour);
      assert.deepEqual(world.held, ["node-1"]);
      world.start();
      await world.clock.advance(minute);
      await world.until(() => world.held.length === 0 && world.cluster.truth.quarantines.size === 0);
    });

    it("new evidence prolongs it, and no more than that", async () => {
      begin({ leaseDurationMs: hour });
      await world.decided(await world.request("node-1"), "cordoned");
      for (let minutes = 0; minutes < 60; minutes += 20) {
        await world.clock.advance(20 * minute);
        await world.decided(await world.request("node-1"), "already_quarantined");
      }
      assert.deepEqual(world.held, ["node-1"]);
      await world.clock.advance(31 * minute);
      await world.until(() => world.held.length === 0);
    });

    it("what a person asked for ends after its time, unless they ask again", async () => {
      begin({ leaseDurationMs: hour });
      world.cluster.applyQuarantine({ ...manual("node-1"), ttlMs: 2 * hour });
      await world.until(() => world.phaseOf("node-1") === "Quarantined");
      await world.clock.advance(119 * minute);
      assert.deepEqual(world.held, ["node-1"]);
      await world.clock.advance(2 * minute);
      await world.until(() => world.held.length === 0);
    });

    it("a mark whose quarantine was removed by force is taken off", async () => {
      begin();
      await world.decided(await world.request("node-1"), "cordoned");
      world.cluster.dropQuarantine("node-1");
      await world.clock.advance(minute);
      await world.until(() => world.held.length === 0);
      assert.equal(world.node("node-1").unschedulable, false);
    });
  });

  describe("a tripped breaker that also stops releases", () => {
    const policy = { storm: { nodes: 2, percent: 1 } };

    it("requests to release, deleted objects and ended times release all the same", async () => {
      begin({ policy, leaseDurationMs: hour });
      for (const node of ["node-1", "node-2", "node-3"]) {
        world.cluster.applyQuarantine(manual(node));
        await world.until(() => world.phaseOf(node) === "Quarantined");
      }
      const storm = [world.aRequest("node-4"), world.aRequest("node-5")];
      await world.sendRequests(storm);
      for (const request of storm) await world.decided(request, "storm");
      const release = await world.request("node-1", { action: "release", evidence: [], requestedBy: "alex" });
      await world.decided(release, "released");
      world.cluster.deleteQuarantine("node-2");
      await world.until(() => world.held.join() === "node-3");
      await world.clock.advance(5 * hour);
      await world.until(() => world.held.length === 0);
    });

    it("nor does a mode that cordons nothing", async () => {
      begin({ leaseDurationMs: 10 * minute });
      await world.decided(await world.request("node-1"), "cordoned");
      await world.decided(await world.request("node-2"), "cordoned");
      await world.crashAll();
      world.start({ policy: { mode: "off" } });
      await world.clock.advance(12 * minute);
      await world.decided(await world.request("node-1", { action: "release", evidence: [] }), "released");
      await world.clock.advance(hour);
      await world.until(() => world.held.length === 0);
    });
  });

  describe("actions lost because the message was acknowledged before acting", () => {
    it("a request that meets an API server which is away is carried out when it is back", async () => {
      begin();
      world.cluster.network = "down";
      const request = await world.request("node-1");
      await world.clock.advance(2 * minute);
      assert.deepEqual(world.outcomesOf(request), []);
      world.cluster.network = "flowing";
      await world.clock.advance(minute);
      assert.deepEqual(await world.decided(request, "cordoned"), ["cordoned"]);
    });

    it("a request whose enforcer dies on the way is carried out by the next", async () => {
      begin();
      world.cluster.network = "down";
      const request = await world.request("node-1");
      await world.clock.settle();
      await world.crashAll();
      world.cluster.network = "flowing";
      world.start();
      await world.clock.advance(minute);
      assert.deepEqual(await world.decided(request, "cordoned"), ["cordoned"]);
    });

    it("a release that meets an API server which is away is made when it is back", async () => {
      begin();
      await world.decided(await world.request("node-1"), "cordoned");
      world.cluster.network = "down";
      const release = await world.request("node-1", { action: "release", evidence: [] });
      await world.clock.advance(2 * minute);
      world.cluster.network = "flowing";
      await world.clock.advance(minute);
      await world.decided(release, "released");
      assert.deepEqual(world.held, []);
    });
  });

  describe("decisions on what was seen before an outage", () => {
    it("a node that waits is judged by what happened meanwhile", async () => {
      world = new World({ policy: { rate: { cordons: 1, within: "5m" } }, leaseDurationMs: hour });
      world.start();
      await world.decided(await world.request("node-2"), "cordoned");
      const request = await world.request("node-1", { notAfter: world.clock.now() + 50 * minute });
      await world.decided(request, "rate_limited");
      world.cluster.network = "down";
      await world.clock.advance(6 * minute);
      // The others of its zone: somebody needed them more.
      for (const other of ["node-4", "node-7"]) world.cluster.cordon(other);
      world.cluster.network = "flowing";
      await world.until(() =>
        /schedulable nodes like it/.test(world.cluster.truth.quarantines.get("node-1")?.status?.message ?? ""),
      );
      assert.deepEqual(world.held, ["node-2"]);
    });
  });

  describe("two replicas acting twice", () => {
    it("one of two acts, and each node is changed once", async () => {
      begin();
      world.start();
      const requests = ["node-1", "node-2", "node-3"].map((node) => world.aRequest(node));
      await world.sendRequests(requests);
      for (const request of requests) assert.deepEqual(await world.decided(request, "cordoned"), ["cordoned"]);
      await world.clock.advance(minute);
      const patches = world.cluster.journal.calls.filter(({ operation }) => operation === "patchNode");
      assert.deepEqual(patches.map(({ object }) => object).sort(), ["node-1", "node-2", "node-3"]);
      assert.equal(new Set(patches.map(({ client }) => client)).size, 1);
    });
  });
});

function manual(node: string) {
  return {
    node,
    reason: "disk makes noises",
    severity: "high",
    source: "manual",
    models: [],
    evidence: [],
    critical: [],
    requestedAt: Date.UTC(2026, 0, 1),
  } as const;
}

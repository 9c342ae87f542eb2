/** What a held node is cared for with: drains that respect disruption budgets, recovery steps in order, and their time-outs. */

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { afterEach, describe, it, type TestContext } from "node:test";
import type { FleetInput } from "../../enforcer/simulated/fleet-description.ts";
import { World, type WorldOptions, minute } from "./world.ts";

const shop: FleetInput = {
  nodes: [{ name: "node", count: 4, cpu: 4 }],
  workloads: [
    { name: "agent", namespace: "kube-system", kind: "DaemonSet", cpu: "100m" },
    { name: "web", namespace: "shop", replicas: 8, cpu: "500m", minAvailable: 6 },
  ],
};

/** Answers step after step with the next of `statuses`. */
async function hooks(t: TestContext, ...statuses: number[]) {
  const called: string[] = [];
  const server = createServer((request, answer) => {
    called.push(request.url ?? "");
    const status = statuses.shift();
    if (status !== undefined) answer.writeHead(status).end("no");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.closeAllConnections());
  t.after(() => server.close());
  const address = server.address();
  assert.ok(typeof address === "object" && address !== null);
  return { url: `http://127.0.0.1:${address.port}`, called };
}

describe("a held node", () => {
  let world: World;
  const begin = (options: WorldOptions = {}): World => (world = new World(options));
  afterEach(() => world.close());

  const podsOn = (name: string) =>
    (world.cluster.truth.podsOn(name) ?? []).filter(({ owner }) => owner !== "DaemonSet");
  const condition = (name: string, type: string) =>
    world.cluster.truth.quarantines.get(name)?.status?.conditions.find((one) => one.type === type);

  it("is drained where the policy says so, and its own pods stay", async () => {
    begin({ fleet: shop, policy: { drain: { enabled: true } } });
    world.start();
    assert.ok(podsOn("node-1").length > 0);
    await world.decided(await world.request("node-1"), "cordoned");
    for (let i = 0; i < 6 && condition("node-1", "Drained")?.status !== "True"; i += 1) {
      await world.clock.advance(6000);
      await world.until(() => condition("node-1", "Drained") !== undefined);
    }
    await world.until(() => condition("node-1", "Drained")?.status === "True");
    assert.deepEqual(podsOn("node-1"), []);
    assert.ok((world.cluster.truth.podsOn("node-1") ?? []).length > 0, "the daemon set's pod is still there");
    assert.equal(world.phaseOf("node-1"), "Quarantined");
  });

  it("is not drained without being told to", async () => {
    begin({ fleet: shop });
    world.start();
    const before = podsOn("node-1").length;
    await world.decided(await world.request("node-1"), "cordoned");
    await world.clock.advance(minute);
    assert.equal(podsOn("node-1").length, before);
    assert.equal(condition("node-1", "Drained"), undefined);
  });

  it("is not drained because its object says so, where the policy does not", async () => {
    begin({ fleet: shop });
    world.start();
    const before = podsOn("node-1").length;
    world.cluster.applyQuarantine({
      node: "node-1",
      reason: "disk makes noises",
      severity: "high",
      source: "manual",
      models: [],
      evidence: [],
      critical: [],
      requestedAt: world.clock.now(),
      drain: true,
    });
    await world.until(() => condition("node-1", "Drained")?.status === "False");
    await world.clock.advance(minute);
    assert.equal(condition("node-1", "Drained")?.reason, "NotAllowed");
    assert.equal(podsOn("node-1").length, before);
    assert.ok(!world.cluster.journal.calls.some(({ operation }) => operation === "evict"));
  });

  it("waits for disruption budgets, then says that it was in vain, and is not recovered", async (t) => {
    const { url, called } = await hooks(t, 200);
    const [web] = shop.workloads!.slice(1);
    begin({
      fleet: { ...shop, workloads: [{ ...web!, minAvailable: "100%" }] },
      policy: { drain: { enabled: true, timeout: "2m" }, recovery: [{ name: "reboot", http: { url } }] },
    });
    world.start();
    const before = podsOn("node-1").length;
    await world.decided(await world.request("node-1"), "cordoned");
    await world.until(() => world.phaseOf("node-1") === "Draining");
    await world.clock.advance(minute);
    assert.equal(world.phaseOf("node-1"), "Draining");
    await world.clock.advance(2 * minute);
    await world.until(() => condition("node-1", "Drained")?.status === "False");
    assert.equal(condition("node-1", "Drained")?.reason, "TimedOut");
    assert.equal(podsOn("node-1").length, before);
    assert.equal(world.phaseOf("node-1"), "Quarantined");
    assert.deepEqual(called, []);
  });

  it("is recovered step by step, in order, and then given back for being quiet", async (t) => {
    const { url, called } = await hooks(t, 200, 200);
    const http = (path: string) => ({ http: { url: `${url}/${path}` } });
    const job = { spec: { template: { spec: { restartPolicy: "Never" } } } };
    begin({
      policy: {
        recovery: [
          { name: "collect", ...http("a") },
          { name: "scan", job },
          { name: "reboot", ...http("b") },
        ],
      },
    });
    world.start();
    await world.decided(await world.request("node-1"), "cordoned");
    await world.until(
      () => called.length === 1 && world.cluster.truth.quarantines.get("node-1")?.status?.recovery?.step === "scan",
    );
    assert.equal(world.phaseOf("node-1"), "Recovering");
    for (let i = 0; i < 10 && called.length < 2; i += 1) await world.clock.advance(2000);
    await world.until(() => condition("node-1", "Recovered")?.status === "True");
    assert.deepEqual(called, ["/a", "/b"]);
    assert.equal(world.phaseOf("node-1"), "Quarantined");
    await world.clock.advance(31 * minute);
    await world.until(() => world.held.length === 0);
  });

  it("whose recovery failed is kept until its time is over, and no later step runs", async (t) => {
    const { url, called } = await hooks(t, 400);
    const recovery = [
      { name: "reboot", http: { url: `${url}/a` } },
      { name: "check", http: { url: `${url}/b` } },
    ];
    begin({ policy: { recovery, quarantine: { ttl: "2h" } } });
    world.start();
    await world.decided(await world.request("node-1"), "cordoned");
    await world.until(() => condition("node-1", "Recovered")?.status === "False");
    assert.match(condition("node-1", "Recovered")?.message ?? "", /reboot failed: It answered 400: no/);
    await world.clock.advance(60 * minute);
    assert.deepEqual(world.held, ["node-1"]);
    assert.deepEqual(called, ["/a"]);
    await world.clock.advance(61 * minute);
    await world.until(() => world.held.length === 0);
  });

  it("whose step takes too long is told so", async (t) => {
    const { url } = await hooks(t);
    begin({ policy: { recovery: [{ name: "reboot", http: { url }, timeout: "1m" }] } });
    world.start();
    await world.decided(await world.request("node-1"), "cordoned");
    await world.until(() => world.phaseOf("node-1") === "Recovering");
    await world.clock.advance(minute + 1000);
    await world.until(() => condition("node-1", "Recovered")?.status === "False");
    assert.match(condition("node-1", "Recovered")?.message ?? "", /longer than its timeout/);
  });

  it("is given back at once when that is asked for, whatever care is under way", async (t) => {
    const { url } = await hooks(t);
    begin({ policy: { recovery: [{ name: "reboot", http: { url } }] } });
    world.start();
    await world.decided(await world.request("node-1"), "cordoned");
    await world.until(() => world.phaseOf("node-1") === "Recovering");
    const release = await world.request("node-1", { action: "release", evidence: [] });
    assert.deepEqual(await world.decided(release, "released"), ["released"]);
    assert.deepEqual(world.held, []);
  });
});

/** examples/policies/: each does on a simulated fleet what it promises, and sends what docs/enforcer.md shows. */

import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { afterEach, describe, it, type TestContext } from "node:test";
import { load } from "js-yaml";
import { z } from "zod";
import { Notifier } from "../../enforcer/notify/notifier.ts";
import { parsePolicy, policySchema } from "../../enforcer/policy.ts";
import type { FleetInput } from "../../enforcer/simulated/fleet-description.ts";
import { silentLogger } from "../../telemetry/logger.ts";
import { World, type WorldOptions, minute } from "../enforcer/world.ts";

const fileOf = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), "utf8");
const page = fileOf("docs/enforcer.md");

describe("the example policy", () => {
  let world: World;
  afterEach(() => world.close());

  /** With the policy as it is written, and not one rail wider. */
  function begin(policy: string, options: WorldOptions): World {
    // A world has wide rails where it is told of none.
    const none = { budget: {}, rate: {}, evidence: {}, storm: {} };
    const written = { ...none, ...z.record(z.string(), z.unknown()).parse(load(policy)) };
    assert.deepEqual(policySchema.parse(written), parsePolicy(policy, "policy"));
    world = new World({ ...options, policy: written });
    world.start();
    return world;
  }

  it("careful-start.yaml says what it would do, one node at a time, and touches none", async () => {
    const { cluster } = begin(fileOf("examples/policies/careful-start.yaml"), {
      fleet: z.custom<FleetInput>().parse(load(fileOf("examples/fleet.yaml"))),
    });
    const before = [...cluster.truth.nodes.values()];
    await world.decided(await world.request("worker-1"), "dry_run");
    assert.deepEqual(await world.decided(await world.request("worker-2"), "rate_limited"), ["rate_limited"]);
    assert.match(world.cluster.truth.quarantines.get("worker-2")?.status?.message ?? "", /budget\.nodes/);
    assert.deepEqual([...cluster.truth.nodes.values()], before);
  });

  it("small-cluster.yaml helps one of three nodes, or of two, and never the last", async () => {
    for (const [count, decided] of [
      [3, ["cordoned", "storm"]],
      [2, ["cordoned", "storm"]],
      [1, ["last_schedulable", "unknown_node"]],
    ] as const) {
      begin(fileOf("examples/policies/small-cluster.yaml"), {
        fleet: { nodes: [{ name: "node", count, zones: ["a", "b", "c"] }] },
      });
      for (const [index, code] of decided.entries()) {
        assert.deepEqual(await world.decided(await world.request(`node-${index + 1}`), code), [code]);
      }
      // A person does not wait for the storm to pass, but for the first node to come back.
      if (count > 1) {
        const byHand = await world.request("node-2", { requestedBy: "ann", evidence: [] });
        assert.deepEqual(await world.decided(byHand, "budget_nodes"), ["budget_nodes"]);
      }
      assert.equal(world.held.length, count > 1 ? 1 : 0);
      await world.close();
    }
  });

  it("large-fleet.yaml drains, recovers step by step, and tells people, as the page shows it", async (t) => {
    const { url, received } = await listener(t);
    const policy = fileOf("examples/policies/large-fleet.yaml").replaceAll(/https:\/\/[\w.]+\.example\.org/g, url);
    const notifier = new Notifier({ targets: parsePolicy(policy, "policy").notify, logger: silentLogger });
    t.after(() => notifier.close());
    const fleet: FleetInput = {
      nodes: [
        { name: "worker", count: 60, zones: ["a", "b", "c"], labels: { "example.org/pool": "general" } },
        { name: "ingress", labels: { "example.org/pool": "general" } },
      ],
      workloads: [{ name: "web", namespace: "shop", replicas: 120, cpu: "500m" }],
    };
    begin(policy, { fleet, notify: (notice) => notifier.offer(notice) });
    await world.decided(await world.request("ingress-1"), "node_protected");
    assert.ok((world.cluster.truth.podsOn("worker-3") ?? []).length > 0);
    await world.decided(await world.request("worker-3", { reason: "disk is failing" }), "cordoned");

    const conditions = () => world.cluster.truth.quarantines.get("worker-3")?.status?.conditions ?? [];
    const is = (type: string) => conditions().find((one) => one.type === type)?.status === "True";
    for (let tries = 0; tries < 20 && received.length < 3; tries += 1) await world.clock.advance(2000);
    await world.until(() => is("Recovered"));
    assert.ok(is("Drained"));
    assert.deepEqual(world.cluster.truth.podsOn("worker-3"), []);
    assert.equal(world.cluster.jobs.names.length, 1);
    await world.until(() => received.length === 3);

    const [slack, alert, reboot] = ["/services/T0/B0/secret", "/api/v2/alerts", "/api/reboot"].map((path) =>
      received.find((one) => one.path === path),
    );
    assert.deepEqual(alike(slack?.body), alike(printed("Slack gets")));
    assert.deepEqual(alike(alert?.body), alike(printed("and Alertmanager")));
    assert.deepEqual(alike(reboot?.body), alike(printed("unless the method is `GET`, is")));
    assert.match(String(reboot?.headers["idempotency-key"]), /^picket-worker-3-reboot-[0-9a-f]{12}$/);
    assert.equal(reboot?.headers["x-node"], "worker-3");

    await world.clock.advance(61 * minute);
    await world.until(() => world.held.length === 0);
  });
});

/** The first block of JSON after these words of the page. */
function printed(words: string): string {
  const [, block] = /```json\n(.*?)```/s.exec(page.slice(page.indexOf(words))) ?? [];
  return block ?? assert.fail(`no JSON after ${words}`);
}

/** But for ids and times. */
function alike(json = ""): unknown {
  const differs = new Set(["nodeUid", "quarantine", "requestId", "startsAt", "endsAt"]);
  return JSON.parse(json, (key, value: unknown) => (differs.has(key) ? "another" : value));
}

async function listener(t: TestContext) {
  const received: { path: string; headers: NodeJS.Dict<string | string[]>; body: string }[] = [];
  const server = createServer((request, answer) => {
    void text(request).then((body) => {
      received.push({ path: request.url ?? "", headers: request.headers, body });
      answer.end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  t.after(() => server.closeAllConnections());
  const address = server.address();
  assert.ok(typeof address === "object" && address !== null);
  return { url: `http://127.0.0.1:${address.port}`, received };
}

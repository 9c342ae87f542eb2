/** Changes to the cluster when the API server is slow, away, or refuses them. */

import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { describe, test, type TestContext } from "node:test";
import type { ErrorCode } from "../../../errors/catalogue.ts";
import { eventually, specOf } from "../cluster-contract.ts";
import { nodeJson, refuse } from "./fake-api-server.ts";
import { nodes, quarantines, refusalOf, times, Trial } from "./trial.ts";

describe("a change", () => {
  test("is in the fleet at once, and a watch that is behind does not undo it", async (t) => {
    const trial = await Trial.with(t, ["a"]);
    await trial.watch();
    trial.server.intercept = times(
      1,
      ({ method }) => method === "PATCH",
      (answer) => answer.end(JSON.stringify(nodeJson("a", 1010, { spec: { unschedulable: true } }))),
    );
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    await trial.cluster.patchNode(trial.node("a"), { unschedulable: true }, traceparent);
    assert.equal(trial.node("a").unschedulable, true);
    trial.server.tell(nodes, "MODIFIED", nodeJson("a", 1005));
    trial.server.tell(nodes, "ADDED", nodeJson("later", 1020));
    await eventually(() => trial.cluster.fleet.nodes.get("later"));
    assert.equal(trial.node("a").unschedulable, true);
    const patch = trial.server.asked.find(({ method }) => method === "PATCH");
    assert.equal(patch?.headers["traceparent"], traceparent);
    assert.equal(patch?.headers["content-type"], "application/merge-patch+json");
    assert.equal(patch?.headers["authorization"], "Bearer secret");
    assert.match(patch?.body ?? "", /"uid":"uid-a","resourceVersion":"1"/);
  });

  test("that conflicts shows at once what the node is now", async (t) => {
    const trial = await Trial.with(t, ["a"]);
    await trial.watch();
    trial.server.intercept = ({ method, path }, answer) => {
      if (path !== `${nodes}/a`) return false;
      if (method === "PATCH") refuse(answer, 409, "the object has been modified", { reason: "Conflict" });
      else answer.end(JSON.stringify(nodeJson("a", 1044, { spec: { unschedulable: true } })));
      return true;
    };
    const error = await refusalOf(
      trial.cluster.patchNode(trial.node("a"), { unschedulable: true }),
      "CLUSTER_CONFLICT",
    );
    assert.match(error.message, /nodes, a .*has been modified/);
    assert.equal(trial.node("a").resourceVersion, "1044");
  });

  const refusals: readonly [number, ErrorCode, RegExp][] = [
    [400, "CLUSTER_INVALID", /HTTP 400/],
    [401, "CLUSTER_AUTHENTICATION", /token/],
    [403, "CLUSTER_FORBIDDEN", /patch nodes/],
    [404, "CLUSTER_NOT_FOUND", /There is no a among nodes/],
    [422, "CLUSTER_INVALID", /helm\/picket\/crds/],
    [429, "CLUSTER_UNAVAILABLE", /HTTP 429/],
    [500, "CLUSTER_UNAVAILABLE", /HTTP 500/],
    [503, "CLUSTER_UNAVAILABLE", /HTTP 503/],
  ];
  for (const [status, code, message] of refusals)
    test(`that is refused with ${status} is ${code}`, async (t) => {
      const trial = await Trial.with(t, ["a"]);
      await trial.watch();
      trial.server.intercept = times(
        1,
        ({ method }) => method === "PATCH",
        (answer) => refuse(answer, status, "this is why", { details: { retryAfterSeconds: 3 } }),
      );
      const error = await refusalOf(trial.cluster.patchNode(trial.node("a"), { unschedulable: true }), code);
      assert.match(error.message, message);
      assert.match(error.message, /this is why/);
      assert.deepEqual(
        [error.context["verb"], error.context["resource"], error.context["status"], error.context["retryAfterMs"]],
        ["patch", "nodes", status, 3000],
      );
    });

  const silences: readonly [string, (answer: ServerResponse) => void][] = [
    ["not at all", () => {}],
    ["by half", (answer) => answer.writeHead(200, { "content-length": 1000 }).write("{")],
    ["with a cut", (answer) => answer.socket?.destroy()],
    ["in riddles", (answer) => answer.end("<html>captive portal</html>")],
  ];
  for (const [how, act] of silences)
    test(`that is answered ${how} is CLUSTER_UNAVAILABLE`, async (t) => {
      const trial = await Trial.with(t, ["a"]);
      await trial.watch();
      trial.server.intercept = times(1, ({ method }) => method === "PATCH", act);
      const error = await refusalOf(
        trial.cluster.patchNode(trial.node("a"), { unschedulable: true }),
        "CLUSTER_UNAVAILABLE",
      );
      assert.match(error.message, /patch nodes a/);
    });

  test("one after another use one connection", async (t) => {
    const trial = await Trial.with(t, ["a"]);
    trial.server.intercept = ({ path }, answer) => {
      if (path !== `${nodes}/a`) return false;
      answer.end(JSON.stringify(nodeJson("a", 2000)));
      return true;
    };
    await trial.watch();
    const before = trial.server.connections;
    for (let count = 0; count < 50; count += 1) await trial.cluster.patchNode(trial.node("a"), { unschedulable: true });
    assert.ok(trial.server.connections - before <= 1, `${trial.server.connections - before} connections`);
  });

  test("is refused after closing", async (t) => {
    const trial = await Trial.with(t, ["a"]);
    await trial.watch();
    await trial.cluster.close();
    await refusalOf(trial.cluster.createQuarantine(specOf("a")), "CLUSTER_UNAVAILABLE");
    assert.equal(trial.server.count("POST", quarantines), 0);
  });
});

describe("an eviction", () => {
  const pod = {
    namespace: "shop",
    name: "web-1",
    uid: "p",
    requests: { cpuMillis: 1, memoryBytes: 1, pods: 1 },
    nodeSelector: {},
    tolerations: [],
    mirror: false,
    finished: false,
    terminating: false,
  };
  const eviction = "/api/v1/namespaces/shop/pods/web-1/eviction";
  const evictionTrial = async (t: TestContext, act: (answer: ServerResponse) => void): Promise<Trial> => {
    const trial = await Trial.with(t);
    trial.server.intercept = times(1, ({ path }) => path === eviction, act);
    return trial;
  };

  test("names the pod that is meant", async (t) => {
    const trial = await evictionTrial(t, (answer) => answer.end("{}"));
    assert.equal(await trial.cluster.evict(pod), "evicted");
    assert.deepEqual(JSON.parse(trial.server.asked[0]?.body ?? ""), {
      apiVersion: "policy/v1",
      kind: "Eviction",
      metadata: { namespace: "shop", name: "web-1" },
      deleteOptions: { preconditions: { uid: "p" } },
    });
  });

  test("that a budget forbids is blocked; an API server that is busy is not that", async (t) => {
    const details = { causes: [{ reason: "DisruptionBudget", message: "needs 1 healthy pod" }] };
    const blocked = await evictionTrial(t, (answer) => refuse(answer, 429, "Cannot evict pod", { details }));
    assert.equal(await blocked.cluster.evict(pod), "blocked");
    const busy = await evictionTrial(t, (answer) => refuse(answer, 429, "Too many requests"));
    await refusalOf(busy.cluster.evict(pod), "CLUSTER_UNAVAILABLE");
  });
});

/** How the fleet is kept up to date when the API server is away, refuses, or loses its place. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ErrorCode } from "../../../errors/catalogue.ts";
import { hasCode } from "../../../errors/picket-error.ts";
import { systemClock } from "../../../runtime/clock.ts";
import { eventually, until } from "../cluster-contract.ts";
import { nodeJson, refuse, type Intercept } from "./fake-api-server.ts";
import { nodes, quarantines, refusalOf, times, Trial } from "./trial.ts";

const listOf =
  (path: string) =>
  (...[asked]: Parameters<Intercept>) =>
    asked.path === path && !asked.query.has("watch");
const watchOf =
  (path: string) =>
  (...[asked]: Parameters<Intercept>) =>
    asked.path === path && asked.query.has("watch");

describe("a list", () => {
  test("comes in pages, and nobody is told before it is complete", async (t) => {
    const names = Array.from({ length: 600 }, (_, index) => `node-${index}`);
    const trial = await Trial.with(t, names);
    await trial.watch();
    assert.deepEqual([...trial.cluster.fleet.nodes.keys()], names);
    assert.equal(
      trial.server.count("GET", nodes, ({ query }) => query.has("limit")),
      3,
    );
    assert.equal(trial.changes.length, 600);
    assert.equal(trial.smallestFleet, 600);
  });

  test("whose next page is lost begins again", async (t) => {
    const trial = await Trial.with(
      t,
      Array.from({ length: 300 }, (_, index) => `node-${index}`),
    );
    trial.server.intercept = times(
      1,
      (asked) => asked.query.has("continue"),
      (answer) => refuse(answer, 410, "the continue token is too old", { reason: "Expired" }),
    );
    await trial.watch();
    assert.equal(trial.cluster.fleet.nodes.size, 300);
    assert.deepEqual(trial.troubles, [], "and nobody need hear of it");
  });

  test("waits for an API server that is away, says so, and waits longer each time", async (t) => {
    const trial = await Trial.with(t, ["a"]);
    trial.server.intercept = times(4, listOf(nodes), (answer) => answer.socket?.destroy());
    await trial.watch();
    assert.ok(trial.cluster.fleet.nodes.has("a"));
    assert.ok(hasCode(trial.troubles[0], "CLUSTER_UNAVAILABLE"), String(trial.troubles[0]));
    // The server knows of the watch a moment before us.
    await until(() => trial.troubles.at(-1) === undefined);
    assert.deepEqual(trial.clock.slept, [500, 1000, 2000, 4000]);
  });

  test("waits as long as the API server asks for", async (t) => {
    const trial = await Trial.with(t);
    trial.server.intercept = times(1, listOf(nodes), (answer) => {
      answer.setHeader("retry-after", "7");
      refuse(answer, 429, "Too many requests, please try again later.");
    });
    await trial.watch();
    assert.deepEqual(trial.clock.slept, [7000]);
  });

  const hopeless: readonly [number, ErrorCode, RegExp][] = [
    [401, "CLUSTER_AUTHENTICATION", /token/],
    [403, "CLUSTER_FORBIDDEN", /list nodequarantines\.picket\.dev/],
    [404, "CLUSTER_NOT_FOUND", /helm\/picket\/crds/],
  ];
  for (const [status, code, message] of hopeless)
    test(`that is refused with ${status} is given up`, async (t) => {
      const trial = await Trial.with(t);
      trial.server.intercept = times(1, listOf(quarantines), (answer) => refuse(answer, status, "no"));
      const error = await refusalOf(trial.watch(), code);
      assert.match(error.message, message);
      await until(() => trial.server.watchesOf(nodes).length === 0);
    });

  test("of what this version cannot read is given up", async (t) => {
    const trial = await Trial.with(t);
    trial.server.put(quarantines, [nodeJson("a", 1, { spec: { nodeName: "a" } })]);
    const error = await refusalOf(trial.watch(), "CLUSTER_INVALID");
    assert.match(error.message, /spec\.reason/);
  });
});

describe("a watch", () => {
  test("tells of what comes, changes and goes, and of a kubelet that says the same again nothing", async (t) => {
    const trial = await Trial.with(t, ["a"]);
    await trial.watch();
    trial.changes.length = 0;
    trial.server.tell(nodes, "MODIFIED", nodeJson("a", 1001));
    trial.server.tell(nodes, "ADDED", nodeJson("b", 1002));
    trial.server.tell(nodes, "MODIFIED", nodeJson("b", 1003, { spec: { unschedulable: true } }));
    trial.server.tell(nodes, "DELETED", nodeJson("a", 1004));
    await until(() => !trial.cluster.fleet.nodes.has("a"));
    assert.deepEqual(trial.changes, [
      { kind: "node", node: "b" },
      { kind: "node", node: "b" },
      { kind: "node", node: "a" },
    ]);
    assert.equal(trial.node("b").resourceVersion, "1003");
  });

  test("that is cut goes on where it was, bookmarks included", async (t) => {
    const trial = await Trial.with(t, ["a"]);
    await trial.watch();
    trial.server.tell(nodes, "BOOKMARK", { metadata: { resourceVersion: "2000" } });
    trial.server.tell(nodes, "ADDED", nodeJson("b", 2001));
    await eventually(() => trial.cluster.fleet.nodes.get("b"));
    trial.server.tell(nodes, "BOOKMARK", { metadata: { resourceVersion: "2005" } });
    const [watch] = trial.server.watchesOf(nodes);
    trial.clock.ahead = 60_000;
    // An event that is cut in two is none.
    watch?.write('{"type":"ADDED","object":{"metadata":{"name":"half"');
    await systemClock.sleep(20);
    watch?.destroy();
    await until(() => trial.server.count("GET", nodes, ({ query }) => query.get("resourceVersion") === "2005") === 1);
    assert.equal(
      trial.server.count("GET", nodes, ({ query }) => query.has("limit")),
      1,
      "without another list",
    );
    assert.deepEqual([...trial.cluster.fleet.nodes.keys()], ["a", "b"]);
  });

  for (const how of ["as an event", "as an answer"] as const)
    test(`that has expired (410 ${how}) lists again, and finds what went meanwhile`, async (t) => {
      const trial = await Trial.with(t, ["a", "b"]);
      await trial.watch();
      trial.server.put(nodes, [nodeJson("b", 1500)]);
      trial.server.version = 1500;
      const expired = { code: 410, reason: "Expired", message: "too old resource version" };
      if (how === "as an event") trial.server.tell(nodes, "ERROR", { kind: "Status", ...expired });
      else {
        trial.server.intercept = times(1, watchOf(nodes), (answer) => refuse(answer, 410, expired.message));
        trial.server.watchesOf(nodes)[0]?.end();
      }
      await until(() => !trial.cluster.fleet.nodes.has("a"));
      await until(() => trial.server.count("GET", nodes, ({ query }) => query.get("resourceVersion") === "1500") === 1);
      assert.equal(trial.node("b").resourceVersion, "1500");
      assert.ok(trial.troubles.every((trouble) => trouble === undefined));
    });

  test("that is forbidden while it runs is trouble, and over when it is allowed again", async (t) => {
    const trial = await Trial.with(t, ["a"]);
    await trial.watch();
    trial.server.intercept = times(2, watchOf(nodes), (answer) => refuse(answer, 403, "nodes is forbidden"));
    trial.server.watchesOf(nodes)[0]?.destroy();
    await until(() => trial.troubles.length > 0 && trial.troubles.at(-1) === undefined);
    assert.ok(
      trial.troubles.some((trouble) => hasCode(trouble, "CLUSTER_FORBIDDEN") && /watch nodes/.test(trouble.message)),
    );
    trial.server.tell(nodes, "ADDED", nodeJson("b", 1100));
    await eventually(() => trial.cluster.fleet.nodes.get("b"));
  });

  test("that was away is over only when what was missed is known", async (t) => {
    const trial = await Trial.with(t, ["a", "b"]);
    await trial.watch();
    const known: string[] = [];
    trial.trouble = (problem) =>
      known.push(`${problem ? "trouble" : "well"}: ${[...trial.cluster.fleet.nodes.keys()].join()}`);
    trial.server.put(nodes, [nodeJson("b", 1500)]);
    trial.server.version = 1500;
    trial.server.intercept = times(2, watchOf(nodes), (answer) => refuse(answer, 503, "too busy"));
    trial.server.watchesOf(nodes)[0]?.destroy();
    await until(() => known.some((line) => line.startsWith("well")));
    assert.equal(known.at(-1), "well: b");
    assert.equal(known[0], "trouble: a,b");
  });

  test("that ends as soon as it begins is not asked for again at once", async (t) => {
    const trial = await Trial.with(t);
    trial.server.intercept = times(5, watchOf(nodes), (answer) => answer.end());
    await trial.watch();
    assert.deepEqual(trial.clock.slept.slice(0, 5), [500, 1000, 2000, 4000, 5000]);
  });
});

/** What the cluster port does when the API server is slow, away, refuses, or loses its place. */

import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { describe, test, type TestContext } from "node:test";
import type { Change, Cluster, ClusterListener } from "../../../enforcer/cluster/port.ts";
import type { FleetNode } from "../../../enforcer/cluster/fleet.ts";
import { kubernetesCluster } from "../../../enforcer/kubernetes/cluster.ts";
import type { ErrorCode } from "../../../errors/catalogue.ts";
import { hasCode, PicketError } from "../../../errors/picket-error.ts";
import { systemClock, type Clock } from "../../../runtime/clock.ts";
import { eventually, specOf, until } from "../cluster-contract.ts";
import { FakeApiServer, nodeJson, refuse, type Intercept } from "./fake-api-server.ts";

const nodes = "/api/v1/nodes";
const quarantines = "/apis/picket.dev/v1alpha1/nodequarantines";

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {}, child: () => silent };

/** Waits are over at once, but remembered. */
function hastyClock(): Clock & { readonly slept: number[] } {
  const slept: number[] = [];
  return {
    slept,
    now: () => systemClock.now(),
    elapsed: () => systemClock.elapsed(),
    sleep: (ms, signal) => {
      slept.push(ms);
      return systemClock.sleep(Math.min(ms, 1), signal);
    },
  };
}

class Bench implements ClusterListener {
  readonly server: FakeApiServer;
  readonly clock = hastyClock();
  readonly cluster: Cluster;
  readonly changes: Change[] = [];
  readonly troubles: (Error | undefined)[] = [];
  /** Nodes that were known when a change was told. */
  smallestFleet = Infinity;
  readonly #stop = new AbortController();

  static async with(t: TestContext, names: readonly string[] = []): Promise<Bench> {
    const server = await FakeApiServer.start();
    server.put(
      nodes,
      names.map((name, index) => nodeJson(name, index + 1)),
    );
    server.put(quarantines, []);
    const bench = new Bench(server);
    t.after(async () => {
      bench.#stop.abort();
      await bench.cluster.close();
      await server.close();
    });
    return bench;
  }

  private constructor(server: FakeApiServer) {
    this.server = server;
    const { kubeconfig } = server;
    this.cluster = kubernetesCluster({
      kubeconfig,
      watchPods: false,
      instance: "test",
      clock: this.clock,
      logger: silent,
      timeoutMs: 500,
    });
  }

  /** Watches; where nothing is said against it, until the watches are open. */
  async watch(): Promise<void> {
    await this.cluster.watch(this, this.#stop.signal);
    await until(() => this.server.watchesOf(nodes).length === 1 && this.server.watchesOf(quarantines).length === 1);
  }

  node(name: string): FleetNode {
    return this.cluster.fleet.nodes.get(name) ?? assert.fail(`no node ${name}`);
  }

  changed(change: Change): void {
    this.changes.push(change);
    this.smallestFleet = Math.min(this.smallestFleet, this.cluster.fleet.nodes.size);
  }

  trouble(problem: Error | undefined): void {
    this.troubles.push(problem);
  }
}

async function refusalOf(work: Promise<unknown>, code: ErrorCode): Promise<PicketError> {
  try {
    await work;
  } catch (error) {
    assert.ok(hasCode(error, code), `${String(error)} instead of ${code}`);
    return error;
  }
  return assert.fail(`done, instead of ${code}`);
}

/** Answers the first so many requests that are right in this way. */
function times(
  count: number,
  isRight: (...asked: Parameters<Intercept>) => boolean,
  act: (answer: ServerResponse) => void,
): Intercept {
  let left = count;
  return (asked, answer) => {
    if (left === 0 || !isRight(asked, answer)) return false;
    left -= 1;
    act(answer);
    return true;
  };
}

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
    const bench = await Bench.with(t, names);
    await bench.watch();
    assert.deepEqual([...bench.cluster.fleet.nodes.keys()], names);
    assert.equal(
      bench.server.count("GET", nodes, ({ query }) => query.has("limit")),
      3,
    );
    assert.equal(bench.changes.length, 600);
    assert.equal(bench.smallestFleet, 600);
  });

  test("whose next page is lost begins again", async (t) => {
    const bench = await Bench.with(
      t,
      Array.from({ length: 300 }, (_, index) => `node-${index}`),
    );
    bench.server.intercept = times(
      1,
      (asked) => asked.query.has("continue"),
      (answer) => refuse(answer, 410, "the continue token is too old", { reason: "Expired" }),
    );
    await bench.watch();
    assert.equal(bench.cluster.fleet.nodes.size, 300);
    assert.deepEqual(bench.troubles, [], "and nobody need hear of it");
  });

  test("waits for an API server that is away, says so, and waits longer each time", async (t) => {
    const bench = await Bench.with(t, ["a"]);
    bench.server.intercept = times(4, listOf(nodes), (answer) => answer.socket?.destroy());
    await bench.watch();
    assert.ok(bench.cluster.fleet.nodes.has("a"));
    assert.ok(hasCode(bench.troubles[0], "CLUSTER_UNAVAILABLE"), String(bench.troubles[0]));
    assert.equal(bench.troubles.at(-1), undefined);
    assert.deepEqual(bench.clock.slept, [500, 1000, 2000, 4000]);
  });

  test("waits as long as the API server asks for", async (t) => {
    const bench = await Bench.with(t);
    bench.server.intercept = times(1, listOf(nodes), (answer) => {
      answer.setHeader("retry-after", "7");
      refuse(answer, 429, "Too many requests, please try again later.");
    });
    await bench.watch();
    assert.deepEqual(bench.clock.slept, [7000]);
  });

  const hopeless: readonly [number, ErrorCode, RegExp][] = [
    [401, "CLUSTER_AUTHENTICATION", /token/],
    [403, "CLUSTER_FORBIDDEN", /list nodequarantines\.picket\.dev/],
    [404, "CLUSTER_NOT_FOUND", /helm\/picket\/crds/],
  ];
  for (const [status, code, message] of hopeless)
    test(`that is refused with ${status} is given up`, async (t) => {
      const bench = await Bench.with(t);
      bench.server.intercept = times(1, listOf(quarantines), (answer) => refuse(answer, status, "no"));
      const error = await refusalOf(bench.watch(), code);
      assert.match(error.message, message);
      await until(() => bench.server.watchesOf(nodes).length === 0);
    });

  test("of what this version cannot read is given up", async (t) => {
    const bench = await Bench.with(t);
    bench.server.put(quarantines, [nodeJson("a", 1, { spec: { nodeName: "a" } })]);
    const error = await refusalOf(bench.watch(), "CLUSTER_INVALID");
    assert.match(error.message, /spec\.reason/);
  });
});

describe("a watch", () => {
  test("tells of what comes, changes and goes, and of a kubelet that says the same again nothing", async (t) => {
    const bench = await Bench.with(t, ["a"]);
    await bench.watch();
    bench.changes.length = 0;
    bench.server.tell(nodes, "MODIFIED", nodeJson("a", 1001));
    bench.server.tell(nodes, "ADDED", nodeJson("b", 1002));
    bench.server.tell(nodes, "MODIFIED", nodeJson("b", 1003, { spec: { unschedulable: true } }));
    bench.server.tell(nodes, "DELETED", nodeJson("a", 1004));
    await until(() => !bench.cluster.fleet.nodes.has("a"));
    assert.deepEqual(bench.changes, [
      { kind: "node", node: "b" },
      { kind: "node", node: "b" },
      { kind: "node", node: "a" },
    ]);
    assert.equal(bench.node("b").resourceVersion, "1003");
  });

  test("that is cut goes on where it was, bookmarks included", async (t) => {
    const bench = await Bench.with(t, ["a"]);
    await bench.watch();
    bench.server.tell(nodes, "BOOKMARK", { metadata: { resourceVersion: "2000" } });
    bench.server.tell(nodes, "ADDED", nodeJson("b", 2001));
    await eventually(() => bench.cluster.fleet.nodes.get("b"));
    bench.server.tell(nodes, "BOOKMARK", { metadata: { resourceVersion: "2005" } });
    const [watch] = bench.server.watchesOf(nodes);
    // An event that is cut in two is none.
    watch?.write('{"type":"ADDED","object":{"metadata":{"name":"half"');
    await systemClock.sleep(20);
    watch?.destroy();
    await until(() => bench.server.count("GET", nodes, ({ query }) => query.get("resourceVersion") === "2005") === 1);
    assert.equal(
      bench.server.count("GET", nodes, ({ query }) => query.has("limit")),
      1,
      "without another list",
    );
    assert.deepEqual([...bench.cluster.fleet.nodes.keys()], ["a", "b"]);
  });

  for (const how of ["as an event", "as an answer"] as const)
    test(`that has expired (410 ${how}) lists again, and finds what went meanwhile`, async (t) => {
      const bench = await Bench.with(t, ["a", "b"]);
      await bench.watch();
      bench.server.put(nodes, [nodeJson("b", 1500)]);
      bench.server.version = 1500;
      const expired = { code: 410, reason: "Expired", message: "too old resource version" };
      if (how === "as an event") bench.server.tell(nodes, "ERROR", { kind: "Status", ...expired });
      else {
        bench.server.intercept = times(1, watchOf(nodes), (answer) => refuse(answer, 410, expired.message));
        bench.server.watchesOf(nodes)[0]?.end();
      }
      await until(() => !bench.cluster.fleet.nodes.has("a"));
      await until(() => bench.server.count("GET", nodes, ({ query }) => query.get("resourceVersion") === "1500") === 1);
      assert.equal(bench.node("b").resourceVersion, "1500");
      assert.ok(bench.troubles.every((trouble) => trouble === undefined));
    });

  test("that is forbidden while it runs is trouble, and over when it is allowed again", async (t) => {
    const bench = await Bench.with(t, ["a"]);
    await bench.watch();
    bench.server.intercept = times(2, watchOf(nodes), (answer) => refuse(answer, 403, "nodes is forbidden"));
    bench.server.watchesOf(nodes)[0]?.destroy();
    await until(() => bench.troubles.length > 0 && bench.troubles.at(-1) === undefined);
    assert.ok(
      bench.troubles.some((trouble) => hasCode(trouble, "CLUSTER_FORBIDDEN") && /watch nodes/.test(trouble.message)),
    );
    bench.server.tell(nodes, "ADDED", nodeJson("b", 1100));
    await eventually(() => bench.cluster.fleet.nodes.get("b"));
  });

  test("that ends as soon as it begins is not asked for again at once", async (t) => {
    const bench = await Bench.with(t);
    bench.server.intercept = times(5, watchOf(nodes), (answer) => answer.end());
    await bench.watch();
    assert.deepEqual(bench.clock.slept.slice(0, 5), [500, 1000, 2000, 4000, 5000]);
  });
});

describe("a change", () => {
  test("is in the fleet at once, and a watch that is behind does not undo it", async (t) => {
    const bench = await Bench.with(t, ["a"]);
    await bench.watch();
    bench.server.intercept = times(
      1,
      ({ method }) => method === "PATCH",
      (answer) => answer.end(JSON.stringify(nodeJson("a", 1010, { spec: { unschedulable: true } }))),
    );
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    await bench.cluster.patchNode(bench.node("a"), { unschedulable: true }, traceparent);
    assert.equal(bench.node("a").unschedulable, true);
    bench.server.tell(nodes, "MODIFIED", nodeJson("a", 1005));
    bench.server.tell(nodes, "ADDED", nodeJson("later", 1020));
    await eventually(() => bench.cluster.fleet.nodes.get("later"));
    assert.equal(bench.node("a").unschedulable, true);
    const patch = bench.server.asked.find(({ method }) => method === "PATCH");
    assert.equal(patch?.headers["traceparent"], traceparent);
    assert.equal(patch?.headers["content-type"], "application/merge-patch+json");
    assert.equal(patch?.headers["authorization"], "Bearer secret");
    assert.match(patch?.body ?? "", /"uid":"uid-a","resourceVersion":"1"/);
  });

  test("that conflicts shows at once what the node is now", async (t) => {
    const bench = await Bench.with(t, ["a"]);
    await bench.watch();
    bench.server.intercept = ({ method, path }, answer) => {
      if (path !== `${nodes}/a`) return false;
      if (method === "PATCH") refuse(answer, 409, "the object has been modified", { reason: "Conflict" });
      else answer.end(JSON.stringify(nodeJson("a", 1044, { spec: { unschedulable: true } })));
      return true;
    };
    const error = await refusalOf(
      bench.cluster.patchNode(bench.node("a"), { unschedulable: true }),
      "CLUSTER_CONFLICT",
    );
    assert.match(error.message, /nodes, a .*has been modified/);
    assert.equal(bench.node("a").resourceVersion, "1044");
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
      const bench = await Bench.with(t, ["a"]);
      await bench.watch();
      bench.server.intercept = times(
        1,
        ({ method }) => method === "PATCH",
        (answer) => refuse(answer, status, "this is why", { details: { retryAfterSeconds: 3 } }),
      );
      const error = await refusalOf(bench.cluster.patchNode(bench.node("a"), { unschedulable: true }), code);
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
      const bench = await Bench.with(t, ["a"]);
      await bench.watch();
      bench.server.intercept = times(1, ({ method }) => method === "PATCH", act);
      const error = await refusalOf(
        bench.cluster.patchNode(bench.node("a"), { unschedulable: true }),
        "CLUSTER_UNAVAILABLE",
      );
      assert.match(error.message, /patch nodes a/);
    });

  test("one after another use one connection", async (t) => {
    const bench = await Bench.with(t, ["a"]);
    bench.server.intercept = ({ path }, answer) => {
      if (path !== `${nodes}/a`) return false;
      answer.end(JSON.stringify(nodeJson("a", 2000)));
      return true;
    };
    await bench.watch();
    const before = bench.server.connections;
    for (let count = 0; count < 50; count += 1) await bench.cluster.patchNode(bench.node("a"), { unschedulable: true });
    assert.ok(bench.server.connections - before <= 1, `${bench.server.connections - before} connections`);
  });

  test("is refused after closing", async (t) => {
    const bench = await Bench.with(t, ["a"]);
    await bench.watch();
    await bench.cluster.close();
    await refusalOf(bench.cluster.createQuarantine(specOf("a")), "CLUSTER_UNAVAILABLE");
    assert.equal(bench.server.count("POST", quarantines), 0);
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
  const evictionBench = async (t: TestContext, act: (answer: ServerResponse) => void): Promise<Bench> => {
    const bench = await Bench.with(t);
    bench.server.intercept = times(1, ({ path }) => path === eviction, act);
    return bench;
  };

  test("names the pod that is meant", async (t) => {
    const bench = await evictionBench(t, (answer) => answer.end("{}"));
    assert.equal(await bench.cluster.evict(pod), "evicted");
    assert.deepEqual(JSON.parse(bench.server.asked[0]?.body ?? ""), {
      apiVersion: "policy/v1",
      kind: "Eviction",
      metadata: { namespace: "shop", name: "web-1" },
      deleteOptions: { preconditions: { uid: "p" } },
    });
  });

  test("that a budget forbids is blocked; an API server that is busy is not that", async (t) => {
    const details = { causes: [{ reason: "DisruptionBudget", message: "needs 1 healthy pod" }] };
    const blocked = await evictionBench(t, (answer) => refuse(answer, 429, "Cannot evict pod", { details }));
    assert.equal(await blocked.cluster.evict(pod), "blocked");
    const busy = await evictionBench(t, (answer) => refuse(answer, 429, "Too many requests"));
    await refusalOf(busy.cluster.evict(pod), "CLUSTER_UNAVAILABLE");
  });
});

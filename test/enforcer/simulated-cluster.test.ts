/** The simulated cluster: the contract of every cluster, and what only it can do. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { FleetNode } from "../../enforcer/cluster/fleet.ts";
import type { Cluster } from "../../enforcer/cluster/port.ts";
import type { FleetInput } from "../../enforcer/simulated/fleet-description.ts";
import { type SimulatedCluster, simulatedCluster } from "../../enforcer/simulated/cluster.ts";
import { hasCode } from "../../errors/picket-error.ts";
import { systemClock } from "../../runtime/clock.ts";
import { Random } from "../../simulate/random.ts";
import { specOf, testClusterContract } from "./cluster-contract.ts";
import { ManualClock } from "./manual-clock.ts";

testClusterContract("simulated", async () => {
  const cluster = simulatedCluster({ nodes: [] }, { clock: systemClock });
  return {
    connect: async () => cluster.connect(),
    addNode: async (name) => cluster.addNode({ name }),
    changeNode: async (name, { taint, unschedulable }) => {
      const taints = cluster.truth.nodes.get(name)?.taints ?? [];
      cluster.changeNode(name, {
        ...(unschedulable === undefined ? {} : { unschedulable }),
        ...(taint === undefined ? {} : { taints: [...taints, { key: taint, effect: "NoSchedule" }] }),
      });
    },
    removeNode: async (name) => cluster.removeNode(name),
    addPod: async (name, node, guarded) => {
      cluster.addPod({ name, node }, guarded);
    },
    applyQuarantine: async (node, reason) => cluster.applyQuarantine({ ...specOf(node), reason, source: "manual" }),
    deleteQuarantine: async (name) => cluster.deleteQuarantine(name),
    stop: async () => cluster.close(),
  };
});

const clock = new ManualClock();
const two: FleetInput = { nodes: [{ name: "node", count: 2 }] };

/** Where the pods of a workload are: their nodes in order, `-` for those that found none. */
function whereIs(cluster: SimulatedCluster, workload: string): string {
  const named = cluster.pods.filter(({ name }) => name.startsWith(`${workload}-`));
  return named
    .map(({ node }) => node ?? "-")
    .sort((one, other) => one.localeCompare(other))
    .join(" ");
}

describe("the simulated scheduler", () => {
  test("spreads a workload, and puts no pod on a cordoned node until it is uncordoned", () => {
    const cluster = simulatedCluster({ ...two, workloads: [{ name: "web", replicas: 4 }] }, { clock });
    assert.equal(whereIs(cluster, "web"), "node-1 node-1 node-2 node-2");
    cluster.cordon("node-1");
    cluster.scale("default/web", 6);
    assert.equal(whereIs(cluster, "web"), "node-1 node-1 node-2 node-2 node-2 node-2");
    cluster.uncordon("node-1");
    cluster.scale("default/web", 8);
    assert.equal(whereIs(cluster, "web"), "node-1 node-1 node-1 node-1 node-2 node-2 node-2 node-2");
  });

  test("lets pods wait that find no room, and places them when there is some", () => {
    const fleet = { nodes: [{ name: "node", cpu: 1 }], workloads: [{ name: "web", replicas: 3, cpu: "400m" }] };
    const cluster = simulatedCluster(fleet, { clock });
    assert.equal(whereIs(cluster, "web"), "- node-1 node-1");
    cluster.addNode({ name: "node-2" });
    assert.equal(whereIs(cluster, "web"), "node-1 node-1 node-2");
  });

  test("respects selectors, taints, and nodes that are not ready", () => {
    const cluster = simulatedCluster(
      {
        nodes: [
          { name: "plain" },
          { name: "tainted", taints: [{ key: "a", value: "b", effect: "NoSchedule" }] },
          { name: "labelled", labels: { disk: "fast" } },
          { name: "avoided", taints: [{ key: "c", effect: "PreferNoSchedule" }] },
        ],
        workloads: [
          { name: "picky", nodeSelector: { disk: "fast" } },
          {
            name: "bold",
            replicas: 2,
            nodeSelector: { "kubernetes.io/hostname": "tainted-1" },
            tolerations: [{ key: "a", value: "b" }],
          },
          {
            name: "meek",
            nodeSelector: { "kubernetes.io/hostname": "tainted-1" },
            tolerations: [{ key: "a", value: "x" }],
          },
          { name: "common", replicas: 2 },
        ],
      },
      { clock },
    );
    assert.equal(whereIs(cluster, "picky"), "labelled-1");
    assert.equal(whereIs(cluster, "bold"), "tainted-1 tainted-1");
    assert.equal(whereIs(cluster, "meek"), "-");
    assert.equal(whereIs(cluster, "common"), "labelled-1 plain-1");
    cluster.changeNode("plain-1", { ready: false });
    cluster.changeNode("labelled-1", { ready: false });
    cluster.scale("default/common", 3);
    assert.equal(whereIs(cluster, "common"), "avoided-1 labelled-1 plain-1");
  });
});

describe("the simulated controllers", () => {
  test("mark a cordoned node, so what was seen before is old", async () => {
    const cluster = simulatedCluster(two, { clock });
    const process = await watching(cluster);
    const node = nodeIn(process, "node-1");
    const held = await process.patchNode(node, { unschedulable: true });
    assert.deepEqual(held.taints, []);
    await assert.rejects(process.patchNode(held, { unschedulable: false }), isConflict);
    await clock.settle();
    const marked = nodeIn(process, "node-1");
    assert.deepEqual(
      marked.taints.map(({ key }) => key),
      ["node.kubernetes.io/unschedulable"],
    );
    await process.patchNode(marked, { unschedulable: false });
    assert.deepEqual(cluster.truth.nodes.get("node-1")?.taints, []);
  });

  test("keep a daemon set and the kubelet's own pods on every node that lets them in", () => {
    const workloads = [
      { name: "agent", kind: "DaemonSet" as const },
      { name: "proxy", kind: "Static" as const },
    ];
    const cluster = simulatedCluster({ ...two, workloads }, { clock });
    cluster.cordon("node-1");
    cluster.addNode({ name: "node-3", taints: [{ key: "a", effect: "NoSchedule" }] });
    assert.equal(whereIs(cluster, "agent"), "node-1 node-2");
    assert.equal(whereIs(cluster, "proxy"), "node-1 node-2 node-3");
    const [agent, proxy] = cluster.truth.podsOn("node-1") ?? [];
    assert.deepEqual([agent?.owner, agent?.mirror], ["DaemonSet", false]);
    assert.deepEqual([proxy?.owner, proxy?.mirror], ["Node", true]);
  });

  test("a NoExecute taint drives out what does not tolerate it, whatever a budget says", () => {
    const workloads = [
      { name: "web", replicas: 2, minAvailable: 2 },
      { name: "agent", kind: "Static" as const },
    ];
    const cluster = simulatedCluster({ ...two, workloads }, { clock });
    cluster.changeNode("node-1", { taints: [{ key: "a", effect: "NoExecute" }] });
    assert.equal(whereIs(cluster, "web"), "node-2 node-2");
    assert.equal(whereIs(cluster, "agent"), "node-1 node-2");
  });

  test("the pods of a node that goes away are made again elsewhere, but not those that nothing made", () => {
    const workloads = [
      { name: "web", replicas: 2 },
      { name: "shell", kind: "Pod" as const, replicas: 2 },
    ];
    const cluster = simulatedCluster({ ...two, workloads }, { clock });
    const { uid } = cluster.truth.nodes.get("node-2") ?? {};
    cluster.replaceNode("node-2");
    assert.notEqual(cluster.truth.nodes.get("node-2")?.uid, uid);
    assert.equal(whereIs(cluster, "shell"), "node-1");
    assert.equal(cluster.pods.filter(({ name }) => name.startsWith("web-")).length, 2);
  });
});

describe("evictions in the simulated cluster", () => {
  const web = { name: "web", replicas: 3, minAvailable: "60%", startsIn: "10s", stopsIn: "5s" };

  test("wait for the budget: what replaces a pod must be ready first", async () => {
    const cluster = simulatedCluster({ ...two, workloads: [web] }, { clock });
    const process = cluster.connect();
    await clock.advance(10_000);
    const [first, second] = cluster.pods;
    assert.ok(first && second);
    assert.equal(await process.evict(first), "evicted");
    assert.equal(await process.evict(second), "blocked");
    await clock.advance(10_000);
    assert.equal(await process.evict(second), "evicted");
    cluster.close();
  });

  test("take as long as the pod takes to stop, and are answered alike meanwhile", async () => {
    const cluster = simulatedCluster({ ...two, workloads: [web] }, { clock });
    const process = cluster.connect();
    await clock.advance(10_000);
    const [pod] = cluster.pods;
    assert.ok(pod);
    assert.equal(await process.evict(pod), "evicted");
    const stopping = () => cluster.pods.find(({ uid }) => uid === pod.uid)?.terminating;
    await clock.advance(4999);
    assert.equal(stopping(), true);
    assert.equal(await process.evict(pod), "evicted");
    await clock.advance(1);
    assert.equal(stopping(), undefined);
    assert.equal(await process.evict(pod), "gone");
    cluster.close();
  });

  test("may cut short how long a pod takes", async () => {
    const cluster = simulatedCluster({ ...two, workloads: [{ ...web, minAvailable: 0 }] }, { clock });
    const process = cluster.connect();
    const [pod] = cluster.pods;
    assert.ok(pod);
    assert.equal(await process.evict(pod, 2000), "evicted");
    await clock.advance(1999);
    assert.equal(await process.evict(pod), "evicted");
    await clock.advance(1);
    assert.equal(await process.evict(pod), "gone");
    cluster.close();
  });

  test("of pods that are not ready are allowed while enough others are", async () => {
    const cluster = simulatedCluster(
      { nodes: [{ name: "node", count: 1 }], workloads: [{ ...web, replicas: 2, minAvailable: 1 }] },
      { clock },
    );
    const process = cluster.connect();
    await clock.advance(10_000);
    cluster.scale("default/web", 3);
    const [, , young] = cluster.pods;
    assert.ok(young);
    assert.equal(await process.evict(young), "evicted");
    const [first, second] = cluster.pods;
    assert.ok(first && second);
    assert.equal(await process.evict(first), "evicted");
    assert.equal(await process.evict(second), "blocked");
    cluster.close();
  });
});

describe("a simulated network", () => {
  test("that brings no news lets what is known grow old; own changes are known all the same", async () => {
    const cluster = simulatedCluster(two, { clock });
    const process = await watching(cluster);
    const heard: (Error | undefined)[] = [];
    void process.watch({ changed: () => {}, trouble: (problem) => heard.push(problem) }, new AbortController().signal);
    cluster.network = "held";
    cluster.cordon("node-1");
    await clock.settle();
    const old = nodeIn(process, "node-1");
    assert.equal(old.unschedulable, false);
    await assert.rejects(process.patchNode(old, { annotations: { a: "b" } }), isConflict);
    await process.patchNode(nodeIn(process, "node-2"), { annotations: { a: "b" } });
    assert.equal(nodeIn(process, "node-2").annotations["a"], "b");
    cluster.network = "flowing";
    await clock.settle();
    assert.equal(nodeIn(process, "node-1").unschedulable, true);
    assert.equal(nodeIn(process, "node-2").annotations["a"], "b");
    assert.deepEqual(heard, []);
  });

  test("that is down says so, refuses all, and catches up when it is back", async () => {
    const cluster = simulatedCluster(two, { clock });
    const process = cluster.connect();
    const heard: string[] = [];
    const changed: string[] = [];
    const listener = {
      changed: ({ node }: { readonly node: string }) => changed.push(node),
      trouble: (problem?: Error) => heard.push(problem === undefined ? "well" : "trouble"),
    };
    cluster.network = "down";
    const watching = process.watch(listener, new AbortController().signal);
    await clock.settle();
    assert.deepEqual(heard, ["trouble"]);
    await assert.rejects(process.leases.read("x"), isUnavailable);
    cluster.network = "flowing";
    await watching;
    assert.deepEqual(heard, ["trouble", "well"]);
    assert.deepEqual([...process.fleet.nodes.keys()], ["node-1", "node-2"]);
    cluster.network = "down";
    cluster.removeNode("node-2");
    cluster.network = "flowing";
    await clock.settle();
    assert.deepEqual([...process.fleet.nodes.keys()], ["node-1"]);
    assert.deepEqual(changed, ["node-2"]);
  });

  test("that works again says so when what was missed is known", async () => {
    const cluster = simulatedCluster(two, { clock });
    const process = cluster.connect();
    const known: boolean[] = [];
    const trouble = (): unknown => known.push(process.fleet.nodes.has("node-2"));
    await process.watch({ changed: () => {}, trouble }, new AbortController().signal);
    cluster.network = "down";
    cluster.removeNode("node-2");
    cluster.network = "held";
    await clock.settle();
    assert.deepEqual(known, [true]);
    cluster.network = "flowing";
    await clock.settle();
    assert.deepEqual(known, [true, false]);
  });

  test("an order to fail is kept for the call it names; a lost answer hides what took effect", async () => {
    const cluster = simulatedCluster(two, { clock });
    const [one, other] = await Promise.all([watching(cluster, "one"), watching(cluster, "other")]);
    cluster.faults.next("lost", { client: "one", operation: "createQuarantine" });
    cluster.faults.next("forbidden", { client: "one" });
    const quarantine = await other.createQuarantine(specOf("node-2"));
    await assert.rejects(one.createQuarantine(specOf("node-1")), isUnavailable);
    assert.equal(cluster.truth.quarantines.has("node-1"), true);
    assert.equal(one.fleet.quarantines.has("node-1"), false);
    await assert.rejects(one.evict({ ...podless, node: "node-1" }), (error) => hasCode(error, "CLUSTER_FORBIDDEN"));
    await other.finishQuarantine(quarantine);
    assert.deepEqual(
      cluster.journal.calls.map(({ client, operation, object }) => [client, operation, object]),
      [
        ["other", "createQuarantine", "node-2"],
        ["one", "createQuarantine", "node-1"],
        ["other", "finishQuarantine", "node-2"],
      ],
    );
  });

  test("a slow call takes its time", async () => {
    const cluster = simulatedCluster(two, { clock });
    const process = await watching(cluster);
    cluster.faults.next(3000);
    let isDone = false;
    const patching = process.patchNode(nodeIn(process, "node-1"), { unschedulable: true }).then(() => (isDone = true));
    await clock.advance(2999);
    assert.deepEqual([isDone, cluster.truth.nodes.get("node-1")?.unschedulable], [false, false]);
    await clock.advance(1);
    await patching;
    assert.equal(cluster.truth.nodes.get("node-1")?.unschedulable, true);
  });

  test("chance fails as many calls as it is told to, the same ones each time", async () => {
    const outcomes = async (): Promise<string> => {
      const cluster = simulatedCluster(two, { clock });
      const process = cluster.connect();
      const random = new Random("faults");
      cluster.faults.randomly(() => random.uniform(), 0.25, ["unavailable", "conflict"]);
      const calls = Array.from({ length: 400 }, () =>
        process.leases.read("x").then(
          () => ".",
          (error) => String(error.code).at(8),
        ),
      );
      return (await Promise.all(calls)).join("");
    };
    const once = await outcomes();
    assert.equal(await outcomes(), once);
    const [refused = 0, conflicts = 0] = ["U", "C"].map((letter) => once.split(letter).length - 1);
    assert.ok(refused > 25 && conflicts > 25 && refused + conflicts > 70 && refused + conflicts < 130, once);
  });
});

test("a process that has crashed changes nothing more, not even with what was under way", async () => {
  const cluster = simulatedCluster(two, { clock });
  const process = await watching(cluster);
  const patching = process.patchNode(nodeIn(process, "node-1"), { unschedulable: true });
  await Promise.all([process.close(), assert.rejects(patching, isUnavailable)]);
  assert.equal(cluster.truth.nodes.get("node-1")?.unschedulable, false);
});

test("jobs take a while, and end as they are told to", async () => {
  const cluster = simulatedCluster(two, { clock });
  const process = cluster.connect();
  assert.deepEqual(await process.runJob({}, "a"), { state: "running" });
  await clock.advance(1000);
  assert.deepEqual(await process.runJob({}, "a"), { state: "succeeded" });
  const failed = { state: "failed", problem: "exit code 1" } as const;
  cluster.jobs.ending = failed;
  assert.deepEqual(await process.runJob({}, "b"), { state: "running" });
  await clock.advance(1000);
  assert.deepEqual(await process.runJob({}, "b"), failed);
  assert.deepEqual(cluster.jobs.names, ["a", "b"]);
});

test("events of nodes are counted when they repeat, and known to whoever describes the node", async () => {
  const cluster = simulatedCluster(two, { clock });
  const process = await watching(cluster);
  const event = { type: "Normal", reason: "Quarantined", message: "held" } as const;
  for (let count = 0; count < 3; count += 1) await process.recordEvent(nodeIn(process, "node-1"), event);
  await process.recordEvent(nodeIn(process, "node-2"), event);
  assert.deepEqual(
    cluster.journal.events.map(({ node, count, message }) => [node, count, message]),
    [
      ["node-1", 3, "held"],
      ["node-2", 1, "held"],
    ],
  );
});

const podless = {
  namespace: "default",
  name: "none",
  uid: "none",
  requests: { cpuMillis: 0, memoryBytes: 0, pods: 1 },
  nodeSelector: {},
  tolerations: [],
  mirror: false,
  finished: false,
  terminating: false,
};

async function watching(cluster: SimulatedCluster, name = "process"): Promise<Cluster> {
  const process = cluster.connect({ name });
  await process.watch({ changed: () => {}, trouble: () => {} }, new AbortController().signal);
  return process;
}

function nodeIn({ fleet }: Cluster, name: string): FleetNode {
  const node = fleet.nodes.get(name);
  assert.ok(node, name);
  return node;
}

function isConflict(error: unknown): boolean {
  return hasCode(error, "CLUSTER_CONFLICT");
}

function isUnavailable(error: unknown): boolean {
  return hasCode(error, "CLUSTER_UNAVAILABLE");
}

/** Objects of the API server as the enforcer reads and writes them. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { callOf, type Method } from "../../../enforcer/kubernetes/call.ts";
import { formatDuration, parseDuration } from "../../../enforcer/kubernetes/duration.ts";
import {
  newNodeQuarantine,
  quarantineOf,
  specObject,
  statusObject,
} from "../../../enforcer/kubernetes/node-quarantine.ts";
import { z } from "zod";
import { fleetNode, nodePatchBody } from "../../../enforcer/kubernetes/node.ts";
import { fleetPod } from "../../../enforcer/kubernetes/pod.ts";
import { hasCode } from "../../../errors/picket-error.ts";
import { nodeJson } from "./fake-api-server.ts";

describe("durations", () => {
  const cases: readonly [string, number][] = [
    ["30m", 1_800_000],
    ["1h30m", 5_400_000],
    ["1.5h", 5_400_000],
    ["250ms", 250],
    ["2h0m1s", 7_201_000],
  ];
  for (const [text, ms] of cases) test(`${text} is ${ms} ms`, () => assert.equal(parseDuration(text), ms));
  for (const text of ["", "30", "m", "1d", "-1h", "1h ", "1,5h", "1h30"])
    test(`"${text}" is none`, () => assert.ok(Number.isNaN(parseDuration(text))));

  test("are written so that they are read again as they were", () => {
    for (const ms of [0, 1, 999, 1000, 61_001, 5_400_000, 86_400_000, 90_061_001])
      assert.equal(parseDuration(formatDuration(ms)), ms, formatDuration(ms));
    assert.equal(formatDuration(5_400_000), "1h30m");
  });
});

describe("requests in the words of RBAC", () => {
  const cases: readonly [Method, string, object][] = [
    ["GET", "/api/v1/nodes", { verb: "list", resource: "nodes" }],
    ["PATCH", "/api/v1/nodes/a.b", { verb: "patch", resource: "nodes", name: "a.b" }],
    [
      "POST",
      "/api/v1/namespaces/shop/pods/web-1/eviction",
      { verb: "create", resource: "pods/eviction", namespace: "shop", name: "web-1" },
    ],
    [
      "PATCH",
      "/apis/picket.dev/v1alpha1/nodequarantines/a/status",
      { verb: "patch", resource: "nodequarantines.picket.dev/status", name: "a" },
    ],
    [
      "PUT",
      "/apis/coordination.k8s.io/v1/namespaces/picket/leases/x",
      { verb: "update", resource: "leases.coordination.k8s.io", namespace: "picket", name: "x" },
    ],
  ];
  for (const [method, path, call] of cases)
    test(`${method} ${path}`, () => assert.deepEqual(callOf(method, path, false), call));
});

describe("a node", () => {
  test("that says nothing is not ready, has no room and no taints", () => {
    const node = fleetNode(nodeJson("bare", 7));
    assert.deepEqual([node.ready, node.unschedulable, node.taints, node.labels], [false, false, [], {}]);
    assert.deepEqual(node.allocatable, { cpuMillis: 0, memoryBytes: 0, pods: 0 });
    assert.equal(node.createdAt, Date.UTC(2026, 0, 1));
  });

  test("is ready by its condition, and its room is in numbers", () => {
    const status = {
      conditions: [
        { type: "MemoryPressure", status: "True" },
        { type: "Ready", status: "True" },
      ],
      allocatable: { cpu: "3920m", memory: "16252928Ki", pods: "110", "nvidia.com/gpu": "2" },
    };
    const node = fleetNode(nodeJson("full", 7, { status }));
    assert.equal(node.ready, true);
    assert.deepEqual(node.allocatable, { cpuMillis: 3920, memoryBytes: 16_252_928 * 1024, pods: 110 });
  });

  test("keeps of others' taints all that they say when one of ours comes or goes", () => {
    const theirs = { key: "example.org/theirs", effect: "NoExecute", timeAdded: "2026-01-01T00:00:00Z", future: 1 };
    const old = { key: "picket.dev/quarantine", effect: "PreferNoSchedule" };
    const node = fleetNode(nodeJson("tainted", 7, { spec: { taints: [old, theirs] } }));
    const ours = { key: "picket.dev/quarantine", effect: "NoSchedule" } as const;
    const taintsAfter = (patch: Parameters<typeof nodePatchBody>[1]): unknown =>
      Reflect.get(Reflect.get(nodePatchBody(node, patch), "spec"), "taints");
    assert.deepEqual(taintsAfter({ taints: { [ours.key]: ours } }), [theirs, ours]);
    assert.deepEqual(taintsAfter({ taints: { [ours.key]: null } }), [theirs]);
    assert.equal(taintsAfter({ unschedulable: true }), undefined);
    const inherited = { key: "constructor", effect: "NoSchedule" } as const;
    const named = { ...node, taints: [inherited] };
    const { spec } = z.object({ spec: z.unknown() }).parse(nodePatchBody(named, { taints: { [ours.key]: ours } }));
    assert.deepEqual(spec, { taints: [inherited, ours] }, "a taint named as what every object has");
  });

  test("is patched only as it was seen", () => {
    const node = fleetNode(nodeJson("seen", 7));
    assert.deepEqual(nodePatchBody(node, { unschedulable: false, annotations: { a: null } }), {
      metadata: { uid: "uid-seen", resourceVersion: "7", annotations: { a: null } },
      spec: { unschedulable: false },
    });
  });
});

describe("a pod", () => {
  const pod = (spec: object, more: object = {}): object => ({
    metadata: {
      name: "web-1",
      namespace: "shop",
      uid: "p",
      resourceVersion: "3",
      creationTimestamp: "2026-01-01T00:00:00Z",
      ...more,
    },
    spec: { containers: [], ...spec },
    status: { phase: "Running" },
  });
  const container = (cpu: string, memory: string, more: object = {}): object => ({
    name: "c",
    resources: { requests: { cpu, memory } },
    ...more,
  });
  const requestsOf = (spec: object): readonly number[] => {
    const { cpuMillis, memoryBytes } = fleetPod(pod(spec)).requests;
    return [cpuMillis, memoryBytes / 2 ** 20];
  };

  test("asks for its containers together", () => {
    assert.deepEqual(
      requestsOf({ containers: [container("100m", "64Mi"), container("0.5", "1Gi"), { name: "free" }] }),
      [600, 1088],
    );
  });

  test("asks for its largest init container where that is more", () => {
    const initContainers = [container("2", "16Mi"), container("100m", "512Mi")];
    assert.deepEqual(requestsOf({ containers: [container("1", "128Mi")], initContainers }), [2000, 512]);
  });

  test("counts sidecars with the containers, and with the init containers after them", () => {
    const sidecar = container("200m", "100Mi", { restartPolicy: "Always" });
    const initContainers = [container("900m", "1Mi"), sidecar, container("950m", "1Mi")];
    assert.deepEqual(requestsOf({ containers: [container("500m", "100Mi")], initContainers }), [1150, 200]);
  });

  test("asks for what it says as a whole, and for its runtime's overhead", () => {
    const spec = {
      containers: [container("1", "128Mi")],
      resources: { requests: { cpu: "3" } },
      overhead: { memory: "10Mi" },
    };
    assert.deepEqual(requestsOf(spec), [3000, 138]);
  });

  test("is known by its controller, and as the kubelet's own", () => {
    const ownerReferences = [{ kind: "Job" }, { kind: "DaemonSet", controller: true }];
    assert.equal(fleetPod(pod({}, { ownerReferences })).owner, "DaemonSet");
    assert.equal(fleetPod(pod({})).owner, undefined);
    assert.equal(fleetPod(pod({}, { annotations: { "kubernetes.io/config.mirror": "x" } })).mirror, true);
    assert.equal(fleetPod(pod({}, { deletionTimestamp: "2026-01-01T00:00:00Z" })).terminating, true);
  });

  test("tolerates what it says; comparisons with numbers are not for our taints", () => {
    const tolerations = [
      { operator: "Exists" },
      { key: "a", value: "x", effect: "NoExecute", tolerationSeconds: 300 },
      { key: "sla", operator: "Gt", value: "950" },
    ];
    assert.deepEqual(fleetPod(pod({ tolerations })).tolerations, [
      { operator: "Exists" },
      { key: "a", operator: "Equal", value: "x", effect: "NoExecute" },
    ]);
  });
});

describe("a NodeQuarantine", () => {
  const metadata = { name: "w-7", uid: "q", resourceVersion: "5", creationTimestamp: "2026-01-02T03:04:05Z" };

  test("of a person needs a node and a reason", () => {
    const { spec, status, deleting } = quarantineOf({ metadata, spec: { nodeName: "w-7", reason: "noise" } });
    assert.deepEqual(spec, {
      node: "w-7",
      reason: "noise",
      severity: "high",
      source: "manual",
      models: [],
      evidence: [],
      critical: [],
      requestedAt: Date.UTC(2026, 0, 2, 3, 4, 5),
    });
    assert.equal(status, undefined);
    assert.equal(deleting, false);
  });

  test("is written as Kubernetes has such things: times as RFC 3339, durations as text, UID in capitals", () => {
    const at = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
    const spec = quarantineOf({ metadata, spec: { nodeName: "w-7", reason: "noise" } }).spec;
    const written = JSON.parse(JSON.stringify(specObject({ ...spec, nodeUid: "u", ttlMs: 5_400_000, notAfter: at })));
    assert.deepEqual(
      [written.nodeName, written.nodeUID, written.ttl, written.notAfter],
      ["w-7", "u", "1h30m", "2026-01-02T03:04:05.678Z"],
    );
    assert.deepEqual(
      Object.keys(written).filter((key) => ["node", "nodeUid", "ttlMs"].includes(key)),
      [],
    );
    const status = statusObject({
      phase: "Pending",
      message: "",
      conditions: [{ type: "Admitted", status: "False", reason: "Budget", message: "3 of 3", since: at }],
      evidenceCount: 0,
      requests: [],
      until: at,
    });
    assert.match(JSON.stringify(status), /"lastTransitionTime":"2026-01-02T03:04:05.678Z"/);
  });

  test("keeps who asked, and waits for us when it is deleted", () => {
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    const spec = quarantineOf({ metadata, spec: { nodeName: "w-7", reason: "noise" } }).spec;
    const made = newNodeQuarantine(spec, traceparent);
    const object = {
      ...made,
      metadata: { ...metadata, ...Reflect.get(made, "metadata"), deletionTimestamp: "2026-01-03T00:00:00Z" },
    };
    const quarantine = quarantineOf(JSON.parse(JSON.stringify(object)));
    assert.deepEqual([quarantine.traceparent, quarantine.deleting], [traceparent, true]);
    assert.deepEqual(quarantine.finalizers, ["picket.dev/release"]);
    assert.deepEqual(quarantine.spec, spec);
  });

  test("of another version is not guessed at", () => {
    const object = { metadata, spec: { nodeName: "w-7", reason: "noise" }, status: { phase: "Exorcised" } };
    assert.throws(
      () => quarantineOf(object),
      (error) =>
        hasCode(error, "CLUSTER_INVALID") && /NodeQuarantine/.test(error.message) && /phase/.test(error.message),
    );
  });
});

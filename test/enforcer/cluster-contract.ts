/** What every implementation of the Cluster port must do. Each test uses nodes of its own, so a cluster may serve all of them. */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { FleetNode, FleetPod } from "../../enforcer/cluster/fleet.ts";
import type { Change, Cluster, ClusterListener, Lease, NodePatch } from "../../enforcer/cluster/port.ts";
import type { Quarantine, QuarantineSpec, QuarantineStatus } from "../../enforcer/quarantine/quarantine.ts";
import type { ErrorCode } from "../../errors/catalogue.ts";
import { hasCode } from "../../errors/picket-error.ts";
import { systemClock } from "../../runtime/clock.ts";

/** A cluster, and what others than Picket do in it. */
export interface ClusterUnderTest {
  /** A handle as one more process would hold it, which may watch pods. */
  connect(): Promise<Cluster>;
  addNode(name: string): Promise<void>;
  /** Makes and removes a taint, sets `spec.unschedulable`, as a person with kubectl. */
  changeNode(name: string, change: { readonly unschedulable?: boolean; readonly taint?: string }): Promise<void>;
  removeNode(name: string): Promise<void>;
  /** @param guarded whether a disruption budget allows no eviction of it. */
  addPod(name: string, node: string, guarded: boolean): Promise<void>;
  /** `kubectl apply`, with nothing but what a person has to write. */
  applyQuarantine(node: string, reason: string): Promise<void>;
  /** `kubectl delete nq`; does not wait for its end. */
  deleteQuarantine(name: string): Promise<void>;
  stop(): Promise<void>;
}

export function testClusterContract(name: string, open: () => Promise<ClusterUnderTest>): void {
  describe(`${name} cluster`, () => {
    const stopping = new AbortController();
    const changes: Change[] = [];
    const listener: ClusterListener = { changed: (change) => changes.push(change), trouble: () => {} };
    let underTest: ClusterUnderTest;
    let cluster: Cluster;
    /** Another process, which sees only what it is told by its watches. */
    let observer: Cluster;
    let serial = 0;

    before(async () => {
      underTest = await open();
      cluster = await underTest.connect();
      observer = await underTest.connect();
      await underTest.addNode("there-before");
      await Promise.all([cluster.watch(listener, stopping.signal), observer.watch(quiet, stopping.signal)]);
    });
    after(async () => {
      stopping.abort();
      await Promise.all([cluster.close(), observer.close()]);
      await underTest.stop();
    });

    const newNode = async (): Promise<FleetNode> => {
      const node = `node-${(serial += 1)}`;
      await underTest.addNode(node);
      return eventually(() => cluster.fleet.nodes.get(node));
    };
    const newQuarantine = async (): Promise<{ node: FleetNode; quarantine: Quarantine }> => {
      const node = await newNode();
      return { node, quarantine: await cluster.createQuarantine(specOf(node.name)) };
    };
    const newPod = async (node: string, guarded = false): Promise<FleetPod> => {
      const pod = `pod-${(serial += 1)}`;
      await underTest.addPod(pod, node, guarded);
      return eventually(() => podOf(cluster, node, pod));
    };

    test("knows, when watching has begun, what was there before", () => {
      const node = cluster.fleet.nodes.get("there-before");
      assert.ok(node);
      assert.notEqual(node.uid, "");
      assert.equal(node.unschedulable, false);
      assert.equal(node.ready, true);
      assert.ok(node.allocatable.cpuMillis > 0 && node.allocatable.memoryBytes > 0 && node.allocatable.pods > 0);
      assert.ok(node.createdAt > 0);
    });

    test("sees nodes come, change and go, and tells of each", async () => {
      const { name, uid } = await newNode();
      await underTest.changeNode(name, { unschedulable: true });
      const changed = await eventually(() => pick(cluster.fleet.nodes.get(name), (node) => node.unschedulable));
      assert.equal(changed.uid, uid);
      changes.length = 0;
      await underTest.removeNode(name);
      await until(() => !cluster.fleet.nodes.has(name));
      await until(() => changes.some(({ kind, node }) => kind === "node" && node === name));
    });

    test("a node that comes again under its name is another", async () => {
      const node = await newNode();
      await underTest.removeNode(node.name);
      await underTest.addNode(node.name);
      const next = await eventually(() => pick(cluster.fleet.nodes.get(node.name), ({ uid }) => uid !== node.uid));
      await rejectsWith(cluster.patchNode(node, { unschedulable: true }), "CLUSTER_CONFLICT");
      assert.equal(cluster.fleet.nodes.get(node.name)?.uid, next.uid);
      assert.equal((await cluster.patchNode(next, { unschedulable: true })).unschedulable, true);
    });

    test("one patch cordons, taints and annotates; what it does not name stays", async () => {
      const { name } = await newNode();
      await underTest.changeNode(name, { taint: "example.org/theirs" });
      const before = await eventually(() => pick(cluster.fleet.nodes.get(name), hasTaint("example.org/theirs")));
      const held = await cluster.patchNode(before, {
        unschedulable: true,
        taints: { "picket.dev/quarantine": { key: "picket.dev/quarantine", effect: "NoSchedule" } },
        annotations: { "picket.dev/quarantine": '{"uid":"1"}', "example.org/ours": "x" },
      });
      assert.equal(held.uid, before.uid);
      assert.notEqual(held.resourceVersion, before.resourceVersion);
      assert.equal(held.unschedulable, true);
      assert.deepEqual(own(held.taints), ["example.org/theirs:NoSchedule", "picket.dev/quarantine:NoSchedule"]);
      assert.equal(held.annotations["picket.dev/quarantine"], '{"uid":"1"}');
      assert.deepEqual(held.labels, before.labels);

      const more = await patchLatest(cluster, name, { annotations: { "example.org/ours": "y" } });
      assert.equal(more.unschedulable, true);
      assert.equal(more.annotations["example.org/ours"], "y");
      assert.deepEqual(own(more.taints), own(held.taints));
    });

    test("null removes annotations and taints, ours alone, and a taint is replaced by its key", async () => {
      const { name } = await newNode();
      await underTest.changeNode(name, { taint: "example.org/theirs" });
      const before = await eventually(() => pick(cluster.fleet.nodes.get(name), hasTaint("example.org/theirs")));
      const key = "picket.dev/quarantine";
      const soft = await cluster.patchNode(before, {
        taints: { [key]: { key, value: "a", effect: "PreferNoSchedule" } },
        annotations: { [key]: "mark" },
      });
      const hard = await cluster.patchNode(soft, { taints: { [key]: { key, effect: "NoSchedule" } } });
      assert.deepEqual(own(hard.taints), ["example.org/theirs:NoSchedule", `${key}:NoSchedule`]);
      const back = await cluster.patchNode(hard, { taints: { [key]: null }, annotations: { [key]: null, none: null } });
      assert.deepEqual(own(back.taints), ["example.org/theirs:NoSchedule"]);
      assert.ok(!(key in back.annotations));
      assert.deepEqual(back.annotations, before.annotations);
    });

    test("a patch of what has changed meanwhile is refused, and changes nothing", async () => {
      const seen = await newNode();
      await underTest.changeNode(seen.name, { taint: "example.org/meanwhile" });
      await rejectsWith(cluster.patchNode(seen, { unschedulable: true }), "CLUSTER_CONFLICT");
      const now = await eventually(() => pick(cluster.fleet.nodes.get(seen.name), hasTaint("example.org/meanwhile")));
      assert.equal(now.unschedulable, false);
      await cluster.patchNode(now, { unschedulable: true });
    });

    test("a patch of a node that is gone says so", async () => {
      const node = await newNode();
      await underTest.removeNode(node.name);
      await rejectsWith(cluster.patchNode(node, { unschedulable: true }), "CLUSTER_NOT_FOUND");
    });

    test("the fleet shows at once what was changed here, and others are told of it", async () => {
      const node = await newNode();
      const held = await cluster.patchNode(node, { unschedulable: true });
      assert.equal(cluster.fleet.nodes.get(node.name)?.unschedulable, true);
      const quarantine = await cluster.createQuarantine(specOf(node.name));
      assert.deepEqual(cluster.fleet.quarantines.get(node.name), quarantine);
      const said = await cluster.updateStatus(quarantine, statusOf("Quarantined"));
      assert.deepEqual(cluster.fleet.quarantines.get(node.name), said);
      const seen = await eventually(() =>
        pick(observer.fleet.quarantines.get(node.name), ({ status }) => status?.phase === "Quarantined"),
      );
      assert.deepEqual(seen, said);
      await until(() => observer.fleet.nodes.get(node.name)?.unschedulable === true);
      assert.equal(cluster.fleet.nodes.get(node.name)?.uid, held.uid);
      await cluster.finishQuarantine(said);
      assert.equal(cluster.fleet.quarantines.has(node.name), false);
      await until(() => !observer.fleet.quarantines.has(node.name));
      assert.equal(cluster.fleet.quarantines.has(node.name), false);
    });

    test("a refreshed fleet shows what others have done before", async () => {
      const { name, quarantine } = await newQuarantine().then(({ node, quarantine }) => ({ ...node, quarantine }));
      await observer.refresh();
      assert.equal(observer.fleet.nodes.get(name)?.name, name);
      assert.equal(observer.fleet.quarantines.get(name)?.uid, quarantine.uid);
      await patchLatest(cluster, name, { unschedulable: true });
      await observer.refresh();
      assert.equal(observer.fleet.nodes.get(name)?.unschedulable, true);
    });

    test("one quarantine a node: whoever comes second is told", async () => {
      const { node, quarantine } = await newQuarantine();
      await rejectsWith(observer.createQuarantine(specOf(node.name)), "CLUSTER_CONFLICT");
      assert.equal(quarantine.name, node.name);
      assert.equal(quarantine.deleting, false);
      assert.equal(quarantine.status, undefined);
      assert.ok(quarantine.createdAt > 0);
    });

    test("tells of what others did to quarantines and pods, by the node that it is about", async () => {
      const { name } = await newNode();
      const isTold = (kind: Change["kind"]) => changes.some((change) => change.kind === kind && change.node === name);
      changes.length = 0;
      const quarantine = await observer.createQuarantine(specOf(name));
      await until(() => isTold("quarantine"));
      changes.length = 0;
      await observer.finishQuarantine(quarantine);
      await until(() => isTold("quarantine") && !cluster.fleet.quarantines.has(name));
      const pod = await newPod(name);
      await until(() => isTold("pod"));
      changes.length = 0;
      await observer.evict(pod, 0);
      await until(() => isTold("pod") && podOf(cluster, name, pod.name) === undefined);
    });

    test("keeps all that a quarantine says", async () => {
      const { name } = await newNode();
      const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
      const created = await cluster.createQuarantine(fullSpec(name), traceparent);
      assert.deepEqual(created.spec, fullSpec(name));
      assert.equal(created.traceparent, traceparent);
      const told = await cluster.updateStatus(created, fullStatus);
      assert.deepEqual(told.status, fullStatus);
      assert.deepEqual(told.spec, created.spec);
      const evidence = [...fullSpec(name).evidence, { kind: "peer", id: "three", summary: "far from its like" }];
      const more = await cluster.updateSpec(told, { ...told.spec, evidence });
      assert.deepEqual(more.spec.evidence, evidence);
      assert.deepEqual(more.status, fullStatus);
      const seen = await eventually(() =>
        pick(observer.fleet.quarantines.get(name), ({ spec }) => spec.evidence.length === evidence.length),
      );
      assert.deepEqual(seen, more);
    });

    test("a change of a quarantine that has changed meanwhile is refused", async () => {
      const { quarantine } = await newQuarantine();
      const newer = await cluster.updateStatus(quarantine, statusOf("Pending"));
      await rejectsWith(cluster.updateStatus(quarantine, statusOf("Refused")), "CLUSTER_CONFLICT");
      await rejectsWith(cluster.updateSpec(quarantine, { ...quarantine.spec, critical: ["x"] }), "CLUSTER_CONFLICT");
      await rejectsWith(cluster.finishQuarantine(quarantine), "CLUSTER_CONFLICT");
      assert.deepEqual(cluster.fleet.quarantines.get(quarantine.name), newer);
      await cluster.finishQuarantine(newer);
    });

    test("a deleted quarantine waits until it is finished", async () => {
      const { node, quarantine } = await newQuarantine();
      await underTest.deleteQuarantine(node.name);
      const deleting = await eventually(() => pick(cluster.fleet.quarantines.get(node.name), (one) => one.deleting));
      assert.equal(deleting.uid, quarantine.uid);
      await rejectsWith(cluster.createQuarantine(specOf(node.name)), "CLUSTER_CONFLICT");
      const releasing = await cluster.updateStatus(deleting, statusOf("Releasing"));
      assert.equal(releasing.deleting, true);
      changes.length = 0;
      await cluster.finishQuarantine(releasing);
      assert.equal(cluster.fleet.quarantines.has(node.name), false);
      await until(() => !observer.fleet.quarantines.has(node.name));
      const next = await cluster.createQuarantine(specOf(node.name));
      assert.notEqual(next.uid, quarantine.uid);
    });

    test("deletes as a person would, and only the one that was meant", async () => {
      const { node, quarantine } = await newQuarantine();
      await cluster.deleteQuarantine(quarantine);
      const deleting = await eventually(() => pick(observer.fleet.quarantines.get(node.name), (one) => one.deleting));
      await cluster.deleteQuarantine(deleting);
      const last = await eventually(() => pick(cluster.fleet.quarantines.get(node.name), (one) => one.deleting));
      await cluster.finishQuarantine(last);
      await rejectsWith(cluster.deleteQuarantine(quarantine), "CLUSTER_NOT_FOUND");
      await cluster.createQuarantine(specOf(node.name));
      await rejectsWith(cluster.deleteQuarantine(quarantine), "CLUSTER_CONFLICT");
    });

    test("whatever is asked of a quarantine that is gone says so", async () => {
      const { quarantine } = await newQuarantine();
      await cluster.finishQuarantine(quarantine);
      await rejectsWith(cluster.updateStatus(quarantine, statusOf("Pending")), "CLUSTER_NOT_FOUND");
      await rejectsWith(cluster.updateSpec(quarantine, quarantine.spec), "CLUSTER_NOT_FOUND");
      await rejectsWith(cluster.finishQuarantine(quarantine), "CLUSTER_NOT_FOUND");
      await rejectsWith(cluster.deleteQuarantine(quarantine), "CLUSTER_NOT_FOUND");
    });

    test("what a person made waits too, from when its spec was first written here", async () => {
      const { name } = await newNode();
      await underTest.applyQuarantine(name, "smoke from the rack");
      const made = await eventually(() => cluster.fleet.quarantines.get(name));
      assert.equal(made.spec.node, name);
      assert.equal(made.spec.reason, "smoke from the rack");
      assert.equal(made.spec.source, "manual");
      await cluster.updateSpec(made, made.spec);
      await underTest.deleteQuarantine(name);
      const deleting = await eventually(() => pick(cluster.fleet.quarantines.get(name), (one) => one.deleting));
      await cluster.finishQuarantine(deleting);
      await until(() => !observer.fleet.quarantines.has(name));
    });

    test("sees the pods of a node", async () => {
      const { name } = await newNode();
      const pod = await newPod(name);
      assert.deepEqual(
        cluster.fleet.podsOn(name)?.map((one) => one.name),
        [pod.name],
      );
      assert.equal(pod.node, name);
      assert.equal(pod.requests.pods, 1);
      assert.ok(pod.requests.cpuMillis > 0 && pod.requests.memoryBytes > 0);
      assert.deepEqual([pod.mirror, pod.finished, pod.terminating], [false, false, false]);
      assert.deepEqual(cluster.fleet.podsOn("no-such-node"), []);
    });

    test("evicts pods, except where a disruption budget forbids it", async () => {
      const { name } = await newNode();
      const [free, guarded, other] = [await newPod(name), await newPod(name, true), await newPod(name)];
      assert.equal(await cluster.evict(guarded), "blocked");
      assert.equal(await cluster.evict(free), "evicted");
      await until(() => podOf(cluster, name, free.name)?.terminating ?? true);
      assert.equal(podOf(cluster, name, guarded.name)?.terminating, false);
      assert.equal(await cluster.evict({ ...other, uid: free.uid }), "gone");
      assert.equal(await cluster.evict({ ...free, name: "no-such-pod" }), "gone");
    });

    test("a pod that is given no time to stop is gone", async () => {
      const { name } = await newNode();
      const pod = await newPod(name);
      assert.equal(await cluster.evict(pod, 0), "evicted");
      await until(() => podOf(cluster, name, pod.name) === undefined);
      assert.equal(await cluster.evict(pod, 0), "gone");
    });

    test("runs a Job once, whoever asks for it, and says how it stands", async () => {
      const name = `job-${(serial += 1)}`;
      assert.deepEqual(await cluster.runJob(job, name), { state: "running" });
      assert.deepEqual(await observer.runJob(job, name), { state: "running" });
    });

    test("events of nodes never fail, not even for a node that is gone", async () => {
      const node = await newNode();
      const event = { type: "Warning", reason: "Quarantined", message: "cordoned by a test" } as const;
      await cluster.recordEvent(node, event);
      await cluster.recordEvent(node, event);
      await underTest.removeNode(node.name);
      await cluster.recordEvent(node, { ...event, type: "Normal" });
    });

    test("of several who write a lease, one succeeds", async () => {
      const name = `lease-${(serial += 1)}`;
      assert.equal(await cluster.leases.read(name), undefined);
      const lease = leaseOf("first");
      const created = await cluster.leases.write(name, lease, undefined);
      assert.deepEqual(withoutVersion(created), lease);
      await rejectsWith(observer.leases.write(name, leaseOf("second"), undefined), "CLUSTER_CONFLICT");
      const read = await observer.leases.read(name);
      assert.deepEqual(read, created);

      const renewed = await cluster.leases.write(name, { ...lease, renewedAt: lease.renewedAt + 1500 }, created);
      await rejectsWith(observer.leases.write(name, leaseOf("second"), read), "CLUSTER_CONFLICT");
      const released = await cluster.leases.write(name, { ...lease, holder: undefined }, renewed);
      assert.equal(released.holder, undefined);
      const taken = await observer.leases.write(name, { ...leaseOf("second"), transitions: 1 }, released);
      assert.deepEqual(await cluster.leases.read(name), taken);
      assert.equal(taken.transitions, 1);
    });

    test("a handle that is closed changes nothing any more", async () => {
      const node = await newNode();
      const closed = await underTest.connect();
      await closed.close();
      await rejectsWith(closed.patchNode(node, { unschedulable: true }), "CLUSTER_UNAVAILABLE");
      await rejectsWith(closed.createQuarantine(specOf(node.name)), "CLUSTER_UNAVAILABLE");
      await closed.recordEvent(node, { type: "Normal", reason: "Nothing", message: "never seen" });
      await cluster.patchNode(node, { unschedulable: true });
    });
  });
}

const job = {
  apiVersion: "batch/v1",
  kind: "Job",
  spec: { template: { spec: { restartPolicy: "Never", containers: [{ name: "main", image: "none" }] } } },
};

const quiet: ClusterListener = { changed: () => {}, trouble: () => {} };

export function specOf(node: string): QuarantineSpec {
  return {
    node,
    reason: "a test",
    severity: "high",
    source: "request",
    models: [],
    evidence: [],
    critical: [],
    requestedAt: 1_767_225_600_000,
  };
}

function fullSpec(node: string): QuarantineSpec {
  return {
    ...specOf(node),
    nodeUid: "00000000-0000-4000-8000-0000000000aa",
    requestId: "request-1",
    policy: { name: "default", version: "3" },
    models: ["hst/1", "ocsvm/2"],
    score: 0.9931,
    evidence: [
      { kind: "container", id: "one", topic: "anomalies", partition: 2, offset: 10_023, summary: "exec from /tmp" },
      { kind: "silence", id: "two", summary: "no sensor for 60 s" },
    ],
    critical: ["miner"],
    notAfter: 1_767_229_200_000,
    ttlMs: 1_800_000,
    drain: true,
  };
}

export function statusOf(phase: QuarantineStatus["phase"]): QuarantineStatus {
  return { phase, message: "", conditions: [], evidenceCount: 0, requests: [] };
}

const fullStatus: QuarantineStatus = {
  phase: "Quarantined",
  message: "cordoned and tainted",
  conditions: [
    { type: "Admitted", status: "True", reason: "WithinBudget", message: "1 of 3", since: 1_767_225_601_000 },
    { type: "Cordoned", status: "True", reason: "Cordoned", message: "by Picket", since: 1_767_225_602_000 },
  ],
  nodeUid: "00000000-0000-4000-8000-0000000000aa",
  since: 1_767_225_602_000,
  until: 1_767_240_000_000,
  evidenceCount: 2,
  recovery: { step: "reboot", since: 1_767_225_603_000 },
  before: { unschedulable: false },
  requests: [{ id: "request-1", action: "cordon", code: "admitted", at: 1_767_225_602_000 }],
};

function leaseOf(holder: string): Omit<Lease, "resourceVersion"> {
  return { holder, durationMs: 15_000, renewedAt: 1_767_225_600_123, transitions: 0 };
}

function withoutVersion({ resourceVersion, ...lease }: Lease): Omit<Lease, "resourceVersion"> {
  assert.notEqual(resourceVersion, "");
  return lease;
}

function podOf(cluster: Cluster, node: string, name: string): FleetPod | undefined {
  return cluster.fleet.podsOn(node)?.find((pod) => pod.name === name);
}

/** Looks again where a controller has changed the node after us. */
async function patchLatest(cluster: Cluster, name: string, patch: NodePatch): Promise<FleetNode> {
  for (;;) {
    const node = await eventually(() => cluster.fleet.nodes.get(name));
    try {
      return await cluster.patchNode(node, patch);
    } catch (error) {
      if (!hasCode(error, "CLUSTER_CONFLICT")) throw error;
      await until(() => cluster.fleet.nodes.get(name)?.resourceVersion !== node.resourceVersion);
    }
  }
}

/** Without what a node controller adds. */
function own(taints: FleetNode["taints"]): readonly string[] {
  return taints
    .filter(({ key }) => !key.startsWith("node.kubernetes.io/"))
    .map(({ key, effect }) => `${key}:${effect}`)
    .sort();
}

function hasTaint(key: string): (node: FleetNode) => boolean {
  return ({ taints }) => taints.some((taint) => taint.key === key);
}

function pick<Value>(value: Value | undefined, isRight: (value: Value) => boolean): Value | undefined {
  return value !== undefined && isRight(value) ? value : undefined;
}

async function rejectsWith(work: Promise<unknown>, code: ErrorCode): Promise<void> {
  await assert.rejects(work, (error) => hasCode(error, code) || assert.fail(`${String(error)} instead of ${code}`));
}

const patienceMs = 20_000;

/** Watches tell of a change a while after it. @throws when it takes too long. */
export async function eventually<Value>(look: () => Value | undefined): Promise<Value> {
  for (const start = systemClock.elapsed(); systemClock.elapsed() - start < patienceMs; await systemClock.sleep(5)) {
    const value = look();
    if (value !== undefined) return value;
  }
  return assert.fail(`not within ${patienceMs} ms: ${look.toString()}`);
}

export async function until(condition: () => boolean): Promise<void> {
  await eventually(() => (condition() ? true : undefined));
}

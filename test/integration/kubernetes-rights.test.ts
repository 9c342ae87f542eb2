/** The enforcer's service account on a real API server: all that it needs works, and nothing else does. */

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { ClusterListener } from "../../enforcer/cluster/port.ts";
import { ApiServer } from "../../enforcer/kubernetes/api-server.ts";
import { kubernetesCluster } from "../../enforcer/kubernetes/cluster.ts";
import { loadKubeconfig } from "../../enforcer/kubernetes/kubeconfig.ts";
import { hasCode } from "../../errors/picket-error.ts";
import { systemClock } from "../../runtime/clock.ts";
import { createLogger } from "../../telemetry/logger.ts";
import { eventually, specOf, statusOf } from "../enforcer/cluster-contract.ts";
import { KubernetesObjects, nodeObject, podObject } from "../services/kubernetes-objects.ts";
import { kubernetesApi } from "../services/kubernetes.ts";
import { applyCrds, applyRbac } from "../services/picket-manifests.ts";

const api = await kubernetesApi();

describe("the enforcer's service account", { skip: api === undefined }, () => {
  if (api === undefined) return;
  const objects = new KubernetesObjects(api);
  const stop = new AbortController();
  const lines: string[] = [];
  const logger = createLogger({ level: "debug", format: "json", write: (line) => lines.push(line), now: () => 0 });
  const quiet: ClusterListener = { changed: () => {}, trouble: () => {} };
  let kubeconfig = "";
  const connect = (watchPods: boolean) =>
    kubernetesCluster({ kubeconfig, namespace: "picket", watchPods, instance: "test", clock: systemClock, logger });

  before(async () => {
    await applyCrds(api);
    kubeconfig = await applyRbac(api);
    await objects.createNodes(nodeObject("worker-1"), nodeObject("worker-2"));
    await objects.createPods(podObject("web", { node: "worker-1" }));
  });
  after(async () => {
    stop.abort();
    await api.dispose();
  });

  it("may do all that the enforcer does", async () => {
    const cluster = connect(false);
    await cluster.watch(quiet, stop.signal);
    const node = await eventually(() => cluster.fleet.nodes.get("worker-1"));
    const asked = await cluster.createQuarantine(specOf(node.name));
    const known = await cluster.updateSpec(asked, { ...asked.spec, critical: ["miner"] });
    const held = await cluster.patchNode(node, { unschedulable: true });
    await cluster.recordEvent(held, { type: "Warning", reason: "Quarantined", message: "cordoned" });
    const told = await cluster.updateStatus(known, statusOf("Quarantined"));
    await cluster.deleteQuarantine(told);
    await cluster.finishQuarantine(await eventually(() => deleting(cluster.fleet.quarantines.get(node.name))));
    const lease = { holder: "one", durationMs: 15_000, renewedAt: 1_767_225_600_000, transitions: 0 };
    const first = await cluster.leases.write("picket-enforcer", lease, undefined);
    await cluster.leases.write("picket-enforcer", { ...lease, holder: "two" }, first);
    assert.equal((await cluster.leases.read("picket-enforcer"))?.holder, "two");
    await cluster.close();
    assert.deepEqual(lines, [], "no event was lost");
    assert.match(
      await api.kubectl(["describe", "node", "worker-1"]),
      /Warning +Quarantined .* picket\.dev\/enforcer +cordoned/,
    );
    await api.kubectl(["uncordon", "worker-1"]);
  });

  it("may not look at pods, nor evict them, before it is given the roles for that", async () => {
    const cluster = connect(true);
    await assert.rejects(
      cluster.watch(quiet, stop.signal),
      (error) =>
        hasCode(error, "CLUSTER_FORBIDDEN") && /to list pods; .*picket-enforcer.* cannot list/s.test(error.message),
    );
    kubeconfig = await applyRbac(api, "enforcer-capacity");
    const looking = connect(true);
    await whenAllowed(() => looking.watch(quiet, stop.signal));
    const pod = await eventually(() => looking.fleet.podsOn("worker-1")?.[0]);
    await assert.rejects(
      looking.evict(pod),
      (error) =>
        hasCode(error, "CLUSTER_FORBIDDEN") && /create pods\/eviction in the namespace default/.test(error.message),
    );
    kubeconfig = await applyRbac(api, "enforcer-drain");
    assert.equal(await whenAllowed(() => looking.evict(pod)), "evicted");
    await Promise.all([cluster.close(), looking.close()]);
  });

  it("has these rights and no others, wherever one looks", async () => {
    await applyRbac(api, "enforcer-capacity", "enforcer-drain", "enforcer-recovery");
    const everywhere = [
      "/nodes: get list patch watch",
      "/pods: list watch",
      "/pods/eviction: create",
      "picket.dev/nodequarantines: create delete get list patch watch",
      "picket.dev/nodequarantines/status: patch",
    ];
    // What everybody may who has logged in: ask what they may.
    const everybody = [
      "authentication.k8s.io/selfsubjectreviews: create",
      "authorization.k8s.io/selfsubjectaccessreviews: create",
      "authorization.k8s.io/selfsubjectrulesreviews: create",
    ];
    const rights: Readonly<Record<string, readonly string[]>> = {
      picket: ["batch/jobs: create get", "coordination.k8s.io/leases: create get update"],
      default: ["events.k8s.io/events: create patch"],
      "kube-system": [],
    };
    for (const [namespace, more] of Object.entries(rights))
      assert.deepEqual(await rightsIn(namespace), [...everywhere, ...everybody, ...more].sort(), namespace);
  });

  it("is refused in fact, not only on paper", async () => {
    const server = new ApiServer(loadKubeconfig({ kubeconfig }), { clock: systemClock, timeoutMs: 10_000 });
    const forbidden: readonly [Parameters<ApiServer["call"]>[0], string][] = [
      ["DELETE", "/api/v1/nodes/worker-2"],
      ["PUT", "/api/v1/nodes/worker-2"],
      ["POST", "/api/v1/nodes"],
      ["PATCH", "/api/v1/nodes/worker-2/status"],
      ["DELETE", "/api/v1/namespaces/default/pods/web"],
      ["GET", "/api/v1/namespaces/default/pods/web"],
      ["GET", "/api/v1/secrets"],
      ["GET", "/api/v1/namespaces/kube-system/configmaps"],
      ["PATCH", "/apis/rbac.authorization.k8s.io/v1/clusterroles/picket-enforcer"],
      ["DELETE", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/nodequarantines.picket.dev"],
      ["GET", "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-scheduler"],
      ["DELETE", "/apis/coordination.k8s.io/v1/namespaces/picket/leases/picket-enforcer"],
      ["DELETE", "/apis/picket.dev/v1alpha1/nodequarantines"],
      ["POST", "/api/v1/namespaces/picket/serviceaccounts/picket-enforcer/token"],
    ];
    for (const [method, path] of forbidden)
      await assert.rejects(
        server.call(method, path, method === "GET" ? {} : { body: {}, contentType: typeOf(method) }),
        (error) => hasCode(error, "CLUSTER_FORBIDDEN") || assert.fail(`${method} ${path}: ${String(error)}`),
      );
    server.close();
    assert.match(await api.kubectl(["get", "nodes"]), /worker-2/);
  });

  /** By the API server's own account of the rules that hold for it there. */
  async function rightsIn(namespace: string): Promise<readonly string[]> {
    const server = new ApiServer(loadKubeconfig({ kubeconfig }), { clock: systemClock, timeoutMs: 10_000 });
    const body = { kind: "SelfSubjectRulesReview", apiVersion: "authorization.k8s.io/v1", spec: { namespace } };
    const review = await server.call<RulesReview>("POST", "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews", {
      body,
    });
    server.close();
    assert.equal(review.status.incomplete, false);
    const verbs = new Map<string, Set<string>>();
    for (const rule of review.status.resourceRules)
      for (const group of rule.apiGroups)
        for (const resource of rule.resources) {
          assert.equal(rule.resourceNames, undefined);
          const name = `${group}/${resource}`;
          verbs.set(name, new Set([...(verbs.get(name) ?? []), ...rule.verbs]));
        }
    return [...verbs].map(([name, all]) => `${name}: ${[...all].sort().join(" ")}`).sort();
  }
});

/** The API server hears of new rights a moment after they are given. */
async function whenAllowed<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!hasCode(error, "CLUSTER_FORBIDDEN")) throw error;
      await systemClock.sleep(50);
    }
  }
  return work();
}

interface RulesReview {
  readonly status: {
    readonly incomplete: boolean;
    readonly resourceRules: readonly {
      readonly verbs: readonly string[];
      readonly apiGroups: readonly string[];
      readonly resources: readonly string[];
      readonly resourceNames?: readonly string[];
    }[];
  };
}

function deleting<Quarantine extends { readonly deleting: boolean }>(
  one: Quarantine | undefined,
): Quarantine | undefined {
  return one?.deleting ? one : undefined;
}

function typeOf(method: string): string {
  return method === "PATCH" ? "application/merge-patch+json" : "application/json";
}

/** The API server that tests start is a real one, with what the tests of the enforcer rest on. */

import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { systemClock } from "../../runtime/clock.ts";
import { KubernetesObjects, nodeObject, podObject } from "../services/kubernetes-objects.ts";
import { kubernetesApi } from "../services/kubernetes.ts";

const api = await kubernetesApi({ scheduler: true });

describe("the API server of the tests", { skip: api === undefined }, () => {
  if (api === undefined) return;
  const objects = new KubernetesObjects(api);
  after(() => api.dispose());
  const readOpen = () => objects.core.readNode({ name: "open" });

  it("keeps nodes, and changes them", async () => {
    await objects.createNodes(nodeObject("kept", { zone: "zone-b", cpu: "8", ready: false }));
    await api.kubectl(["annotate", "node", "kept", "example.com/note=seen"]);
    const { metadata, status } = await objects.core.readNode({ name: "kept" });
    assert.equal(metadata?.annotations?.["example.com/note"], "seen");
    assert.equal(metadata?.labels?.["topology.kubernetes.io/zone"], "zone-b");
    assert.equal(status?.allocatable?.["cpu"], "8");
    assert.equal(status?.conditions?.find(({ type }) => type === "Ready")?.status, "Unknown");
    const stale = `{"metadata":{"resourceVersion":"1","annotations":{"example.com/note":"late"}}}`;
    await assert.rejects(api.kubectl(["patch", "node", "kept", "--patch", stale]), /Conflict/);
    await api.kubectl(["delete", "node", "kept"]);
  });

  it("puts no pod on a cordoned node, and does once it is uncordoned", async () => {
    await objects.createNodes(nodeObject("open"), nodeObject("cordoned"));
    await api.kubectl(["cordon", "cordoned"]);
    const names = Array.from({ length: 8 }, (_, index) => `pod-${index}`);
    await objects.createPods(...names.map((name) => podObject(name)));
    for (const name of names) assert.equal(await objects.nodeOf(name), "open");

    await api.kubectl(["cordon", "open"]);
    await objects.createPods(podObject("waiting"));
    assert.match(await objects.refusalOf("waiting"), /2 node\(s\) were unschedulable/);
    await api.kubectl(["uncordon", "cordoned"]);
    assert.equal(await objects.nodeOf("waiting"), "cordoned");
  });

  it("lets a service account do what its role says, and nothing else", async () => {
    await api.apply(readerOfNodes);
    const asReader = [`--kubeconfig=${await api.kubeconfigOf("default", "reader")}`];
    assert.match(await api.kubectl([...asReader, "get", "nodes", "--output=name"]), /^node\/open$/m);
    await assert.rejects(
      api.kubectl([...asReader, "uncordon", "open"]),
      /"system:serviceaccount:default:reader" cannot patch/,
    );
    await assert.rejects(
      api.kubectl([...asReader, "get", "pods"]),
      /"system:serviceaccount:default:reader" cannot list/,
    );
  });

  it("keeps everything over a stop and a kill", async () => {
    const before = await readOpen();
    await api.stop();
    await assert.rejects(readOpen());
    await api.restart();
    assert.deepEqual(await readOpen(), before);
    await api.kill();
    await assert.rejects(readOpen());
    await api.restart();
    assert.deepEqual(await readOpen(), before);
  });

  it("answers nothing while it is paused", async () => {
    let answered = false;
    api.pause();
    const asked = readOpen().finally(() => (answered = true));
    await systemClock.sleep(300);
    assert.equal(answered, false);
    api.resume();
    await asked;
  });
});

const readerOfNodes = `
apiVersion: v1
kind: ServiceAccount
metadata: { name: reader, namespace: default }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: reader }
rules: [{ apiGroups: [""], resources: [nodes], verbs: [get, list] }]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: reader }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader }
subjects: [{ kind: ServiceAccount, name: reader, namespace: default }]
`;

/** The contract of every cluster, on a real API server. */

import { kubernetesCluster } from "../../enforcer/kubernetes/cluster.ts";
import { systemClock } from "../../runtime/clock.ts";
import { createLogger } from "../../telemetry/logger.ts";
import { testClusterContract } from "../enforcer/cluster-contract.ts";
import { KubernetesObjects, nodeObject, podObject } from "../services/kubernetes-objects.ts";
import { kubernetesApi } from "../services/kubernetes.ts";
import { applyCrds } from "../services/picket-manifests.ts";

const api = await kubernetesApi();
if (api !== undefined)
  testClusterContract("kubernetes", async () => {
    const objects = new KubernetesObjects(api);
    await applyCrds(api);
    await api.apply(
      JSON.stringify({
        apiVersion: "policy/v1",
        kind: "PodDisruptionBudget",
        metadata: { name: "guarded", namespace: "default" },
        spec: { minAvailable: 1, selector: { matchLabels: { guarded: "true" } } },
      }),
    );
    const logger = createLogger({
      level: "error",
      format: "text",
      write: (line) => process.stderr.write(line),
      now: () => systemClock.now(),
    });
    return {
      connect: async () =>
        kubernetesCluster({
          kubeconfig: api.kubeconfig,
          watchPods: true,
          instance: "test",
          clock: systemClock,
          logger,
        }),
      addNode: async (name) => {
        await objects.createNodes(nodeObject(name));
      },
      changeNode: async (name, { taint, unschedulable }) => {
        if (unschedulable !== undefined) await api.kubectl([unschedulable ? "cordon" : "uncordon", name]);
        if (taint !== undefined) await api.kubectl(["taint", "node", name, `${taint}:NoSchedule`]);
      },
      removeNode: async (name) => {
        await api.kubectl(["delete", "node", name]);
      },
      addPod: async (name, node, guarded) => {
        await objects.createPods(podObject(name, { node, labels: { guarded: String(guarded) } }));
        await api.kubectl(["patch", "pod", name, "--subresource=status", "--patch", '{"status":{"phase":"Running"}}']);
      },
      applyQuarantine: (node, reason) =>
        api.apply(
          JSON.stringify({
            apiVersion: "picket.dev/v1alpha1",
            kind: "NodeQuarantine",
            metadata: { name: node },
            spec: { nodeName: node, reason },
          }),
        ),
      deleteQuarantine: async (name) => {
        await api.kubectl(["delete", "nq", name, "--wait=false"]);
      },
      stop: () => api.dispose(),
    };
  });

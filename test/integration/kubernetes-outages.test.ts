/** A real API server that ends, hangs, or is not the one that was meant: said, waited for, and seen through. */

import assert from "node:assert/strict";
import { readFile, rm, writeFile } from "node:fs/promises";
import { rootCertificates } from "node:tls";
import { after, before, beforeEach, describe, it } from "node:test";
import type { Cluster, ClusterListener } from "../../enforcer/cluster/port.ts";
import { kubernetesCluster } from "../../enforcer/kubernetes/cluster.ts";
import type { ErrorCode } from "../../errors/catalogue.ts";
import { hasCode } from "../../errors/picket-error.ts";
import { systemClock } from "../../runtime/clock.ts";
import { createLogger } from "../../telemetry/logger.ts";
import { specOf, until } from "../enforcer/cluster-contract.ts";
import { KubernetesObjects, nodeObject } from "../services/kubernetes-objects.ts";
import { kubernetesApi } from "../services/kubernetes.ts";
import { applyCrds } from "../services/picket-manifests.ts";

const api = await kubernetesApi();

describe("an API server", { skip: api === undefined }, () => {
  if (api === undefined) return;
  const objects = new KubernetesObjects(api);
  const logger = createLogger({ level: "error", format: "text", write: console.error, now: () => 0 });
  const connect = (kubeconfig = api.kubeconfig): Cluster =>
    kubernetesCluster({ kubeconfig, watchPods: true, instance: "test", clock: systemClock, logger, timeoutMs: 4000 });
  const stop = new AbortController();
  const troubles: (Error | undefined)[] = [];
  const listener: ClusterListener = { changed: () => {}, trouble: (problem) => troubles.push(problem) };
  const cluster = connect();

  before(async () => {
    await applyCrds(api);
    await objects.createNodes(nodeObject("worker-1"));
    await cluster.watch(listener, stop.signal);
  });
  beforeEach(() => (troubles.length = 0));
  after(async () => {
    stop.abort();
    await cluster.close();
    await api.dispose();
  });

  const cordon = (unschedulable: boolean): Promise<unknown> =>
    cluster.patchNode(cluster.fleet.nodes.get("worker-1") ?? assert.fail("no node"), { unschedulable });
  const refused = (work: Promise<unknown>, code: ErrorCode, why: RegExp): Promise<void> =>
    assert.rejects(work, (error) => (hasCode(error, code) && why.test(error.message)) || assert.fail(String(error)));

  it("that was killed is waited for, and what changed meanwhile is seen", async () => {
    await cluster.createQuarantine(specOf("worker-1"));
    await api.kill();
    await refused(cordon(true), "CLUSTER_UNAVAILABLE", /check that it is up and reachable/);
    await until(() => troubles.some((trouble) => hasCode(trouble, "CLUSTER_UNAVAILABLE")));
    assert.equal(cluster.fleet.nodes.size, 1, "what was known stays known");
    await api.restart();
    await api.kubectl(["label", "node", "worker-1", "example.org/since=restart"]);
    await until(() => cluster.fleet.nodes.get("worker-1")?.labels["example.org/since"] === "restart");
    await until(() => troubles.at(-1) === undefined);
    await cordon(true);
    await api.kubectl(["delete", "nq", "worker-1", "--wait=false"]);
    await until(() => cluster.fleet.quarantines.get("worker-1")?.deleting === true);
    await cordon(false);
  });

  it("that hangs is given up after a while, and taken again when it answers", async () => {
    api.pause();
    // Its threads stop one by one.
    await systemClock.sleep(200);
    try {
      await refused(cordon(true), "CLUSTER_UNAVAILABLE", /patch nodes worker-1: .*timeout/);
    } finally {
      api.resume();
    }
    // The patch that got no answer may have been made all the same: that is what looking again is for.
    await api.kubectl(["uncordon", "worker-1"]);
    await until(() => cluster.fleet.nodes.get("worker-1")?.unschedulable === false);
    await api.kubectl(["annotate", "node", "worker-1", "example.org/note=after"]);
    await until(() => cluster.fleet.nodes.get("worker-1")?.annotations["example.org/note"] === "after");
    await cordon(true);
  });

  const impostors: readonly [string, (text: string) => string, RegExp][] = [
    [
      "whose certificate another authority signed",
      (text) =>
        text.replace(
          /"certificate-authority-data":"[^"]*"/,
          `"certificate-authority-data":"${Buffer.from(rootCertificates[0] ?? "").toString("base64")}"`,
        ),
      /do not trust each other; check the certificates/,
    ],
    [
      "that goes by another name than its certificate's",
      (text) => text.replace(/"server":/, '"tls-server-name":"elsewhere.example.org","server":'),
      /elsewhere\.example\.org/,
    ],
    [
      "that does not know our token",
      (text) => text.replace(/"token":"[^"]*"/, '"token":"guessed"'),
      /HTTP 401 to list/,
    ],
  ];
  for (const [what, change, why] of impostors)
    it(`${what} is no use waiting for`, async (t) => {
      const kubeconfig = `${api.kubeconfig}.impostor`;
      const text = await readFile(api.kubeconfig, "utf8");
      assert.notEqual(change(text), text);
      await writeFile(kubeconfig, change(text));
      const other = connect(kubeconfig);
      t.after(async () => {
        await other.close();
        await rm(kubeconfig);
      });
      await refused(other.watch(listener, stop.signal), "CLUSTER_AUTHENTICATION", why);
      await refused(other.createQuarantine(specOf("worker-1")), "CLUSTER_AUTHENTICATION", /check the certificates/);
    });
});

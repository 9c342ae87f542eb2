/** The enforcer as it runs in production: a process of its own, a real broker, a real API server, and no right too many. */

import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { podObject } from "../services/kubernetes-objects.ts";
import { kafkaBroker } from "../services/kafka.ts";
import { kubernetesApi } from "../services/kubernetes.ts";
import { EnforcerTrial } from "./enforcer-trial.ts";

const [broker, api] = await Promise.all([kafkaBroker(), kubernetesApi({ scheduler: true })]);

describe("the enforcer on real services", { skip: broker === undefined || api === undefined }, async () => {
  if (broker === undefined || api === undefined) return;
  const trial = await EnforcerTrial.begin(api, broker, "enforcer");
  after(async () => {
    await trial.end();
    await Promise.all([api.dispose(), broker.dispose()]);
  });
  await trial.createNodes("node-1", "node-2", "node-3");
  const replica = trial.start();

  it("cordons the node of a request, so that the scheduler puts no pod on it, and gives it back", async () => {
    const outcome = await trial.finalOf(await trial.request("node-1"));
    assert.equal(outcome.code, "cordoned");
    assert.deepEqual(outcome.after, {
      uid: trial.onlooker.fleet.nodes.get("node-1")?.uid,
      unschedulable: true,
      taint: "NoSchedule",
      phase: "Quarantined",
    });
    const names = Array.from({ length: 6 }, (_, index) => `pod-${index}`);
    await trial.objects.createPods(...names.map((name) => podObject(name)));
    for (const name of names) assert.notEqual(await trial.objects.nodeOf(name), "node-1");

    await api.kubectl(["cordon", "node-2", "node-3"]);
    await trial.objects.createPods(podObject("waiting"));
    assert.match(await trial.objects.refusalOf("waiting"), /3 node\(s\) were unschedulable|untolerated taint/);
    await trial.decided(await trial.request("node-1", { action: "release", evidence: [] }));
    assert.equal(await trial.objects.nodeOf("waiting"), "node-1");
    await api.kubectl(["uncordon", "node-2", "node-3"]);
  });

  it("tells the whole story to kubectl", async () => {
    await trial.decided(await trial.request("node-2"));
    const told = await api.kubectl(["get", "nq", "node-2"]);
    assert.match(told, /node-2\s+Quarantined\s+5 of 5 windows anomalous\s+high/);
    const described = async () => api.kubectl(["describe", "node", "node-2"]);
    while (!/PicketQuarantined/.test(await described())) await new Promise((resolve) => setTimeout(resolve, 100));
    await api.kubectl(["delete", "nq", "node-2"]);
    await trial.until(() => trial.onlooker.fleet.nodes.get("node-2")?.unschedulable === false);
  });

  it("takes what a person makes by hand, and respects a person's uncordon", async () => {
    await api.apply(
      JSON.stringify({
        apiVersion: "picket.dev/v1alpha1",
        kind: "NodeQuarantine",
        metadata: { name: "node-3" },
        spec: { nodeName: "node-3", reason: "disk makes noises" },
      }),
    );
    await trial.until(() => trial.quarantineOf("node-3")?.status?.phase === "Quarantined");
    assert.equal(trial.onlooker.fleet.nodes.get("node-3")?.unschedulable, true);
    await api.kubectl(["uncordon", "node-3"]);
    await trial.until(() => trial.quarantineOf("node-3")?.status?.phase === "Vetoed");
    await trial.until(() => trial.onlooker.fleet.nodes.get("node-3")?.taints.length === 0);
    assert.equal((await trial.finalOf(await trial.request("node-3"))).code, "vetoed");
  });

  it("carries out after an outage of the API server what came meanwhile", async () => {
    await api.kill();
    const request = await trial.request("node-1");
    await replica.said(/CLUSTER_UNAVAILABLE/);
    await api.restart();
    assert.equal((await trial.finalOf(request)).code, "cordoned");
  });

  it(
    "gives nodes back while the broker is away, and tells of it when that is back",
    { skip: !broker.own },
    async () => {
      await broker.kill();
      await api.kubectl(["delete", "nq", "node-1", "--wait=false"]);
      await trial.until(() => trial.onlooker.fleet.nodes.get("node-1")?.unschedulable === false);
      await broker.restart();
      await trial.until(() => trial.quarantineOf("node-1") === undefined);
      const told = async () =>
        (await trial.outcomes()).filter(({ node, code }) => node === "node-1" && code === "released");
      // What is committed shows to readers when the broker has written its marker, which is a little later (KIP-98).
      while ((await told()).length < 2) await new Promise((resolve) => setTimeout(resolve, 50));
      // After a final outcome of a later request there is nothing left to be told of the earlier ones.
      await trial.finalOf(await trial.request("node-2"));
      assert.equal((await told()).length, 2, "once for each time it was released");
    },
  );

  it("has its successor go on within seconds of a kill", async () => {
    const second = trial.start();
    await second.said(/the enforcer runs/);
    replica.kill("SIGKILL");
    await replica.ended;
    assert.equal((await trial.finalOf(await trial.request("node-1"))).code, "cordoned");
    assert.deepEqual(await second.stop(), { code: 0, signal: null }, second.stderr);
  });
});

/** Events on nodes are few, however often something is said. */

import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { ApiServer } from "../../../enforcer/kubernetes/api-server.ts";
import { loadKubeconfig } from "../../../enforcer/kubernetes/kubeconfig.ts";
import { NodeEvents } from "../../../enforcer/kubernetes/node-events.ts";
import { fleetNode } from "../../../enforcer/kubernetes/node.ts";
import { ManualClock } from "../manual-clock.ts";
import { FakeApiServer, nodeJson } from "./fake-api-server.ts";

const events = "/apis/events.k8s.io/v1/namespaces/default/events";
const node = fleetNode(nodeJson("worker-7", 1));
const deferred = { type: "Warning", reason: "CordonDeferred", message: "the budget is used up" } as const;

async function open(t: TestContext): Promise<{ fake: FakeApiServer; recorder: NodeEvents; clock: ManualClock }> {
  const [fake, clock] = [await FakeApiServer.start(), new ManualClock()];
  let serial = 0;
  fake.intercept = (_, answer) => {
    answer.end(JSON.stringify(nodeJson(`worker-7-${(serial += 1)}`, 5)));
    return true;
  };
  const server = new ApiServer(loadKubeconfig(fake), { clock, timeoutMs: 5000 });
  t.after(async () => {
    server.close();
    await fake.close();
  });
  return { fake, recorder: new NodeEvents(server, clock, "enforcer-1"), clock };
}

test("an event says of which node, what, and who says so", async (t) => {
  const { fake, recorder } = await open(t);
  await recorder.record(node, { ...deferred, message: "x".repeat(5000) });
  const { metadata, regarding, note, ...rest } = JSON.parse(fake.asked[0]?.body ?? "");
  assert.deepEqual(metadata, { generateName: "worker-7-", namespace: "default" });
  assert.deepEqual(regarding, { apiVersion: "v1", kind: "Node", name: "worker-7", uid: "uid-worker-7" });
  assert.equal(note.length, 1024);
  assert.deepEqual(rest, {
    apiVersion: "events.k8s.io/v1",
    kind: "Event",
    eventTime: "2026-01-01T00:00:00.000000Z",
    reportingController: "picket.dev/enforcer",
    reportingInstance: "enforcer-1",
    action: "CordonDeferred",
    reason: "CordonDeferred",
    type: "Warning",
  });
});

test("what is said again is counted, twice a minute at most, and after ten minutes it is another event", async (t) => {
  const { fake, recorder, clock } = await open(t);
  for (let second = 0; second < 600; second += 1) {
    await recorder.record(node, deferred);
    await clock.advance(1000);
  }
  assert.equal(fake.count("POST", events), 1);
  assert.equal(fake.count("PATCH", `${events}/worker-7-1`), 19);
  assert.deepEqual(JSON.parse(fake.asked.at(-1)?.body ?? ""), {
    series: { count: 571, lastObservedTime: "2026-01-01T00:09:30.000000Z" },
  });
  await recorder.record(node, deferred);
  assert.equal(fake.count("POST", events), 2);
});

test("what differs in anything is another event", async (t) => {
  const { fake, recorder } = await open(t);
  await recorder.record(node, deferred);
  await recorder.record(node, { ...deferred, message: "the storm breaker is open" });
  await recorder.record({ ...node, uid: "another" }, deferred);
  await recorder.record(node, { ...deferred, type: "Normal" });
  assert.equal(fake.count("POST", events), 4);
});

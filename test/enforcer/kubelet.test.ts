/**
 * What a compromised kubelet can do to the enforcer. With the NodeRestriction plugin it may change annotations, labels and the
 * cordon of its own node, but not its taints.
 * https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#noderestriction
 */

import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { minute, World, type WorldOptions } from "./world.ts";

const markerKey = "picket.dev/quarantine";

describe("a kubelet", () => {
  let world: World;
  const begin = (options: WorldOptions = {}): void => {
    world = new World(options);
    world.start();
  };
  afterEach(() => world.close());
  const annotate = (name: string, annotations: Readonly<Record<string, string>>): void =>
    world.cluster.changeNode(name, { annotations });

  it("uses up no budget with an annotation", async () => {
    begin({ policy: { budget: { nodes: 1 } } });
    const { uid } = world.node("node-5");
    annotate("node-4", { [markerKey]: "{}" });
    annotate("node-5", {
      [markerKey]: JSON.stringify({ quarantine: "none", node: uid, cordoned: false, kept: false }),
    });
    assert.deepEqual(await world.decided(await world.request("node-1"), "cordoned", "budget_nodes", "budget_percent"), [
      "cordoned",
    ]);
  });

  it("does not free its node by taking the annotation off: it is put back, and the node is given back whole", async () => {
    begin();
    const before = world.node("node-1");
    await world.decided(await world.request("node-1"), "cordoned");
    const { annotations } = world.node("node-1");
    annotate("node-1", {});
    await world.until(() => world.held.length === 1);
    assert.deepEqual(world.node("node-1").annotations, annotations);
    assert.equal(world.phaseOf("node-1"), "Quarantined");
    world.cluster.deleteQuarantine("node-1");
    await world.until(() => world.phaseOf("node-1") === undefined);
    const { resourceVersion: _, ...after } = world.node("node-1");
    const { resourceVersion: __, ...expected } = before;
    assert.deepEqual(after, expected);
  });

  it("does not free its node by an annotation of a quarantine that is not there", async () => {
    begin();
    await world.decided(await world.request("node-1"), "cordoned");
    const { annotations, uid } = world.node("node-1");
    const forged = { quarantine: "another", node: uid, cordoned: true, kept: true };
    annotate("node-1", { ...annotations, [markerKey]: JSON.stringify(forged) });
    await world.clock.advance(minute);
    assert.equal(world.phaseOf("node-1"), "Quarantined");
    const { quarantines } = world.cluster.truth;
    const marker: unknown = JSON.parse(world.node("node-1").annotations[markerKey] ?? "");
    assert.deepEqual(marker, { quarantine: quarantines.get("node-1")?.uid, node: uid, cordoned: true, kept: false });
    assert.equal(world.node("node-1").unschedulable, true);
  });

  it("cannot take another's cordon off through us when it hides our annotation", async () => {
    begin();
    world.cluster.cordon("node-1");
    await world.decided(await world.request("node-1"), "cordoned");
    annotate("node-1", {});
    await world.until(() => world.held.length === 1);
    world.cluster.deleteQuarantine("node-1");
    await world.until(() => world.phaseOf("node-1") === undefined);
    assert.equal(world.node("node-1").unschedulable, true);
  });

  it("cannot protect its node with a label that it may set", async () => {
    begin();
    const { labels } = world.node("node-1");
    world.cluster.changeNode("node-1", { labels: { ...labels, "picket.dev/protected": "true" } });
    await world.decided(await world.request("node-1"), "cordoned");
    world.cluster.changeNode("node-2", { labels: { "picket.node-restriction.kubernetes.io/protected": "true" } });
    await world.decided(await world.request("node-2"), "node_protected");
  });
});

/** A status that the API server refuses, as the CRD says, must never stand between a person and their node. */

import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import type { Cluster } from "../../enforcer/cluster/port.ts";
import { timeText } from "../../enforcer/kubernetes/schema.ts";
import { quarantineOf } from "../../enforcer/kubernetes/node-quarantine.ts";
import type { QuarantineStatus } from "../../enforcer/quarantine/quarantine.ts";
import { PicketError } from "../../errors/picket-error.ts";
import { delegated } from "./delegated.ts";
import { minute, World, type WorldOptions } from "./world.ts";

const hour = 60 * minute;

const manual = {
  node: "node-1",
  reason: "disk makes noises",
  severity: "high",
  source: "manual",
  models: [],
  evidence: [],
  critical: [],
} as const;

/** Lengths and times of the CRD (helm/picket/crds), which the simulated API server does not look at. */
function isAllowed({ message, conditions, until }: QuarantineStatus): boolean {
  const messages = [message, ...conditions.map((condition) => condition.message)];
  return messages.every(({ length }) => length <= 2048) && /^\d{4}-/.test(timeText(until ?? 0));
}

describe("a status that the CRD does not allow", () => {
  let world: World;
  afterEach(() => world.close());
  /** @returns how often a status was refused. */
  const begin = (options: WorldOptions, allows: (status: QuarantineStatus) => boolean): (() => number) => {
    let refused = 0;
    world = new World({ leaseDurationMs: hour, ...options });
    const strict = (cluster: Cluster): Cluster => ({
      ...delegated(cluster),
      updateStatus: async (quarantine, status) => {
        if (allows(status)) return cluster.updateStatus(quarantine, status);
        refused += 1;
        throw new PicketError("CLUSTER_INVALID", "The status is not as the CRD says.");
      },
    });
    world.start({ cluster: strict });
    return () => refused;
  };

  it("does not come of a node with many pods that stay", async () => {
    const refused = begin({ policy: { drain: { enabled: true } } }, isAllowed);
    for (let index = 0; index < 40; index += 1) {
      world.cluster.addPod({ name: `runner-${index}-${"x".repeat(100)}`, node: "node-1" });
    }
    await world.decided(await world.request("node-1"), "cordoned");
    const drained = () =>
      world.cluster.truth.quarantines.get("node-1")?.status?.conditions.find(({ type }) => type === "Drained");
    await world.until(() => drained()?.status === "True");
    assert.match(drained()?.message ?? "", /^It is drained\. These stay: .*\.\.\.$/);
    assert.equal(refused(), 0);
    assert.deepEqual(
      await world.decided(await world.request("node-1", { action: "release", evidence: [] }), "released"),
      ["released"],
    );
  });

  it("does not come of a date that is far away, which holds no node for ever either", async () => {
    const refused = begin({}, isAllowed);
    world.cluster.applyQuarantine({
      ...manual,
      requestedAt: Date.UTC(9999, 11, 31),
    });
    await world.until(() => world.phaseOf("node-1") === "Quarantined");
    await world.clock.advance(5 * hour);
    await world.until(() => world.held.length === 0);
    assert.equal(refused(), 0);
  });

  it("does not come of a time that is longer than the calendar", async () => {
    const refused = begin({}, isAllowed);
    world.cluster.applyQuarantine({
      ...manual,
      requestedAt: world.clock.now(),
      ttlMs: 99_999_999 * hour,
    });
    await world.until(() => world.phaseOf("node-1") === "Quarantined");
    world.cluster.deleteQuarantine("node-1");
    await world.until(() => world.phaseOf("node-1") === undefined && world.held.length === 0);
    assert.equal(refused(), 0);
  });

  it("is not read from a time that has no place in UTC", () => {
    const { spec } = quarantineOf({
      metadata: { name: "n", uid: "u", resourceVersion: "1", creationTimestamp: "2026-01-01T00:00:00Z" },
      spec: { nodeName: "n", reason: "disk", requestedAt: "9999-12-31T23:59:59-12:00" },
    });
    assert.equal(timeText(spec.requestedAt), "9999-12-31T23:59:59.000Z");
  });

  const unrecordable = ({ phase }: QuarantineStatus): boolean => phase !== "Quarantined";

  it("should it come about, a node is given back to whoever deletes the object", async () => {
    const refused = begin({}, unrecordable);
    await world.request("node-1");
    await world.until(() => refused() > 0);
    assert.deepEqual(world.held, ["node-1"]);
    world.cluster.deleteQuarantine("node-1");
    await world.clock.advance(minute);
    await world.until(() => world.held.length === 0 && world.phaseOf("node-1") === undefined);
    assert.equal(world.node("node-1").unschedulable, false);
  });

  it("should it come about, a node is given back to whoever requests it", async () => {
    const refused = begin({}, unrecordable);
    const request = await world.request("node-1");
    await world.until(() => refused() > 0);
    await world.clock.advance(minute);
    await world.decided(request, "waiting");
    const release = await world.request("node-1", { action: "release", evidence: [] });
    assert.deepEqual(await world.decided(release, "released", "not_possible"), ["released"]);
    assert.deepEqual(world.held, []);
  });
});

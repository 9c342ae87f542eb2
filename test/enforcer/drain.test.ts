/** Which pods a drain moves, on a table. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { drainPlan, isDrained } from "../../enforcer/drain/plan.ts";
import { policySchema } from "../../enforcer/policy.ts";
import { aPod } from "./fleets.ts";

const { owner: _, ...unmanaged } = aPod("bare", "n");
const pods = [
  aPod("web", "n"),
  aPod("agent", "n", { owner: "DaemonSet" }),
  aPod("etcd", "n", { mirror: true }),
  aPod("done", "n", { finished: true }),
  aPod("going", "n", { terminating: true }),
  unmanaged,
];

describe("a drain", () => {
  it("moves what is made again elsewhere, and says what stays", () => {
    const plan = drainPlan(pods, policySchema.parse({}));
    assert.deepEqual(
      plan.evict.map(({ name }) => name),
      ["web"],
    );
    assert.equal(plan.ending, 1);
    assert.deepEqual(plan.kept, ["shop/bare: nothing would make it again (drain.unmanagedPods)"]);
    assert.equal(isDrained(plan), false);
  });

  it("moves also what nothing would make again, where the policy says so", () => {
    const plan = drainPlan(pods, policySchema.parse({ drain: { unmanagedPods: true } }));
    assert.deepEqual(
      plan.evict.map(({ name }) => name),
      ["web", "bare"],
    );
    assert.deepEqual(plan.kept, []);
  });

  it("is done when only the node's own pods are left", () => {
    assert.equal(isDrained(drainPlan(pods.slice(1, 4), policySchema.parse({}))), true);
  });
});

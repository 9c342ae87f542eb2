/** The policy file: safe when empty, and clear about every mistake. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { defaultPolicy, parsePolicy } from "../../enforcer/policy.ts";

describe("a policy", () => {
  it("that says nothing is the default, which changes nothing in a cluster", () => {
    for (const text of ["", "{}", "# only a remark"]) assert.deepEqual(parsePolicy(text, "p.yaml"), defaultPolicy);
    assert.equal(defaultPolicy.mode, "dry-run");
    assert.ok(defaultPolicy.protect.labels.includes("node-role.kubernetes.io/control-plane"));
  });

  it("is read as it is written", () => {
    const policy = parsePolicy(
      "mode: enforce\nrelease: {healthyFor: 10m}\nevidence: {critical: [reverse-shell]}\ndrain: {enabled: true}",
      "p.yaml",
    );
    assert.equal(policy.mode, "enforce");
    assert.equal(policy.release.healthyFor, 600_000);
    assert.deepEqual(policy.evidence.critical, ["reverse-shell"]);
    assert.equal(policy.drain.gracePeriod, undefined);
  });

  it("is told all its mistakes at once, each with its line", () => {
    const text = "mode: enforc\nbudget:\n  nodes: 0\n  foo: 1\nrate: {within: 10}\nrecovery: [{name: a}]\n";
    assert.throws(
      () => parsePolicy(text, "p.yaml"),
      (error: Error) => {
        assert.match(error.message, /p\.yaml:1: mode: .*"enforce"\|"dry-run"\|"off"/);
        assert.match(error.message, /p\.yaml:3: budget\.nodes: .*>=1/);
        assert.match(error.message, /p\.yaml:4: budget\.foo: is not known/);
        assert.match(error.message, /p\.yaml:5: rate\.within: expected a duration from 1s/);
        assert.match(error.message, /p\.yaml:6: recovery\[0\]: a step is either http or job/);
        return true;
      },
    );
  });

  it("that is not YAML is said to be so", () => {
    assert.throws(() => parsePolicy("a: [", "p.yaml"), /p\.yaml:1: unexpected end/);
  });
});

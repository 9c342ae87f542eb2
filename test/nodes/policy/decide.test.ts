/** When a node is asked for, rule by rule; test/nodes/policy/property.test.ts holds what must be true in any order of things. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Ask } from "../../../nodes/policy/ask.ts";
import { decide, type Decision } from "../../../nodes/policy/decide.ts";
import { type HealthSummary, withNewest } from "../../../nodes/policy/history.ts";
import { parseNodePolicy } from "../../../nodes/policy/policy.ts";
import type { RuleName } from "../../../nodes/policy/rules.ts";
import { noStanding, type Standing } from "../../../nodes/policy/standing.ts";
import { bad, healthy, length, minute, someEvidence } from "./some-windows.ts";

const facts = { node: "node-1", group: "web" };
const shm = "exec_from_dev_shm_by_root";
const port = "suspicious_port_connection";

function decided(yaml: string, windows: readonly HealthSummary[], standing: Standing = noStanding): Decision {
  return decide(parseNodePolicy(yaml, "p.yaml"), facts, windows, standing);
}

function asked(decision: Decision, action: Ask["action"]): Decision & Ask {
  if (decision.action === "nothing" || decision.action !== action)
    throw new assert.AssertionError({ message: JSON.stringify(decision, null, 2) });
  return decision;
}

function outcome({ explanation }: Decision, name: RuleName): { isMet: boolean; text: string } {
  const found = explanation.find(({ rule }) => rule === name);
  return found ?? assert.fail(`nothing is said of ${name}`);
}

/** Window by window, as the judge asks. */
function played(yaml: string, windows: readonly HealthSummary[]): readonly Decision[] {
  const policy = parseNodePolicy(yaml, "p.yaml");
  let history: readonly HealthSummary[] = [];
  let standing = noStanding;
  return windows.map((window) => {
    history = withNewest(history, window);
    const decision = decide(policy, facts, history, standing);
    standing = decision.standing;
    return decision;
  });
}

function actions(decisions: readonly Decision[]): string {
  return decisions.map(({ action }) => ({ nothing: ".", cordon: "C", release: "R" })[action]).join("");
}

function times<Item>(count: number, item: (index: number) => Item): readonly Item[] {
  return Array.from({ length: count }, (_, index) => item(index));
}

describe("k of n windows", () => {
  it("ask once enough of the newest are severe enough, and the newest is one of them", () => {
    assert.equal(actions(played("", [bad(0), healthy(1), bad(2)])), "..C");
    assert.equal(decided("", [bad(0), bad(1), healthy(2)]).action, "nothing");
    assert.match(
      outcome(decided("", [bad(0), bad(1), healthy(2)]), "windows").text,
      /2 at least high \(needs 2\).*newest/,
    );
  });

  it("count a window for its severity and all below", () => {
    const medium = (index: number) => bad(index, { severity: "medium" });
    assert.equal(actions(played("", [medium(0), medium(1), bad(2), medium(3)])), "...C");
    assert.equal(actions(played("need: {critical: 1}", [bad(0), bad(1), bad(2, { severity: "critical" })])), "..C");
  });

  it("pass over what scores too low, and what is no judgement", () => {
    assert.equal(decided("minimumScore: 0.95", [bad(0), bad(1)]).action, "nothing");
    for (const verdict of ["learning", "unknown", "healthy"] as const) {
      assert.equal(decided("", [bad(0, { verdict }), bad(1, { verdict })]).action, "nothing", verdict);
    }
    assert.equal(decided("", [bad(0, { verdict: "silent" }), bad(1, { verdict: "silent" })]).action, "cordon");
  });

  it("are windows of time: what was before an absence does not count", () => {
    assert.equal(decided("", [bad(0), bad(5)]).action, "cordon");
    assert.equal(decided("", [bad(0), bad(6)]).action, "nothing");
  });
});

describe("a request", () => {
  it("says what carries it", () => {
    const windows = [bad(0, { score: 0.7 }), healthy(1), bad(2, { score: 0.8, severity: "critical" })];
    const ask = asked(decided("name: night-watch", windows), "cordon");
    assert.equal(ask.id, `night-watch/cordon/${windows[2]?.id}`);
    assert.deepEqual(ask.windows, [windows[0]?.id, windows[2]?.id]);
    assert.equal(ask.severity, "critical");
    assert.equal(ask.score, 0.8);
    assert.deepEqual(ask.evidence.map(({ kind }) => kind).sort(), ["node-metrics", "process-behaviour"]);
    assert.deepEqual(ask.critical, []);
    assert.match(ask.reason, /2 at least high \(needs 2\).*; node-metrics, process-behaviour; seen by node-metrics/);
    assert.equal(ask.standing.open?.id, ask.id);
  });

  it("has a reason of one line's length, cut between characters", () => {
    const evidence = [someEvidence("process-behaviour", { summary: "\u{1F4A3}".repeat(400) }), someEvidence("silence")];
    const { reason } = asked(decided("", [bad(0, { evidence }), bad(1, { evidence })]), "cordon");
    assert.ok(reason.length <= 512 && reason.isWellFormed());
  });
});

describe("kinds of evidence", () => {
  it("must be two that do not depend on one another", () => {
    const evidence = [someEvidence("process-behaviour"), someEvidence("process-behaviour", { id: "2" })];
    const windows = times(6, (index) => bad(index, { evidence }));
    assert.equal(decided("", windows).action, "nothing");
    assert.deepEqual(outcome(decided("", windows), "kinds"), {
      rule: "kinds",
      isMet: false,
      text: "1 kind of evidence (process-behaviour), needs 2",
    });
    assert.equal(decided("kinds: 1", windows).action, "cordon");
  });

  it("may come from different windows", () => {
    const one = bad(0, { evidence: [someEvidence("process-behaviour")] });
    const other = bad(1, { evidence: [someEvidence("silence")] });
    assert.equal(decided("", [one, other]).action, "cordon");
  });

  it("count when they are severe enough, and in windows enough", () => {
    const weak = [someEvidence("process-behaviour"), someEvidence("silence", { severity: "low" })];
    assert.equal(decided("", [bad(0, { evidence: weak }), bad(1, { evidence: weak })]).action, "nothing");
    assert.equal(
      actions(
        played(
          "needOfKind: {node-metrics: 3}",
          times(3, (index) => bad(index)),
        ),
      ),
      "..C",
    );
  });

  it("count container anomalies from so many different containers on", () => {
    const evidence = [someEvidence("container-anomaly"), someEvidence("silence")];
    const from = (anomalousContainers: readonly string[]) => (index: number) =>
      bad(index, { evidence, anomalousContainers });
    assert.equal(decided("containers: 2", times(6, from(["nginx:1"]))).action, "nothing");
    assert.equal(decided("containers: 2", [from(["nginx:1"])(0), from(["redis:7"])(1)]).action, "cordon");
  });

  it("may be one that is sufficient", () => {
    const silent = times(2, (index) => bad(index, { evidence: [someEvidence("silence")] }));
    assert.equal(decided("", silent).action, "nothing");
    assert.equal(decided("sufficientKinds: [silence]", silent).action, "cordon");
    assert.equal(decided("sufficientKinds: [process-behaviour]", silent).action, "nothing");
  });

  it("of metrics and containers alone are a fault: reported, unless the policy says cordon", () => {
    const metrics = [someEvidence("node-metrics")];
    const fault = times(6, (index) => bad(index, { evidence: metrics }));
    assert.equal(decided("kinds: 1", fault).action, "nothing");
    assert.match(
      outcome(decided("kinds: 1", fault), "faults").text,
      /nothing but node-metrics; faults are only reported/,
    );
    assert.equal(decided("faults: cordon", fault).action, "nothing", "one kind");
    assert.equal(decided("faults: cordon\nsufficientKinds: [node-metrics]", fault).action, "cordon");
    const evidence = [...metrics, someEvidence("container-anomaly")];
    const leak = times(6, (index) => bad(index, { evidence, anomalousContainers: ["nginx:1"] }));
    assert.equal(decided("", leak).action, "nothing");
    assert.equal(decided("faults: cordon", leak).action, "cordon");
    assert.equal(decided("faultKinds: [node-metrics]", leak).action, "cordon");
    assert.equal(decided("faultKinds: []\nkinds: 1", fault).action, "cordon");
  });
});

describe("a critical rule", () => {
  const evidence = [someEvidence("process-behaviour")];
  const seen = (index: number, ...indicators: string[]) => bad(index, { indicators, evidence });

  it("asks at once, with one kind of evidence, when all its indicators came together", () => {
    const ask = asked(decided("", [seen(0, shm, port)]), "cordon");
    assert.deepEqual(ask.critical, [`${shm}+${port}`]);
    assert.equal(ask.severity, "critical");
    assert.match(ask.reason, /^critical: /);
    assert.equal(decided("", [seen(0, shm)]).action, "nothing");
  });

  it("looks as far back as it says, and only from a window that has a part in it", () => {
    assert.equal(decided("", [seen(0, shm), healthy(1), seen(5, port)]).action, "cordon");
    assert.equal(decided("", [seen(0, shm), seen(6, port)]).action, "nothing");
    assert.equal(decided("", [seen(0, shm, port), healthy(1)]).action, "nothing");
    assert.equal(decided(`critical: [[${shm}, ${port}]]`, [seen(0, shm), seen(1, port)]).action, "nothing");
    assert.equal(decided(`critical: [${port}]`, [seen(0, port)]).action, "cordon");
  });

  it("needs some evidence, since a request without is none", () => {
    const decision = decided("", [bad(0, { indicators: [shm, port], evidence: [] })]);
    assert.equal(decision.action, "nothing");
    assert.match(outcome(decision, "critical").text, /without any evidence/);
  });

  it("asks whatever the judge thinks of the window: it may still learn", () => {
    assert.equal(decided("", [{ ...seen(0, shm, port), verdict: "learning", score: 0 }]).action, "cordon");
  });

  it("is told once though its window is told twice, early and whole", () => {
    const whole = seen(0, shm, port);
    assert.equal(actions(played("", [{ ...whole, id: `${whole.id}/early` }, whole])), "C.");
  });
});

describe("who and when", () => {
  it("exempt nodes are never asked for", () => {
    const windows = times(6, (index) => bad(index, { indicators: [shm, port] }));
    assert.equal(decided("exempt: [node-*]", windows).action, "nothing");
    assert.equal(decided("exempt: [master-*]", windows).action, "cordon");
  });

  it("a group's rules hold for its nodes", () => {
    const strict = "groups: [{group: w*b, kinds: 3}, {group: web, kinds: 1}]";
    assert.equal(decided(strict, [bad(0), bad(1)]).action, "nothing");
    const other = { ...facts, group: "db" };
    assert.equal(decide(parseNodePolicy(strict, "p"), other, [bad(0), bad(1)], noStanding).action, "cordon");
  });

  it("in quiet hours only critical rules ask", () => {
    const quiet = 'quiet: [{days: [mon], from: "11:00", to: "13:00"}]';
    assert.equal(decided(quiet, [bad(0), bad(1)]).action, "nothing");
    assert.equal(decided(quiet, [bad(0, { indicators: [shm, port] })]).action, "cordon");
    assert.equal(decided(quiet.replace("mon", "tue"), [bad(0), bad(1)]).action, "cordon");
  });
});

describe("while a request is open", () => {
  it("asks again only after the cool-down, with a new id, for the same trouble", () => {
    const decisions = played(
      "askAgainAfter: 1m",
      times(9, (index) => bad(index)),
    );
    assert.equal(actions(decisions), ".C.....C.");
    const [first, second] = decisions.filter(({ action }) => action === "cordon").map(({ standing }) => standing.open);
    assert.notEqual(first?.id, second?.id);
    assert.equal(first?.since, second?.since);
  });

  it("a critical rule asks at once where an ordinary one did, and once", () => {
    const indicators = [shm, port];
    const windows = [bad(0), bad(1), bad(2, { indicators }), bad(3, { indicators })];
    assert.equal(actions(played("", windows)), ".CC.");
  });

  it("the ordinary rules ask at once where only a critical one did, and once: an enforcer may want two kinds", () => {
    const alone = { indicators: [shm, port], evidence: [someEvidence("process-behaviour")] };
    const decisions = played("", [bad(0, alone), bad(1, alone), bad(2, alone), bad(3), bad(4)]);
    assert.equal(actions(decisions), "C..C.");
    const { evidence } = asked(decisions[3]!, "cordon");
    assert.deepEqual(new Set(evidence.map(({ kind }) => kind)), new Set(["process-behaviour", "node-metrics"]));
  });
});

describe("a release", () => {
  const policy = "healthyFor: 1m\nrestAfterRelease: 1m";

  it("follows a request of ours and the healthy time", () => {
    const decisions = played(policy, [bad(0), bad(1), ...times(8, (index) => healthy(index + 2))]);
    assert.equal(actions(decisions), ".C.....R..");
    const ask = asked(decisions[7] ?? assert.fail(), "release");
    assert.match(ask.reason, /^healthy for 1m, needs 1m$/);
    assert.equal(ask.standing.open, undefined);
    assert.deepEqual(ask.evidence, []);
  });

  it("does not follow health from before the request, which is told after it where a window was told early", () => {
    const told = [bad(8, { severity: "critical" }), ...times(8, (index) => healthy(index)), bad(8)];
    assert.equal(actions(played(policy, told)), "C.........");
    const since = times(6, (index) => healthy(index + 9));
    assert.equal(actions(played(policy, [...told, ...since])), "C..............R");
  });

  it("is not asked where nothing is open", () => {
    assert.equal(
      actions(
        played(
          policy,
          times(10, (index) => healthy(index)),
        ),
      ),
      "..........",
    );
  });

  it("needs health without a break: no absence, and nothing that is not known to be healthy", () => {
    const began = [bad(0), bad(1), ...times(5, (index) => healthy(index + 2))];
    assert.equal(actions(played(policy, [...began, healthy(8)])), ".C......", "an absence");
    for (const verdict of ["anomalous", "silent", "learning", "unknown"] as const) {
      const broken = [...began, healthy(7, { verdict }), ...times(6, (index) => healthy(index + 8))];
      assert.equal(actions(played(policy, broken)), ".C...........R", verdict);
    }
  });

  it("may be longer in coming than the history is long", () => {
    const windows = [bad(0), bad(1), ...times((30 * minute) / length, (index) => healthy(index + 2))];
    assert.match(actions(played("", windows)), /^\.C\.{179}R$/);
  });

  it("closes the matter: what led to the request does not lead to the next", () => {
    const brief = "healthyFor: 20s\nrestAfterRelease: 0s";
    const windows = [bad(0), bad(1), healthy(2), healthy(3), bad(4), bad(5)];
    assert.equal(actions(played(brief, windows)), ".C.R.C");
  });

  it("is followed by rest, which critical rules do not take", () => {
    const released = [bad(0), bad(1), ...times(6, (index) => healthy(index + 2))];
    const again = times(7, (index) => bad(index + 8));
    assert.equal(actions(played(policy, [...released, ...again])), ".C.....R.....C.");
    const critical = bad(8, { indicators: [shm, port] });
    assert.equal(actions(played(policy, [...released, critical])), ".C.....RC");
  });
});

/**
 * What holds of every policy and every course of things: the decision is a pure function, nothing is asked without the evidence
 * that the policy wants, twice, too soon, or released too early. PICKET_TEST_SEED gives others.
 */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { cordonRequestOf } from "../../../nodes/judge/cordon-request.ts";
import type { Ask } from "../../../nodes/policy/ask.ts";
import { differences } from "../../../nodes/policy/counterfactual.ts";
import { decide, type Decision } from "../../../nodes/policy/decide.ts";
import { historyLength, type HealthSummary, withNewest } from "../../../nodes/policy/history.ts";
import { type NodePolicy, parseNodePolicy, rulesOf } from "../../../nodes/policy/policy.ts";
import { severities } from "../../../nodes/policy/rule-settings.ts";
import { PolicyReplay } from "../../../nodes/policy/replay.ts";
import { noStanding, type Standing } from "../../../nodes/policy/standing.ts";
import { evidenceKinds } from "../../../nodes/window.ts";
import { Random } from "../../../simulate/random.ts";
import { healthy, minute, second, someEvidence } from "./some-windows.ts";

const seed = process.env["PICKET_TEST_SEED"] ?? "many policies";
const rounds = 40;
const windowsARound = 150;
const shm = "exec_from_dev_shm";
const tmp = "exec_from_tmp";
const port = "suspicious_port_connection";
const facts = { node: "node-1", group: "web" };

interface Step {
  readonly history: readonly HealthSummary[];
  readonly newest: HealthSummary;
  readonly before: Standing;
  readonly decision: Decision;
}

/** Rules as a file may have them; kept small, so that rare things happen often. */
function someRules(random: Random): Record<string, unknown> {
  const windows = random.integer(1, 8);
  return {
    windows,
    need: { [random.pick(severities)]: random.integer(1, windows), medium: random.integer(1, windows) },
    needOfKind: { [random.pick(evidenceKinds)]: random.integer(1, windows) },
    minimumScore: random.pick([0, 0.3, 0.6]),
    minimumSeverity: random.pick(severities),
    kinds: random.integer(1, 3),
    containers: random.integer(1, 3),
    critical: [random.pick([{ all: [shm, port] }, { all: [tmp] }, { all: [shm, port], within: "30s" }])],
    ...random.pick([
      { faults: "report", sufficientKinds: ["process-behaviour"] },
      { faults: "report", sufficientKinds: ["silence"] },
      { faults: "cordon", sufficientKinds: ["node-metrics"] },
    ]),
    faultKinds: random.pick([["node-metrics"], ["node-metrics", "container-anomaly"]]),
    askAgainAfter: random.pick(["10s", "1m", "5m"]),
    restAfterRelease: random.pick(["0s", "1m", "5m"]),
    healthyFor: random.pick(["10s", "30s", "2m"]),
    quiet: random.chance(0.3) ? [{ from: "12:05", to: "12:15" }] : [],
  };
}

function somePolicy(random: Random, more: object = {}): NodePolicy {
  return parseNodePolicy(JSON.stringify({ ...someRules(random), ...more }), "p.yaml");
}

/** Mostly healthy at times, mostly bad at others; told early now and then, with absences. */
function someWindows(random: Random): readonly HealthSummary[] {
  const windows: HealthSummary[] = [];
  let trouble = 0.1;
  for (let index = 0; windows.length < windowsARound; index += random.chance(0.02) ? random.integer(2, 20) : 1) {
    if (random.chance(0.05)) trouble = random.pick([0, 0.1, 0.8]);
    const whole = random.chance(trouble) ? someTrouble(random, index) : healthy(index, { score: random.uniform() });
    if (random.chance(0.1)) windows.push({ ...whole, id: `${whole.id}/early` });
    windows.push(whole);
  }
  return windows;
}

const ordinaryRules = ["windows", "kinds", "faults", "quiet", "rest"] as const;

function someTrouble(random: Random, index: number): HealthSummary {
  // What loaded models say is heard by policies that trust them alone: heard.test.ts.
  const kinds = evidenceKinds.filter((kind) => kind !== "model" && random.chance(0.4));
  return healthy(index, {
    verdict: random.pick(["anomalous", "anomalous", "silent", "learning", "unknown", "healthy"]),
    score: random.uniform(),
    severity: random.pick(severities),
    evidence: kinds.map((kind) => someEvidence(kind, { id: `${kind}/${index}`, severity: random.pick(severities) })),
    indicators: [shm, port, tmp].filter(() => random.chance(0.3)),
    anomalousContainers: ["a", "b", "c"].filter(() => random.chance(0.4)),
  });
}

function played(policy: NodePolicy, windows: readonly HealthSummary[]): readonly Step[] {
  let history: readonly HealthSummary[] = [];
  let before = noStanding;
  return windows.map((newest) => {
    history = withNewest(history, newest);
    const decision = decide(policy, facts, history, before);
    const step = { history, newest, before, decision };
    before = decision.standing;
    return step;
  });
}

/** Runs `check` on many policies, each over a course of its own; says which round failed. */
function always(
  name: string,
  check: (policy: NodePolicy, steps: readonly Step[], random: Random) => void,
  more: object = {},
): void {
  it(name, () => {
    let asked = 0;
    for (let round = 0; round < rounds; round += 1) {
      const random = new Random(`${seed} ${round}`);
      const policy = somePolicy(random, more);
      const steps = played(policy, someWindows(random));
      asked += asks(steps).length;
      try {
        check(policy, steps, random);
      } catch (error) {
        throw new Error(`round ${round}, ${JSON.stringify(policy)}: ${String(error)}`, { cause: error });
      }
    }
    assert.ok(asked > rounds, `only ${asked} requests in ${rounds} rounds would prove little`);
  });
}

function asks(steps: readonly Step[]): readonly (Step & { readonly decision: Decision & Ask })[] {
  return steps.flatMap((step) => (step.decision.action === "nothing" ? [] : [{ ...step, decision: step.decision }]));
}

function cordons(steps: readonly Step[]): readonly (Step & { readonly decision: Decision & Ask })[] {
  return asks(steps).filter(({ decision }) => decision.action === "cordon");
}

function frozen<Value>(value: Value): Value {
  if (typeof value !== "object" || value === null) return value;
  Object.values(value).forEach(frozen);
  return Object.freeze(value);
}

describe(`whatever the policy and whatever happens (PICKET_TEST_SEED="${seed}")`, () => {
  always("the same question has the same answer, and nothing that is asked with is changed", (policy, steps) => {
    for (const { history, before, decision } of steps) {
      assert.deepEqual(decide(frozen(policy), frozen({ ...facts }), frozen(history), frozen(before)), decision);
    }
  });

  always("a history is bounded, in order, and has each window once", (_policy, steps) => {
    for (const { history } of steps) {
      const starts = history.map(({ start }) => start);
      assert.ok(starts.length <= historyLength);
      assert.deepEqual(
        starts,
        [...new Set(starts)].sort((one, other) => one - other),
      );
    }
  });

  always("no cordon is asked with fewer kinds of evidence than required, unless it is critical", (policy, steps) => {
    for (const { decision } of cordons(steps)) {
      const kinds = new Set(decision.evidence.map(({ kind }) => kind));
      const isSufficient = policy.rules.sufficientKinds.some((kind) => kinds.has(kind));
      const required = decision.critical.length > 0 || isSufficient ? 1 : policy.rules.kinds;
      assert.ok(kinds.size >= required, `${[...kinds].join(", ")} of ${required}`);
    }
  });

  always(
    "faults never cordon where they are reported",
    (policy, steps) => {
      for (const { decision } of cordons(steps)) {
        const isFault = decision.evidence.every(({ kind }) => policy.rules.faultKinds.includes(kind));
        assert.ok(decision.critical.length > 0 || !isFault);
      }
    },
    { faults: "report", sufficientKinds: [] },
  );

  always("what carries a cordon is in the history, and speaks against the node", (policy, steps) => {
    for (const { history, decision } of cordons(steps)) {
      const carriers = history.filter(({ id }) => decision.windows.includes(id));
      assert.equal(carriers.length, decision.windows.length);
      const evidence = new Set(carriers.flatMap((window) => window.evidence));
      assert.ok(decision.evidence.every((one) => evidence.has(one)));
      if (decision.critical.length === 0) {
        assert.ok(carriers.every(({ score }) => score >= policy.rules.minimumScore));
        assert.ok(carriers.every(({ verdict }) => verdict === "anomalous" || verdict === "silent"));
      }
    }
  });

  always("a critical cordon has seen every indicator of its rule", (policy, steps) => {
    for (const { newest, history, decision } of cordons(steps)) {
      for (const name of decision.critical) {
        const rule = policy.rules.critical.find((one) => one.name === name) ?? assert.fail(name);
        const seen = new Set(
          history
            .filter((window) => window === newest || window.start >= newest.end - rule.within)
            .flatMap((window) => window.indicators),
        );
        assert.deepEqual(
          rule.all.filter((indicator) => !seen.has(indicator)),
          [],
        );
      }
    }
  });

  always(
    "a node has at most one open request: a second takes its place after the cool-down, or as what none was yet",
    (policy, steps) => {
      let open: { since: number; askedAt: number; isCritical: boolean; isOrdinary: boolean } | undefined;
      for (const { newest, decision } of asks(steps)) {
        if (decision.action === "release") {
          assert.notEqual(open, undefined, "a release of nothing");
          open = undefined;
        } else {
          const isCritical = decision.critical.length > 0;
          const isOrdinary = ordinaryRules.every((name) =>
            decision.explanation.some(({ rule, isMet }) => rule === name && isMet),
          );
          const isEscalation = (isCritical && !open?.isCritical) || (isOrdinary && !open?.isOrdinary);
          assert.ok(open === undefined || newest.end - open.askedAt >= policy.rules.askAgainAfter || isEscalation);
          const since = open?.since ?? newest.end;
          open = {
            since,
            askedAt: newest.end,
            isCritical: isCritical || open?.isCritical === true,
            isOrdinary: isOrdinary || open?.isOrdinary === true,
          };
          assert.equal(decision.standing.open?.since, since);
        }
      }
    },
  );

  always("after a release nothing but a critical rule asks until the rest is over", (policy, steps) => {
    let releasedAt = -Infinity;
    for (const { newest, decision } of asks(steps)) {
      if (decision.action === "release") releasedAt = newest.end;
      else assert.ok(decision.critical.length > 0 || newest.end - releasedAt >= policy.rules.restAfterRelease);
    }
  });

  always("a release follows a cordon of ours and the healthy time, without a break", (policy, steps) => {
    let healthySince: number | undefined;
    let end: number | undefined;
    let isOpen = false;
    for (const { newest, decision } of steps) {
      if (decision.action === "cordon") isOpen = true;
      if (newest.verdict !== "healthy" || end !== newest.start) healthySince = undefined;
      if (newest.verdict === "healthy") healthySince ??= newest.start;
      // The whole window begins where the one before ended, told early or not.
      if (!newest.id.endsWith("/early")) end = newest.end;
      if (decision.action !== "release") continue;
      assert.ok(isOpen);
      assert.ok(healthySince !== undefined && newest.end - healthySince >= policy.rules.healthyFor);
      isOpen = false;
    }
  });

  always("every request is one that an enforcer may follow", (policy, steps) => {
    for (const { newest, decision } of asks(steps)) {
      assert.notEqual(cordonRequestOf(decision, facts.node, policy, [], newest.end), undefined, decision.reason);
    }
  });

  always("every request has an id of its own", (_policy, steps) => {
    const ids = asks(steps).map(({ decision }) => decision.id);
    assert.equal(new Set(ids).size, ids.length);
  });

  always(
    "in quiet time only critical rules ask for cordons",
    (_policy, steps) => {
      for (const { decision } of cordons(steps)) assert.ok(decision.critical.length > 0);
    },
    { quiet: [{ from: "00:00", to: "24:00" }], kinds: 1, critical: [tmp, shm, port] },
  );

  always("what is explained is what is decided", (_policy, steps) => {
    for (const { decision } of steps) {
      const isMet = new Map(decision.explanation.map((one) => [one.rule, one.isMet]));
      const all = (...rules: readonly (typeof decision.explanation)[number]["rule"][]) =>
        rules.every((rule) => isMet.get(rule) === true);
      const isCordon = all("exempt", "open") && (all("critical") || all("windows", "kinds", "faults", "quiet", "rest"));
      const expected = isCordon ? "cordon" : all("healthy") ? "release" : "nothing";
      assert.equal(decision.action, expected);
    }
  });

  always("the rules of a group are for it what a policy of its own would be", (policy, steps, random) => {
    const others = someRules(random);
    const own = parseNodePolicy(JSON.stringify({ ...others, version: policy.version }), "own.yaml");
    const grouped = parseNodePolicy(
      JSON.stringify({ kinds: 4, version: policy.version, groups: [{ group: "w*", ...others }] }),
      "grouped.yaml",
    );
    assert.deepEqual(rulesOf(grouped, "db").kinds, 4);
    for (const { history, before } of steps) {
      assert.deepEqual(decide(grouped, facts, history, before), decide(own, facts, history, before));
    }
  });

  always("a policy that is replayed against itself adds nothing and takes nothing away", (policy, steps) => {
    const replays = [new PolicyReplay(policy), new PolicyReplay(policy)];
    for (const { newest } of steps) for (const replay of replays) replay.observe({ facts, summary: newest });
    const [holds = [], again = []] = replays.map((replay) => replay.holds);
    assert.equal(
      holds.reduce((sum, { times }) => sum + times, 0),
      cordons(steps).length,
      "the replay asks as the judge does",
    );
    assert.deepEqual(
      differences(holds, again).filter(({ change }) => change !== "same"),
      [],
    );
  });

  it("exempt nodes are never asked for", () => {
    for (let round = 0; round < rounds; round += 1) {
      const random = new Random(`${seed} exempt ${round}`);
      assert.deepEqual(asks(played(somePolicy(random, { exempt: ["n*-1"] }), someWindows(random))), []);
    }
  });

  it("a node that is bad in every window is asked for again and again, and never released", () => {
    const random = new Random(`${seed} bad`);
    const policy = somePolicy(random, { kinds: 1, need: { low: 1 }, needOfKind: {}, quiet: [], critical: [] });
    const evidence = [someEvidence("process-behaviour", { severity: "critical" })];
    const bad = { verdict: "anomalous", score: 1, severity: "critical", evidence } as const;
    const steps = played(
      policy,
      Array.from({ length: 60 }, (_, index) => healthy(index, bad)),
    );
    const times = cordons(steps).map(({ newest }) => newest.end);
    const { askAgainAfter } = policy.rules;
    assert.equal(times.length, Math.ceil((10 * minute) / Math.max(askAgainAfter, 10 * second)));
    assert.equal(asks(steps).length, times.length);
  });
});

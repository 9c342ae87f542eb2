import assert from "node:assert/strict";
import { test } from "node:test";
import { Story } from "../../console/demo/story.ts";
import { plain } from "../../console/terminal/palette.ts";
import type { Anomaly } from "../../proto/codecs/anomaly.ts";
import type { EnforcementOutcome } from "../../proto/codecs/enforcement-outcome.ts";
import type { NodeHealthMessage } from "../../proto/codecs/node-health.ts";
import { request } from "../enforcer/signing/fixture.ts";

const container = { id: "a".repeat(64), image: "registry.example/shop/api:3.1" };
const shell = { title: "a reverse shell", node: "node-2", container, comm: "bash" };

function open(width = 100): Story {
  return new Story({ nodes: 6, containers: 24, historyMinutes: 20, palette: plain, width });
}

function attacked(): Story {
  const story = open();
  story.starts(shell, 1000);
  return story;
}

function anomaly(over: Partial<Anomaly> = {}): Anomaly {
  return {
    id: "1",
    detector: "resource-global",
    model: "hst",
    profile: "river",
    container,
    node: "node-2",
    score: 0.97,
    threshold: 0.9,
    severity: "high",
    time: 1_790_000_000_000,
    process: { pid: 1, ppid: 0, comm: "bash", user: "root", uid: 0, gid: 0 },
    reasons: ["user_faults", "kernel_faults", "cpu_ns"].map((feature) => {
      return { feature, value: 2756, usualLow: 0, usualHigh: 315, share: 0.45 };
    }),
    source: { topic: "resource", partition: 0, offset: 7 },
    ...over,
  };
}

function evidence(kind: string, summary: string, severity: Anomaly["severity"] = "high") {
  return { kind, id: summary, source: undefined, summary, severity, score: 0.8 };
}

function health(over: Partial<NodeHealthMessage> = {}): NodeHealthMessage {
  return {
    id: "node-2/1",
    node: "node-2",
    group: "all",
    start: 0,
    end: 5000,
    isEarly: false,
    features: {},
    missing: [],
    sensors: [],
    indicators: [],
    anomalousContainers: [],
    late: 0,
    scores: [],
    verdict: "anomalous",
    score: 0.8,
    severity: "high",
    evidence: [evidence("process-behaviour", "executed bash as root")],
    ...over,
  };
}

function outcome(code: string, message: string): EnforcementOutcome {
  const nothing = { before: undefined, after: undefined, source: undefined, policy: undefined };
  const told = { id: "1", requestId: "1", traceId: "", keyId: "", evidenceKinds: [], byPerson: false };
  return { ...nothing, ...told, node: "node-2", action: "cordon", decision: "carried_out", at: 0, code, message };
}

test("the opening says what runs, what will happen and how it ends, and fits the terminal", () => {
  for (const width of [80, 100]) {
    const lines = open(width).opening().split("\n");
    assert.ok(lines.length <= 5 && lines.every((line) => line.length <= width), lines.join("\n"));
  }
  assert.match(
    open().opening(),
    /^Picket watches 6 simulated nodes with 24 containers; all of it runs in this process/,
  );
});

test("an attack is told with its place", () => {
  assert.equal(
    open().starts(shell, 1000),
    "[  1.0 s] Attack: a reverse shell starts in shop/api:3.1 (container aaaaaaaaaaaa) on node-2.",
  );
});

test("the attack's first anomaly is told with the foremost reasons", () => {
  const story = attacked();
  assert.deepEqual(story.anomaly(anomaly(), 1500), [
    "[  1.5 s] Container anomaly: shop/api:3.1, process bash, by resource-global: high.",
    "          user_faults 2,756 (usual 0 .. 315), 45 % of the score",
    "          kernel_faults 2,756 (usual 0 .. 315), 45 % of the score",
  ]);
  assert.deepEqual(story.anomaly(anomaly(), 1600), []);
});

test("other anomalies are only counted: slight ones, of other processes, containers and nodes, and before and after", () => {
  const story = open();
  assert.deepEqual(story.anomaly(anomaly(), 500), []);
  story.starts(shell, 1000);
  const others: readonly Partial<Anomaly>[] = [
    { severity: "low" },
    { process: { ...anomaly().process, comm: "redis" } },
    { container: { ...container, id: "b".repeat(64) } },
    { node: "node-3" },
  ];
  for (const other of others) assert.deepEqual(story.anomaly(anomaly(other), 1500), []);
  story.ends(shell, 2000);
  assert.deepEqual(story.anomaly(anomaly(), 2500), []);
  assert.match(story.closing(10, 3000), /: 6 anomalies of containers/);
});

test("a verdict is told whenever another kind of evidence speaks against the node, with all that does", () => {
  const story = attacked();
  assert.deepEqual(story.health(health({ verdict: "healthy", evidence: [] }), 1100), []);
  assert.deepEqual(story.health(health(), 1200), [
    "[  1.2 s] Verdict: node-2 is anomalous, high. What speaks against it:",
    "          process-behaviour (Tetragon): executed bash as root",
  ]);
  assert.deepEqual(story.health(health(), 1300), []);
  const more = [
    ...health().evidence,
    evidence("process-behaviour", "connected to 198.51.100.7:4444"),
    evidence("node-metrics", "avg_cpu 0.7, usually 0 to 0.4", "medium"),
    evidence("silence", "too slight to be told", "low"),
  ];
  assert.deepEqual(story.health(health({ evidence: more }), 1400), [
    "[  1.4 s] Verdict: node-2 is anomalous, high. What speaks against it:",
    "          process-behaviour (Tetragon): executed bash as root (and 1 more)",
    "          node-metrics (node_exporter): avg_cpu 0.7, usually 0 to 0.4",
  ]);
  assert.deepEqual(story.health(health({ node: "node-3" }), 1500), []);
});

test("a request is told with its kinds of evidence, the enforcer's answer with what it means, the cluster when it changed", () => {
  const story = attacked();
  assert.deepEqual(story.cluster("6 nodes: 6 ready"), []);
  const [asked] = story.request({ ...request, node: "node-2" }, 2000);
  assert.equal(
    asked,
    "[  2.0 s] Request, signed: cordon node-2; independent kinds of evidence agree: container-anomaly,\n          silence.",
  );
  const critical = story.request({ ...request, critical: ["mining"] }, 2000);
  assert.match(critical[0] ?? "", /cordon worker-1; critical, mining: container-anomaly/);
  assert.deepEqual(story.outcome(outcome("cordoned", "The node is cordoned and tainted."), 2100), [
    "[  2.1 s] Enforcer, of node-2: The node is cordoned and tainted.",
    "          No new pods come to it; those that run there stay, and so does what they leave behind.",
  ]);
  assert.deepEqual(story.cluster("6 nodes: 5 ready, 1 quarantined"), [
    "          The simulated cluster has 6 nodes: 5 ready, 1 quarantined.",
  ]);
  assert.deepEqual(story.cluster("6 nodes: 5 ready, 1 quarantined"), []);
  assert.deepEqual(story.outcome(outcome("budget_nodes", "Not now."), 2200), [
    "[  2.2 s] Enforcer, of node-2: Not now.",
  ]);
  assert.deepEqual(story.request({ ...request, action: "release", node: "node-2", reason: "healthy for 20s" }, 9000), [
    "[  9.0 s] Request, signed: release node-2; healthy for 20s.",
  ]);
  story.outcome(outcome("released", "The node is as it was before."), 9100);
  assert.match(
    story.closing(10, 9500),
    /\n {2}a reverse shell on node-2, started at 1 s: cordoned after 1\.1 s, released at 9\.1 s$/,
  );
});

test("what is counted is counted from when it has learned, and windows once", () => {
  const story = open();
  story.health(health(), 500);
  assert.equal(story.learned(24_000, 900), "[  0.9 s] Learned from 24,000 records; from here on, as time passes.");
  story.health(health({ isEarly: true }), 1000);
  story.health(health(), 1100);
  story.health(health({ verdict: "healthy" }), 1200);
  assert.equal(
    story.status({ records: 25_000, perSecond: 20 }, 1500),
    "[  1.5 s] 25,000 records, 20/s; 2 windows of nodes judged, 1 anomalous",
  );
  assert.equal(
    story.closing(25_000, 2000),
    "Watched 25,000 records for 2 s: 0 anomalies of containers, 1 of 2 windows of nodes anomalous.",
  );
});

test("an attack that was not found is not glossed over", () => {
  assert.match(attacked().closing(10, 2000), /\n {2}a reverse shell on node-2, started at 1 s: not cordoned$/);
});

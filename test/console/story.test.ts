import assert from "node:assert/strict";
import { test } from "node:test";
import { AnomalyShare } from "../../console/demo/anomaly-share.ts";
import { Story } from "../../console/demo/story.ts";
import { plain } from "../../console/terminal/palette.ts";
import type { Anomaly } from "../../proto/codecs/anomaly.ts";

const api = { id: "a".repeat(64), image: "registry.example/shop/api:3.1", node: "worker-1" };
const redis = { id: "b".repeat(64), image: "registry.example/data/redis:7.4", node: "worker-2" };
const miner = { title: "a crypto-miner", container: api, comm: "kworkerds" };

function open(): Story {
  return new Story({
    containers: [api, redis],
    warmUpEvents: 10,
    settlingEvents: 20,
    profile: "river",
    ordinaryShare: "about 5 %",
    palette: plain,
  });
}

function anomaly(
  container: typeof api,
  score: number,
  comm = "python3",
  severity: Anomaly["severity"] = "high",
): Anomaly {
  return {
    id: "1",
    detector: "resource-per-container",
    model: "hst",
    profile: "river",
    container,
    node: container.node,
    score,
    threshold: 0.9,
    severity,
    time: 1_790_000_000_000,
    process: { pid: 1, ppid: 0, comm, user: "root", uid: 0, gid: 0 },
    reasons: [],
    source: { topic: "resource", partition: 0, offset: 7 },
  };
}

/** One turn in which both containers report 40 times and `api` has so many anomalies. */
function turn(story: Story, nowMs: number, anomalies: readonly Anomaly[]): readonly string[] {
  for (let count = 0; count < 40; count += 1) {
    story.reported(api);
    story.reported(redis);
  }
  for (const each of anomalies) story.anomaly(each);
  return story.turn(nowMs);
}

const many = (comm?: string, severity?: Anomaly["severity"]): Anomaly[] =>
  Array.from({ length: 20 }, (_, index) => anomaly(api, 0.91 + index / 1000, comm, severity));

test("three lines say what runs, what will happen, and what to expect", () => {
  const lines = open().opening(12_300).split("\n");
  assert.equal(lines.length, 3);
  assert.match(lines[0] ?? "", /2 simulated containers of 2 images/);
  assert.match(lines[1] ?? "", /12\.3 s from now an attack starts/);
  assert.match(lines[2] ?? "", /calls about 5 % of ordinary events anomalous/);
});

test("cause and effect: the attack is announced, found, and closed with how long that took", () => {
  const story = open();
  assert.deepEqual(turn(story, 500, []), []);
  const start = story.attackStarts(miner, 1000);
  assert.equal(
    start,
    "[  1.0 s] Now a crypto-miner starts in shop/api:3.1 (container aaaaaaaaaaaa on worker-1), as process kworkerds.",
  );
  const lines = turn(story, 1500, many("kworkerds"));
  assert.equal(lines.length, 2);
  assert.match(lines[0] ?? "", /HIGH {6}shop\/api:3\.1 {2}resource-per-container {2}score 0\.929 >= 0\.9\n/);
  assert.equal(lines[1], "    Found 0.5 s after a crypto-miner started.");
  assert.equal(story.attackEnds(miner, 4000), "[  4.0 s] The attack on shop/api:3.1 ends: found after 0.5 s.");
  assert.equal(
    story.closing({ events: 160, judged: 80 }, 5000),
    `Watched 160 events for 5 s: 20 of 80 judgements were anomalies.
  a crypto-miner in shop/api:3.1, started at 1 s: found after 0.5 s
  most anomalies: shop/api:3.1 20`,
  );
});

test("repeats come as a number now and then, and in full again after a long silence", () => {
  const story = open();
  assert.equal(turn(story, 500, many()).length, 1);
  assert.deepEqual(turn(story, 1000, many()), []);
  assert.deepEqual(turn(story, 5500, many()), ["    and 59 more of this kind: shop/api:3.1, resource-per-container"]);
  assert.deepEqual(turn(story, 6000, many()), []);
  assert.match(turn(story, 30_000, many())[0] ?? "", /score/);
});

test("an attack that shows nowhere is not called found, nor is what the container does anyway", () => {
  const story = open();
  story.attackStarts(miner, 0);
  assert.match(turn(story, 500, many("python3")).join(), /score/);
  assert.equal(story.attackEnds(miner, 1000), "[  1.0 s] The attack on shop/api:3.1 ends: it did not stand out.");
});

test("ordinary anomalies are counted, and one is shown as an example every ten seconds", () => {
  const story = open();
  turn(story, 500, []);
  for (let nowMs = 1000; nowMs < 10_000; nowMs += 500) assert.deepEqual(turn(story, nowMs, [anomaly(redis, 0.95)]), []);
  assert.match(
    turn(story, 10_000, [anomaly(redis, 0.95)])[0] ?? "",
    /^An ordinary one, for example: .*data\/redis:7\.4/,
  );
  assert.deepEqual(turn(story, 10_500, [anomaly(redis, 0.95)]), []);
  assert.deepEqual(turn(story, 11_000, many("python3", "low")), []);
});

test("before the thresholds have settled nothing stands out", () => {
  const story = open();
  for (let count = 0; count < 20; count += 1) story.reported(api);
  for (const each of many()) story.anomaly(each);
  assert.deepEqual(story.turn(500), []);
});

test("the status says how fast, how much is learned, and how many anomalies", () => {
  const story = open();
  for (let count = 0; count < 4; count += 1) story.reported(api);
  for (let count = 0; count < 10; count += 1) story.reported(redis);
  const counts = { events: 28_000, perSecond: 4999.6, judged: 40 };
  assert.equal(
    story.status({ ...counts, judged: 0 }, 5000),
    "[  5.0 s] 28,000 events, 5,000/s; warm-up 70 %, 1 of 2 images learned; 0 anomalies",
  );
  for (let count = 0; count < 6; count += 1) story.reported(api);
  story.anomaly(anomaly(api, 0.95));
  assert.equal(story.status(counts, 65_000), "[ 65.0 s] 28,000 events, 5,000/s; 2 images learned; 1 anomalies (2.5 %)");
});

test("shares are of the last turns only", () => {
  const share = new AnomalyShare(2);
  share.event("x");
  share.anomaly("x", "d");
  share.endTurn();
  share.event("x");
  assert.deepEqual(share.of("x", "d"), { anomalies: 1, events: 2 });
  share.endTurn();
  assert.deepEqual(share.of("x", "d"), { anomalies: 0, events: 1 });
  share.endTurn();
  assert.deepEqual(share.of("x", "d"), { anomalies: 0, events: 0 });
  assert.deepEqual(share.of("y", "d"), { anomalies: 0, events: 0 });
});

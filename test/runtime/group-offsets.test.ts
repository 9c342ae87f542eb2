/** What operators do to a group while it is stopped, and that its snapshots go on afterwards without their help. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Harness } from "../../kit/harness.ts";
import { MemoryStore } from "../../state/memory-store.ts";
import { type Logger, silentLogger } from "../../telemetry/logger.ts";
import { recordedMetrics } from "../../telemetry/recorded-metrics.ts";
import { anomalyFromJson } from "../../proto/codecs/anomaly-json.ts";
import { goldenEvents } from "../golden.ts";
import { secondLookMs } from "../../runtime/adoption.ts";
import type { Clock } from "../../runtime/clock.ts";
import { copyInternalTopics, production } from "../production.ts";
import { hastyClock } from "./hasty-clock.ts";

const sample = await goldenEvents();
const stage = "container";
const group = "test.container";

describe("a group that was stopped", () => {
  for (const [what, meddle] of [
    ["is deleted", (harness: Harness) => harness.cluster.deleteGroup(group)],
    ["has its offsets set back", (harness: Harness) => setTo(harness, 5)],
    [
      "is deleted, and gets some offsets",
      (harness: Harness) => {
        harness.cluster.deleteGroup(group);
        setTo(harness, 5);
      },
    ],
  ] as const) {
    it(`and ${what}, judges again as it did, and saves as before`, async (t) => {
      const [store, metrics] = [new MemoryStore(), recordedMetrics()];
      const told: string[] = [];
      const logger: Logger = {
        ...silentLogger,
        info: ({ stage: of, position }, message) => told.push(`${String(of)} ${message}, ${String(position)}`),
      };
      const options = { store, metrics, logger, clock: hastyClock, fetchBytes: 50_000 };
      const harness = new Harness(production("ocsvm"), options);
      t.after(() => harness.close());
      // Generations of before are higher than those to come.
      for (let from = 0; from < 2000; from += 500) await runOver(harness, from, from + 500);
      const before = await newest(store);
      assert.ok(before.epoch > 3 && before.offset > 5, JSON.stringify(before));
      meddle(harness);

      await runOver(harness, 2000, 2500);
      const after = await newest(store);
      assert.ok(after.offset > before.offset);
      assert.equal(after.offset, harness.cluster.group(group).committed(byContainer(harness)));
      assert.equal(metrics.total("snapshot", { stage, outcome: "refused" }), 0);
      told.splice(0);
      await runOver(harness, 2500, 3000);
      assert.ok(told.includes(`${stage} partition goes on from its snapshot, ${after.offset}`), told.join("\n"));

      const calm = new Harness(production("ocsvm"));
      copyInternalTopics(harness, calm);
      calm.start();
      await calm.settled();
      await calm.close();
      // What was judged twice is written twice, under one id.
      assert.ok(harness.readAll("anomalies").length > calm.readAll("anomalies").length);
      assert.deepEqual(byId(harness), byId(calm));
    });
  }
});

describe("a coordinator that has just started", () => {
  it("may tell offsets of long ago: they are asked for again, and nothing is judged twice", async (t) => {
    const store = new MemoryStore();
    let whileItWaits = (): void => {};
    const clock: Clock = {
      ...hastyClock,
      sleep(ms, signal) {
        if (ms === secondLookMs) whileItWaits();
        return hastyClock.sleep(ms, signal);
      },
    };
    const harness = new Harness(production("ocsvm"), { store, clock, fetchBytes: 50_000 });
    t.after(() => harness.close());
    await runOver(harness, 0, 1500);
    const { offset } = await newest(store);
    setTo(harness, 2);
    let looks = 0;
    whileItWaits = () => {
      looks += 1;
      setTo(harness, offset);
    };
    harness.start();
    await harness.write("resource", sample.slice(1500, 2500), { partition: 0 });
    await harness.until(() => looks > 0);
    await harness.settled();
    assert.equal(looks, 1);

    const calm = new Harness(production("ocsvm"));
    t.after(() => calm.close());
    copyInternalTopics(harness, calm);
    calm.start();
    await calm.settled();
    assert.equal(ofContainers(harness), ofContainers(calm));
    assert.deepEqual(byId(harness), byId(calm));
  });
});

describe("a topic that is made anew under a running instance", () => {
  it("is told from one that lost its end, and read from its start with nothing learned", async (t) => {
    const warnings: string[] = [];
    const logger: Logger = { ...silentLogger, warn: (_, message) => warnings.push(message) };
    const harness = new Harness(production("ocsvm"), { store: new MemoryStore(), logger, fetchBytes: 50_000 });
    t.after(() => harness.close());
    const instance = harness.start();
    await harness.write("resource", sample.slice(0, 3000), { partition: 0 });
    await harness.settled();
    const once = ofContainers(harness);
    const { topic } = byContainer(harness);
    harness.cluster.deleteTopic(topic);
    harness.cluster.createTopic({ name: topic, partitions: 1, replication: 1, config: {} });
    harness.cluster.kick(harness.cluster.assignments(group)[0]!);
    await harness.until(() =>
      warnings.some((message) => /: the topic was made anew\. .* nothing learned/.test(message)),
    );
    await harness.write("resource", sample.slice(0, 3000), { partition: 0 });
    await harness.settled();
    await harness.stop(instance);
    assert.ok(once > 50, `${once} anomalies`);
    assert.equal(ofContainers(harness), 2 * once, "the same events are judged the same way");
  });
});

function ofContainers(harness: Harness): number {
  const anomalies = harness.readAll("anomalies").map(({ value }) => anomalyFromJson(String(value)));
  return anomalies.filter(({ detector }) => detector.endsWith("-per-container")).length;
}

async function runOver(harness: Harness, from: number, to: number): Promise<void> {
  const instance = harness.start();
  await harness.write("resource", sample.slice(from, to), { partition: 0 });
  await harness.settled();
  await harness.stop(instance);
}

function byContainer(harness: Harness): { topic: string; partition: number } {
  return { topic: harness.nameOf("by-container"), partition: 0 };
}

function setTo(harness: Harness, offset: number): void {
  harness.cluster.group(group).commit([{ ...byContainer(harness), offset }]);
}

async function newest(store: MemoryStore): Promise<{ readonly offset: number; readonly epoch: number }> {
  const listed = await store.list("test");
  return listed.find(({ scope }) => scope.stage === stage)!.manifests[0]!;
}

/** @throws AssertionError where one id has two values. */
function byId(harness: Harness): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const { value } of harness.readAll("anomalies")) {
    const text = String(value);
    const { id } = anomalyFromJson(text);
    assert.equal(values.get(id) ?? text, text);
    values.set(id, text);
  }
  return new Map([...values].sort(([one], [other]) => (one < other ? -1 : 1)));
}

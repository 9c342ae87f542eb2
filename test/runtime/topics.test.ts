/** The topics that a topology needs: which they are, created, left alone or refused. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { hasCode } from "../../errors/picket-error.ts";
import { MemoryCluster } from "../../log/memory/cluster.ts";
import type { Log, TopicSpec } from "../../log/port.ts";
import { ensureTopics, sourceTopicsOf, type TopicPlan, topicsOf } from "../../runtime/topics.ts";
import { topology } from "../../topology/builder.ts";
import type { Topic } from "../../topology/topics.ts";
import { dead, keyed, number, numbers, raw, single } from "../topology/declared.ts";

const { stages } = topology("test")
  .stage("ingest", (stage) => {
    const all = stage.consume(raw).keyBy("parity", () => "even");
    return [all.otherwise(dead).forward(keyed), all.keyBy("nothing", () => "all").forward(single)];
  })
  .stage("next", (stage) => stage.consume(keyed).decode("n", number).otherwise(dead).produce(numbers));
const topics = topicsOf(stages);

const plan: TopicPlan = {
  nameOf: (topic: Topic) => (topic.role === "internal" ? `app.${topic.name}` : topic.name),
  create: true,
  partitions: 6,
  replication: 3,
  internalRetentionMs: 1000,
  maxEventBytes: 2 ** 20,
};

describe("the topics of a topology", () => {
  it("are those that its stages read, write, or bury in, each once", () => {
    assert.deepEqual(topics.map(({ name }) => name).sort(), ["dead", "keyed", "numbers", "raw", "single"]);
    assert.deepEqual(stages.map(sourceTopicsOf), [[raw], [keyed]]);
  });

  it("are created where they are missing, in one request, as the plan says and the topology needs", async () => {
    const { log, created } = watched({ raw: 2 });
    const counts = await ensureTopics(log, topics, plan);
    assert.deepEqual(Object.fromEntries(counts), { raw: 2, "app.keyed": 6, "app.single": 1, numbers: 6, dead: 6 });
    assert.equal(created.length, 1);
    const internalConfig = { "retention.ms": "1000", "max.message.bytes": String(2 ** 20 + 2 ** 19) };
    assert.deepEqual(
      new Map(created[0]?.map(({ name, ...spec }) => [name, spec])),
      new Map([
        ["app.keyed", { partitions: 6, replication: 3, config: internalConfig }],
        ["app.single", { partitions: 1, replication: 3, config: internalConfig }],
        ["numbers", { partitions: 6, replication: 3, config: {} }],
        ["dead", { partitions: 6, replication: 3, config: {} }],
      ]),
    );
  });

  it("stay as they are where they exist", async () => {
    const existing = { raw: 2, "app.keyed": 3, "app.single": 1, numbers: 4, dead: 5 };
    const { log, created } = watched(existing);
    assert.deepEqual(Object.fromEntries(await ensureTopics(log, topics, plan)), existing);
    assert.deepEqual(created, []);
  });

  it("are all named where they are missing and may not be created", async () => {
    const { log, created } = watched({ raw: 2 });
    await assert.rejects(ensureTopics(log, topics, { ...plan, create: false }), (error) => {
      assert.ok(hasCode(error, "LOG_TOPIC_UNKNOWN"), String(error));
      for (const name of ["app.keyed", "app.single", "numbers", "dead"]) assert.match(error.message, new RegExp(name));
      assert.doesNotMatch(error.message, /raw/);
      return true;
    });
    assert.deepEqual(created, []);
  });

  it("are refused where one that must have one partition has more: its state could not be shared", async () => {
    const { log } = watched({ "app.single": 2 });
    await assert.rejects(
      ensureTopics(log, topics, plan),
      (error) => hasCode(error, "LOG_TOPIC_INVALID") && /app\.single has 2 partitions, but needs 1/.test(error.message),
    );
  });
});

/** An embedded log with these topics, and every request to create others. */
function watched(existing: Readonly<Record<string, number>>): { log: Log; created: (readonly TopicSpec[])[] } {
  const cluster = new MemoryCluster({ now: () => 0 });
  for (const [name, partitions] of Object.entries(existing)) {
    cluster.createTopic({ name, partitions, replication: 1, config: {} });
  }
  const log = cluster.connect();
  const created: (readonly TopicSpec[])[] = [];
  const create = log.createTopics.bind(log);
  log.createTopics = (specs) => {
    created.push(specs);
    return create(specs);
  };
  return { log, created };
}

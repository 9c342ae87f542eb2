/** Models in the topology: windows are scored on their way to the judge, by the version that the log told, whatever crashes. */

import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { openModel } from "../../inference/open-model.ts";
import { NodeModels } from "../../inference/node-models.ts";
import { Harness, type HarnessOptions, type Instance } from "../../kit/harness.ts";
import { nodeFeatures } from "../../nodes/features.ts";
import { defaultNodePolicy, type NodePolicy, parseNodePolicy } from "../../nodes/policy/policy.ts";
import type { NodeWindow } from "../../nodes/window.ts";
import { cordonRequestFromJson } from "../../proto/codecs/cordon-request-json.ts";
import { nodeHealthFromJson } from "../../proto/codecs/node-health-json.ts";
import { systemClock } from "../../runtime/clock.ts";
import { readFrame } from "../../runtime/frame.ts";
import { encodeTick, isTick } from "../../runtime/tick.ts";
import { Random } from "../../simulate/random.ts";
import { MemoryStore } from "../../state/memory-store.ts";
import { noInferenceMetrics } from "../../telemetry/inference.ts";
import { silentLogger } from "../../telemetry/logger.ts";
import { builtInDetectors } from "../../topology/detectors/built-in.ts";
import { picket } from "../../topology/picket.ts";
import { Rejection } from "../../topology/rejection.ts";
import { Shelf } from "../inference/shelf.ts";
import { at, forestFile, frameOf, length, ordinary, start, windowOf } from "./plain-windows.ts";
import { settings } from "./windows/run.ts";

const seed = process.env["PICKET_TEST_SEED"] ?? "models of nodes";
const partitions = 2;
const nodes = ["worker-1", "worker-2", "worker-3", "worker-4", "worker-5"];

async function modelsOf(shelf: Shelf, ...names: readonly string[]): Promise<NodeModels> {
  const models = new NodeModels({
    files: shelf,
    names,
    mostWindows: 8,
    everyMs: 1000,
    clock: systemClock,
    logger: silentLogger,
  });
  await models.look();
  return models;
}

function declared(advisor: NodeModels, policy: NodePolicy) {
  const warmup = { size: 200, timeMs: Infinity, sizePerContainer: 50 };
  return picket({
    detectors: builtInDetectors({ model: "hst", profile: "river", warmup }),
    containerKey: "image",
    maxEventBytes: 2 ** 20,
    nodes: {
      sensors: ["metrics"],
      identity: { label: "node" },
      windows: settings,
      policy,
      models: { advisor, windows: 8 },
    },
  });
}

/** Runs what comes after the windows. */
function harnessOf(
  t: TestContext,
  models: NodeModels,
  { policy = defaultNodePolicy, ...options }: HarnessOptions & { readonly policy?: NodePolicy } = {},
): Harness {
  const harness = new Harness(declared(models, policy).only(["models", "health"]), { partitions, ...options });
  t.after(() => harness.close());
  return harness;
}

/** One window of each node, as the node stage forwards them; each node has its partition. */
async function write(harness: Harness, windows: readonly NodeWindow[]): Promise<void> {
  for (const [partition, own] of Map.groupBy(windows, ({ node }) => nodes.indexOf(node) % partitions)) {
    await harness.write("node-windows", [frameOf(own, partition)], { partition, timestamp: windows[0]!.end });
  }
}

async function tell(harness: Harness, time: number, models: Pick<NodeModels, "versions">): Promise<void> {
  for (let partition = 0; partition < partitions; partition++) {
    await harness.write("node-windows", [encodeTick({ time, versions: models.versions() })], { partition });
  }
}

function healthsOf(harness: Harness) {
  return harness.readAll("node-health").map(({ value }) => nodeHealthFromJson(value!.toString()));
}

const scoresOf = (harness: Harness, model: string) =>
  healthsOf(harness).flatMap(({ node, start, scores }) =>
    scores
      .filter((score) => score.model === model)
      .map(({ version, score, threshold, isAnomalous, reasons }) => {
        return { node, start, version, score, threshold, isAnomalous, reasons };
      }),
  );

describe(`models in the topology (PICKET_TEST_SEED=${seed})`, () => {
  it("score each window under the name of their file, with version, threshold and reasons", async (t) => {
    const shelf = new Shelf();
    shelf.files.set("forest.json", forestFile());
    const models = await modelsOf(shelf, "forest.json");
    const harness = harnessOf(t, models);
    harness.start();
    const random = new Random(seed);
    await tell(harness, start, models);
    const strange = ordinary(random);
    strange[at("exec_from_tmp")] = 4;
    for (let index = 0; index < 5; index++) {
      const windows = nodes.map((node) => windowOf(node, index, ordinary(random)));
      await write(harness, windows.with(0, windowOf(nodes[0]!, index, index === 4 ? strange : ordinary(random))));
    }
    await harness.settled();
    const scores = scoresOf(harness, "forest");
    assert.equal(scores.length, 5 * nodes.length);
    assert.equal(new Set(scores.map(({ version }) => version)).size, 1);
    assert.match(scores[0]!.version, /^[0-9a-f]{12}$/);
    const anomalous = scores.filter(({ isAnomalous }) => isAnomalous);
    assert.deepEqual(
      anomalous.map(({ node, start: from }) => [node, from]),
      [[nodes[0], start + 4 * length]],
    );
    assert.equal(anomalous[0]!.reasons[0]?.feature, "exec_from_tmp");
    assert.equal(anomalous[0]!.reasons[0].value, 4);
    assert.ok(anomalous[0]!.score >= anomalous[0]!.threshold);
    assert.ok(
      scores.every(({ score }) => String(score).length <= 8),
      "rounded",
    );
  });

  it("that ask for a sequence see the windows before, and gaps; where too much is missing there is no score", async (t) => {
    const shelf = new Shelf();
    shelf.put({}, "reconstruction", "lstm.json");
    const models = await modelsOf(shelf, "lstm.json");
    const counted = counting(models);
    const harness = harnessOf(t, models);
    harness.start();
    await tell(harness, start, models);
    const random = new Random(seed);
    const rows = new Map<number, Float64Array>();
    // A gap of two windows, and one of twenty, which is more than is kept.
    for (const index of [0, 1, 2, 3, 4, 5, 6, 9, 10, 11, 12, 33, 34, 35]) {
      rows.set(index, ordinary(random));
      await write(harness, [windowOf("worker-1", index, rows.get(index)!)]);
    }
    await harness.settled();
    const model = await openModel(Buffer.from(shelf.files.get("lstm.json")!).toString(), shelf, nodeFeatures);
    t.after(() => model.close());
    const expected = [];
    for (const index of rows.keys()) {
      const none = new Float64Array(nodeFeatures.length).fill(NaN);
      const sequence = Array.from({ length: 6 }, (_, i) => rows.get(index - 5 + i) ?? none).flatMap((row) =>
        Array.from(row),
      );
      const [judged] = await model.judge([Float64Array.from(sequence)]);
      if (!Number.isNaN(judged!.score)) expected.push([index, Number(judged!.score.toPrecision(6))]);
    }
    const scores = scoresOf(harness, "lstm").map(({ start: from, score }) => [(from - start) / length, score]);
    assert.deepEqual(scores, expected);
    assert.deepEqual(
      expected.map(([index]) => index),
      [2, 3, 4, 5, 6, 9, 10, 11, 12, 35],
    );
    assert.deepEqual(counted, { "lstm 1 scored": 10, "lstm 1 too_little_known": 4 });
  });

  it("are swapped by the log: from the tick on that tells the new one, and a replay after a crash asks the same", async (t) => {
    const random = new Random(seed);
    const shelf = new Shelf();
    shelf.files.set("forest.json", forestFile());
    shelf.put({}, "score", "lstm.json");
    const models = await modelsOf(shelf, "forest.json", "lstm.json");
    const harness = harnessOf(t, models, { store: new MemoryStore(), fetchBytes: 3000 });
    let running: Instance[] = [];
    let crashes = 0;
    for (let index = 0; index < 45; index++) {
      if (index === 15) shelf.files.set("forest.json", forestFile(0.05));
      if (index === 30) shelf.put({ version: "2", threshold: 0.5 }, "score", "lstm.json");
      if (index % 15 === 3) await models.look();
      await tell(harness, start + index * length, models);
      const present = nodes.filter(() => random.chance(0.95));
      await write(
        harness,
        present.map((node) => windowOf(node, index, ordinary(random))),
      );
      if (random.chance(0.15)) harness.cluster.failNextTransaction(random.pick(["before", "after"]));
      if (running.length > 0 && random.chance(0.25)) {
        await harness.crash(running[0]!);
        running = running.slice(1);
        crashes += 1;
      }
      if (running.length === 0 || random.chance(0.1)) running = [...running, harness.start()];
      if (random.chance(0.4)) await harness.settled();
    }
    await harness.settled();
    assert.ok(crashes > 3, `${crashes} crashes`);
    const editions = Map.groupBy(scoresOf(harness, "lstm"), ({ version }) => version);
    assert.deepEqual([...editions.keys()], ["1", "2"]);
    assert.equal(new Set(scoresOf(harness, "forest").map(({ version }) => version)).size, 2);
    const calm = harnessOf(t, models);
    for (let partition = 0; partition < partitions; partition++) {
      for (const record of harness.read("node-windows", partition)) {
        calm.cluster
          .partition({ topic: "test.node-windows", partition })
          .append({ ...record, topic: "test.node-windows" }, 0);
      }
    }
    calm.start();
    await calm.settled();
    assert.deepEqual(scoredByNode(harness), scoredByNode(calm));
  });

  it("that count by the log and are not to be had leave their score out, which is counted; another's is never in its place", async (t) => {
    const shelf = new Shelf();
    shelf.put({}, "score", "lstm.json");
    const lost = await modelsOf(shelf, "lstm.json");
    shelf.put({ version: "2" }, "score", "lstm.json");
    shelf.files.set("forest.json", Buffer.from("no model"));
    const models = await modelsOf(shelf, "lstm.json", "forest.json");
    const counted = counting(models);
    const harness = harnessOf(t, models);
    harness.start();
    const random = new Random(seed);
    const windows = async (index: number) => {
      await write(
        harness,
        nodes.map((node) => windowOf(node, index, ordinary(random))),
      );
      await harness.settled();
    };
    await windows(0);
    await tell(harness, start + length, lost);
    for (let index = 1; index < 6; index++) await windows(index);
    await tell(harness, start + 6 * length, models);
    await windows(6);
    assert.equal(healthsOf(harness).length, 7 * nodes.length);
    const scores = scoresOf(harness, "lstm");
    assert.ok(scores.every(({ version, start: from }) => version === "2" && from === start + 6 * length));
    assert.equal(scores.length, nodes.length);
    assert.deepEqual(counted, {
      "lstm  not_told": 5,
      "forest  not_told": 35,
      "lstm  not_available": 25,
      "lstm 2 scored": 5,
    });
  });

  it("are evidence of a kind of its own, on which no request rests but where the policy says that it may", async (t) => {
    const shelf = new Shelf();
    shelf.files.set("forest.json", forestFile());
    const models = await modelsOf(shelf, "forest.json");
    const trusting = parseNodePolicy("sufficientKinds: [model]\nneed: { medium: 2 }\n", "policy.yaml");
    for (const policy of [defaultNodePolicy, trusting]) {
      const harness = harnessOf(t, models, { policy });
      harness.start();
      const random = new Random(seed);
      await tell(harness, start, models);
      for (let index = 0; index < 45; index++) {
        // The node has always been so, which the judge takes for its way; the model knows no such node.
        const features = ordinary(random);
        features[at("container_anomalies_low")] = 1;
        await write(harness, [windowOf("worker-1", index, features)]);
      }
      await harness.settled();
      const healths = healthsOf(harness);
      const told = healths.filter(({ verdict }) => verdict === "anomalous");
      assert.deepEqual([...new Set(healths.map(({ verdict }) => verdict))], ["learning", "anomalous"]);
      assert.ok(told.every(({ evidence: [only, ...others] }) => only?.kind === "model" && others.length === 0));
      const [{ id, summary, severity } = assert.fail()] = told.flatMap(({ evidence }) => evidence);
      assert.match(id, /^worker-1\/\d+\/forest$/);
      assert.match(
        summary,
        /^forest [0-9a-f]{12} scores 1, anomalous from 0\.\d+: container_anomalies_low 1, usually 0 to 0/,
      );
      assert.equal(severity, "medium");
      const requests = harness.readAll("cordon-requests").map(({ value }) => cordonRequestFromJson(String(value)));
      assert.equal(requests.length, policy === trusting ? 1 : 0);
      for (const { evidence, models: asked } of requests) {
        assert.deepEqual([...new Set(evidence.map(({ kind }) => kind))], ["model"]);
        assert.ok(asked.some((one) => /^forest@[0-9a-f]{12}$/.test(one)));
      }
    }
  });
});

/** By node what is forwarded of its windows. */
function scoredByNode(harness: Harness): Readonly<Record<string, readonly string[]>> {
  const windows: Record<string, string[]> = {};
  for (const { value } of harness.readAll("by-group")) {
    if (value === null || isTick(value)) continue;
    const frame = readFrame(value);
    assert.ok(!(frame instanceof Rejection));
    for (const { bytes, offset } of frame.events) {
      const node = bytes.toString("utf8", 2, 2 + bytes[1]!);
      (windows[node] ??= []).push(`${offset} ${bytes.toString("hex")}`);
    }
  }
  return windows;
}

/** How many scores of each model, version and outcome are counted. */
function counting(models: NodeModels): Readonly<Record<string, number>> {
  const counted: Record<string, number> = {};
  models.metrics = {
    ...noInferenceMetrics,
    scores: (count, { model, version, outcome }) => {
      const of = `${model} ${version} ${outcome}`;
      counted[of] = (counted[of] ?? 0) + count;
    },
  };
  return counted;
}

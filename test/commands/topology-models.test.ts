/** `picket topology` with models for nodes' windows: from a directory, swapped while it runs, told by its ticks. */

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { describe } from "../../commands/describe.ts";
import { topology } from "../../commands/topology.ts";
import { loadSettings } from "../../config/settings.ts";
import type { MemoryCluster } from "../../log/memory/cluster.ts";
import { nodeHealthFromJson } from "../../proto/codecs/node-health-json.ts";
import { Random } from "../../simulate/random.ts";
import { Shelf } from "../inference/shelf.ts";
import { frameOf, ordinary, windowOf } from "../nodes/plain-windows.ts";
import { context, Harness } from "./harness.ts";

const folder = mkdtempSync(join(tmpdir(), "picket-models-"));
after(() => rmSync(folder, { recursive: true }));

const environment = {
  PICKET_METRICS_PORT: "0",
  PICKET_PARTITIONS: "1",
  PICKET_NODES: "true",
  PICKET_UNSIGNED_REQUESTS: "accept",
  PICKET_NODE_MODELS: "lstm.json",
  PICKET_NODE_MODELS_FROM: `file:${folder}`,
  PICKET_NODE_MODELS_EVERY: "100ms",
};

/** A model that judges a window by itself. */
function put(version: string): void {
  const shelf = new Shelf();
  shelf.put({ version }, "score", "lstm.json");
  for (const [name, bytes] of shelf.files) writeFileSync(join(folder, name), bytes);
}

function scoresIn(cluster: MemoryCluster) {
  if (cluster.partitionCount("node-health") === undefined) return [];
  const { records } = cluster.partition({ topic: "node-health", partition: 0 }).read(0, Number.MAX_SAFE_INTEGER);
  return records.flatMap(({ value }) => nodeHealthFromJson(value!.toString()).scores);
}

test("windows are scored by the model that is there, and by the next one once that is there", async () => {
  const harness = new Harness();
  put("1");
  const settings = loadSettings({ ...environment, PICKET_STAGES: "models,health" });
  const running = topology(settings, context, harness.surroundings);
  const topic = "picket.node-windows";
  while (harness.cluster.partitionCount(topic) === undefined) await harness.surroundings.clock.sleep(5);
  const log = harness.cluster.connect();
  const writer = await log.writer();
  const random = new Random("swapped while it runs");
  let index = 0;
  for (const version of ["1", "2"]) {
    put(version);
    while (scoresIn(harness.cluster).every((score) => score.model !== "lstm" || score.version !== version)) {
      const value = frameOf([windowOf("worker-1", index++, ordinary(random))]);
      await writer.write([{ topic, partition: 0, key: null, value, headers: [] }]);
      await Promise.race([harness.surroundings.clock.sleep(20), running]);
    }
  }
  harness.stopping.abort();
  await running;
  await log.close();
  const versions = scoresIn(harness.cluster).flatMap(({ model, version }) => (model === "lstm" ? [version] : []));
  assert.deepEqual([...new Set(versions)], ["1", "2"]);
});

test("the topology shows whom it asks, without a look at the models", async () => {
  const { surroundings, stdout } = new Harness();
  const settings = loadSettings({ ...environment, PICKET_NODE_MODELS: "lstm.json,not-there.json" });
  await describe(settings, {}, surroundings);
  assert.match(
    stdout.text,
    /stage models .*\n {2}consumes picket\.node-windows .*\n.*\n.*recent-windows.*\n {4}asks the models lstm, not-there \(/,
  );
});

for (const [variable, value] of [
  ["PICKET_NODE_MODELS", "lstm"],
  ["PICKET_NODE_MODELS", "../lstm.json"],
  ["PICKET_NODE_MODELS", "lstm.json,lstm.json"],
  ["PICKET_NODE_MODELS", "own-past.json"],
  ["PICKET_NODE_MODELS", "1,2,3,4,5,6,7,8,9".replaceAll(/\d/g, "m$&.json")],
  ["PICKET_NODE_MODELS_FROM", "/models"],
  ["PICKET_NODE_MODELS_FROM", "redis://user:secret@redis:6379"],
  ["PICKET_NODE_MODELS_FROM", ""],
  ["PICKET_NODE_MODEL_WINDOWS", "0"],
] as const) {
  test(`${variable}=${value} is refused by its name`, () => {
    assert.throws(() => loadSettings({ ...environment, [variable]: value }), new RegExp(variable));
  });
}

/** `picket train isolation-forest`: what it reads, prints and writes, and what it says when it cannot. */

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { trainForest, type TrainForestOptions } from "../../commands/train/isolation-forest.ts";
import { hasCode } from "../../errors/picket-error.ts";
import { parseForestFile } from "../../models/isolation-forest-file.ts";
import { TrainedIsolationForest } from "../../models/trained-isolation-forest.ts";
import { nodeFeatures } from "../../nodes/features.ts";
import { Random } from "../../simulate/random.ts";
import { Harness } from "./harness.ts";

const seed = process.env["PICKET_TEST_SEED"] ?? "three oaks";
const folder = mkdtempSync(join(tmpdir(), "picket-train-"));
after(() => rmSync(folder, { recursive: true }));

type Features = Record<string, number | null>;

function windows(count: number): Features[] {
  const random = new Random(seed);
  return Array.from({ length: count }, () => ({
    avg_cpu: 0.3 + 0.05 * random.uniform(),
    avg_mem: random.chance(0.1) ? null : 0.5 + 0.1 * random.uniform(),
    net_bytes_in: 1e6 * random.factor(0.5),
    exec_count: random.integer(0, 20),
    exec_from_dev_shm: 0,
  }));
}

function asJsonLines(rows: readonly Features[]): string {
  return rows
    .map((features, i) =>
      JSON.stringify({ node: `n${i % 5}`, start: i, features: { ...features, other: i }, verdict: 1 }),
    )
    .join("\n");
}

function asCsv(rows: readonly Features[]): string {
  const names = Object.keys(rows[0]!);
  return [["node", ...names], ...rows.map((row) => ["n", ...names.map((name) => row[name] ?? "")])].join("\r\n");
}

function fileOf(name: string, content: string): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

async function train(options: Partial<TrainForestOptions> & { data: string }) {
  const { surroundings, stdout } = new Harness();
  const out = join(folder, "model.json");
  await trainForest({ out, ...options }, surroundings);
  return { printed: stdout.text, text: readFileSync(out, "utf8") };
}

describe("picket train isolation-forest", () => {
  const rows = windows(600);
  const data = fileOf("windows.jsonl", `${asJsonLines(rows)}\n\n`);

  it("writes a model that judges windows, of the features that there are", async () => {
    const { parts } = parseForestFile((await train({ data, contamination: "0.02" })).text);
    assert.deepEqual(
      parts.features.map(({ name, transform }) => [name, transform]),
      [
        ["avg_cpu", "identity"],
        ["avg_mem", "identity"],
        ["net_bytes_in", "log1p"],
        ["exec_count", "log1p"],
        ["exec_from_dev_shm", "log1p"],
      ],
    );
    assert.deepEqual(parts.training, { rows: 600, trees: 100, sampleSize: 256, seed: 42, contamination: 0.02 });
    const model = new TrainedIsolationForest(parts, nodeFeatures);
    const at = (change: Features): Float64Array =>
      Float64Array.from(nodeFeatures, (name) => ({ ...rows[0], ...change })[name] ?? NaN);
    assert.ok(model.scoreOne(at({})) < model.threshold);
    for (const strange of [{ avg_cpu: 0.95 }, { net_bytes_in: 1e9 }, { exec_from_dev_shm: 1 }]) {
      assert.ok(model.scoreOne(at(strange)) >= model.threshold, JSON.stringify(strange));
      assert.deepEqual(model.reasons(at(strange))[0]?.feature, Object.keys(strange)[0]);
    }
  });

  it("prints what the data are like, and the model", async () => {
    const { printed, text } = await train({ data });
    const holes = rows.filter((row) => row["avg_mem"] === null).length;
    assert.match(
      printed,
      /^600 windows\nin none of them, and so not in the model: net_bytes_out, unique_process_count/,
    );
    assert.match(printed, new RegExp(`\navg_mem +${holes} +0\\.5\\d* +0\\.5\\d* +0\\.\\d+ +0\\.6\n`));
    assert.match(printed, /\nexec_from_dev_shm +0 +0 +0 +0 +0 +never varies\n/);
    assert.match(
      printed,
      /\ntrees +100 of 256 windows each, seed 42\nthreshold +0\.\d{4}, which 0 of 600 windows reach\n/,
    );
    assert.match(printed, /\nscores +P50 0\.\d{4}, P90 0\.\d{4}, P99 0\.\d{4}, P99\.9 0\.\d{4}, P100 0\.\d{4}\n/);
    assert.ok(printed.includes(`version ${parseForestFile(text).version}, `));
  });

  it("gives the same model for the same data, as JSON lines or as CSV, and another for another seed", async () => {
    const { text } = await train({ data });
    assert.equal((await train({ data: fileOf("windows.csv", asCsv(rows)) })).text, text);
    assert.notEqual((await train({ data, seed: "43" })).text, text);
  });

  it("reads what picket tail --json shows, and numbers as the mapping of JSON may have them", async () => {
    const shown = rows.map(({ avg_mem, ...features }, i) => {
      const health = { ...features, exec_count: String(features["exec_count"]), avg_mem: avg_mem ?? "NaN" };
      return JSON.stringify({ topic: "node-health", offset: i, value: { features: health } });
    });
    const { text } = await train({ data: fileOf("shown.jsonl", shown.join("\n")) });
    assert.equal(text, (await train({ data })).text);
  });

  it("takes its options", async () => {
    const options = { trees: "20", sampleSize: "64", contamination: "0.05", features: "exec_count,avg_cpu" };
    const { parts } = parseForestFile((await train({ data, ...options })).text);
    assert.deepEqual(parts.training, { rows: 600, trees: 20, sampleSize: 64, seed: 42, contamination: 0.05 });
    assert.deepEqual(
      parts.features.map(({ name }) => name),
      ["exec_count", "avg_cpu"],
    );
  });

  it("leaves out windows that were told early, which come again", async () => {
    const early = rows.map((features) => JSON.stringify({ isEarly: true, features }));
    const lines = [asJsonLines(rows), ...early, '{"node": "n"}'];
    const { printed, text } = await train({ data: fileOf("early.jsonl", lines.join("\n")) });
    assert.match(
      printed,
      /^600 windows\nleft out: 600 told early, which come again\nleft out: 1 without any of the features\n/,
    );
    assert.equal(text, (await train({ data })).text);
  });

  it("says which line is wrong, and how", async () => {
    const good = asJsonLines(windows(120));
    for (const [name, content, message] of [
      ["cut.jsonl", `${good}\n{"features": {`, /line 121: it is no JSON/],
      ["list.jsonl", `${good}\n[]`, /line 121: /],
      ["wrong.jsonl", '{"features": 3}', /line 1: features/],
      ["infinite.jsonl", '{"features": {"avg_cpu": "Infinity"}}', /line 1: avg_cpu is infinite/],
      ["text.jsonl", `{"features": {"avg_cpu": "much"}}`, /line 1: features.avg_cpu/],
      ["negative.jsonl", `{"features": {"net_bytes_in": -5}}`, /line 1: net_bytes_in is -5/],
      ["few.jsonl", asJsonLines(windows(99)), /99 windows with any of avg_cpu, .* are too few, at least 100/],
      ["empty.jsonl", "", /: 0 windows .* are too few/],
      ["strangers.jsonl", '{"features": {"load": 1}}\n'.repeat(200), /: 0 windows with any of avg_cpu/],
      ["header.csv", "node,load\nn,1", /line 1: no column is a feature: node, load/],
      ["ragged.csv", "node,avg_cpu\nn,0.1\nn", /line 3: 1 cells under 2 columns/],
      ["word.csv", "node,avg_cpu\nn,much", /line 2: avg_cpu is no number: "much"/],
    ] as const) {
      await assert.rejects(
        train({ data: fileOf(name, content) }),
        (error) => hasCode(error, "TRAINING_DATA_INVALID") && message.test(error.message),
        name,
      );
    }
  });

  it("refuses wrong options before it reads", async () => {
    for (const wrong of [
      { data: join(folder, "missing.jsonl") },
      { contamination: "0.6" },
      { contamination: "few" },
      { seed: "-1" },
      { trees: "0" },
      { sampleSize: "1" },
      { features: "avg_cpu,load" },
      { out: join(folder, "no", "model.json") },
    ]) {
      await assert.rejects(train({ data, ...wrong }), (error) => hasCode(error, "SETTINGS_INVALID"));
    }
  });
});

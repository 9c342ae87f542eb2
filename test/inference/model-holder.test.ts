/** Swapping models without a restart: taken when they fit, told once when they do not, read from a directory or Redis. */

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { hasCode } from "../../errors/picket-error.ts";
import { directoryOfModels, unavailable, type ModelFiles } from "../../inference/model-files.ts";
import { ModelHolder } from "../../inference/model-holder.ts";
import { nodeFeatures } from "../../nodes/features.ts";
import { fixtureFiles } from "../fixtures/onnx/make.ts";

const fixtures = fixtureFiles();
const windows = new Float64Array(6 * nodeFeatures.length).fill(0.5);

/** Files in memory. */
class Shelf implements ModelFiles {
  readonly files = new Map<string, Uint8Array>();

  async read(name: string): Promise<Uint8Array> {
    const found = this.files.get(name);
    if (found === undefined) throw unavailable(name);
    return found;
  }

  /** @param change of the manifest of the model that scores. */
  put(change: object = {}, kind: "score" | "reconstruction" = "score"): void {
    const manifest: object = JSON.parse(Buffer.from(fixtures.get(`lstm-${kind}.json`)!).toString());
    this.files.set(`lstm-${kind}.onnx`, fixtures.get(`lstm-${kind}.onnx`)!);
    this.files.set("model.json", Buffer.from(JSON.stringify({ ...manifest, ...change })));
  }
}

function holding(files: ModelFiles, name = "model.json") {
  const said: string[] = [];
  /** Ends each pause when the test says so. */
  let wake: (() => void) | undefined;
  const holder = new ModelHolder({
    files,
    name,
    available: nodeFeatures,
    everyMs: 5000,
    clock: {
      now: () => 0,
      elapsed: () => 0,
      sleep: async (_ms, signal) => {
        const { promise, resolve } = Promise.withResolvers<void>();
        wake = resolve;
        signal?.addEventListener("abort", () => resolve(), { once: true });
        await promise;
      },
    },
    onModel: ({ name, version }) => said.push(`${name} ${version}`),
    onProblem: (problem) => said.push(problem.code),
  });
  return {
    holder,
    said,
    nextLook: () => wake?.(),
    judged: async () => (await holder.model?.judge([windows]))?.length ?? 0,
  };
}

describe("the holder of a model", () => {
  it("takes what fits, keeps it over what does not, and tells each once", async () => {
    const shelf = new Shelf();
    const { holder, said, judged } = holding(shelf);
    await holder.look();
    await holder.look();
    assert.equal(await judged(), 0);
    shelf.put();
    await holder.look();
    await holder.look();
    const first = holder.model;
    shelf.put({ version: "2", sha256: "0".repeat(64) });
    await holder.look();
    await holder.look();
    assert.equal(holder.model, first);
    assert.equal(await judged(), 1);
    shelf.put({ version: "3" }, "reconstruction");
    await holder.look();
    assert.deepEqual(said, ["MODEL_UNAVAILABLE", "lstm-score 1", "MODEL_INVALID", "lstm-reconstruction 3"]);
    assert.notEqual(holder.model, first);
    shelf.files.clear();
    await holder.look();
    assert.deepEqual(said.slice(4), ["MODEL_UNAVAILABLE"]);
    assert.equal(await judged(), 1);
    await holder.model?.close();
  });

  it("lets the model before finish what it was asked", async () => {
    const shelf = new Shelf();
    shelf.put();
    const { holder } = holding(shelf);
    await holder.look();
    const asked = holder.model!.judge(Array.from({ length: 300 }, () => windows));
    shelf.put({ version: "2" });
    await holder.look();
    assert.equal(holder.model?.version, "2");
    assert.equal((await asked).length, 300);
    await holder.model.close();
  });

  it("looks again after each pause, until it is stopped", async () => {
    const shelf = new Shelf();
    shelf.put();
    const { holder, said, nextLook } = holding(shelf);
    const stop = new AbortController();
    const running = holder.run(stop.signal);
    while (said.length < 1) await new Promise((resolve) => setImmediate(resolve));
    shelf.put({ version: "2" });
    while (said.length < 2) {
      nextLook();
      await new Promise((resolve) => setImmediate(resolve));
    }
    stop.abort();
    await running;
    assert.deepEqual(said, ["lstm-score 1", "lstm-score 2"]);
    assert.equal(holder.model, undefined);
  });
});

describe("models", () => {
  it("lie in a directory", async () => {
    const folder = mkdtempSync(join(tmpdir(), "picket-models-"));
    after(() => rmSync(folder, { recursive: true }));
    for (const [name, bytes] of fixtures) writeFileSync(join(folder, name), bytes);
    const { holder, said } = holding(directoryOfModels(folder), "lstm-score.json");
    await holder.look();
    assert.deepEqual(said, ["lstm-score 1"]);
    await holder.model?.close();
    await assert.rejects(directoryOfModels(folder).read("other.json"), (error) => hasCode(error, "MODEL_UNAVAILABLE"));
  });
});

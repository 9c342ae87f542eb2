/** Swapping models without a restart: taken when they fit, told once when they do not, read from a directory or Redis. */

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { hasCode } from "../../errors/picket-error.ts";
import { directoryOfModels, type ModelFiles } from "../../inference/model-files.ts";
import { ModelHolder, type ModelHolderOptions } from "../../inference/model-holder.ts";
import { nodeFeatures } from "../../nodes/features.ts";
import { fixtureFiles } from "../fixtures/onnx/make.ts";
import { Shelf } from "./shelf.ts";

const fixtures = fixtureFiles();
const windows = new Float64Array(6 * nodeFeatures.length).fill(0.5);

function holding(files: ModelFiles, name = "model.json", more: Partial<ModelHolderOptions> = {}) {
  const said: string[] = [];
  /** Ends each pause when the test says so. */
  let wake: (() => void) | undefined;
  const holder = new ModelHolder({
    files,
    name,
    available: nodeFeatures,
    mostWindows: 6,
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
    onModel: ({ model: { name, version } }) => said.push(`${name} ${version}`),
    onProblem: (problem) => said.push(problem.code),
    ...more,
  });
  return {
    holder,
    said,
    nextLook: () => wake?.(),
    judged: async () => (await holder.newest?.model.judge([windows]))?.length ?? 0,
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
    const first = holder.newest?.model;
    shelf.put({ version: "2", sha256: "0".repeat(64) });
    await holder.look();
    await holder.look();
    assert.equal(holder.newest?.model, first);
    assert.equal(await judged(), 1);
    shelf.put({ version: "3" }, "reconstruction");
    await holder.look();
    assert.deepEqual(said, ["MODEL_UNAVAILABLE", "lstm-score 1", "MODEL_INVALID", "lstm-reconstruction 3"]);
    assert.notEqual(holder.newest?.model, first);
    shelf.files.clear();
    await holder.look();
    assert.deepEqual(said.slice(4), ["MODEL_UNAVAILABLE"]);
    assert.equal(await judged(), 1);
    await closed(holder);
  });

  it("lets the model before finish what it was asked", async () => {
    const shelf = new Shelf();
    shelf.put();
    const { holder } = holding(shelf);
    await holder.look();
    const asked = holder.newest!.model.judge(Array.from({ length: 300 }, () => windows));
    for (const version of ["2", "3"]) {
      shelf.put({ version });
      await holder.look();
      assert.equal(holder.newest?.model.version, version);
    }
    assert.equal((await asked).length, 300);
    await closed(holder);
  });

  it("has the model before by its edition, and looks when it is asked for one that it has not", async () => {
    const shelf = new Shelf();
    const { holder } = holding(shelf);
    assert.equal(await holder.ofEdition("693edad207da"), undefined);
    const editions: string[] = [];
    for (const version of ["1", "2", "3"]) {
      shelf.put({ version, threshold: 0.5 });
      await holder.look();
      editions.push(holder.newest!.edition);
    }
    const versions = await Promise.all(editions.map(async (edition) => (await holder.ofEdition(edition))?.version));
    assert.deepEqual(versions, [undefined, "2", "3"]);
    const other = holding(shelf).holder;
    assert.equal((await other.ofEdition(editions[2]!))?.version, "3", "which it had not looked for before");
    shelf.put({ version: "3", threshold: 0.6 });
    await holder.look();
    assert.notEqual(holder.newest?.edition, editions[2], "other contents are another edition");
    await Promise.all([closed(holder), closed(other)]);
  });

  it("has an earlier one where its file was left under its edition, and no other's", async () => {
    const shelf = new Shelf();
    shelf.put({ version: "1" });
    const { holder } = holding(shelf);
    await holder.look();
    const { edition } = holder.newest!;
    const file = shelf.files.get("model.json")!;
    shelf.put({ version: "2" });
    const other = shelf.files.get("model.json")!;
    const late = holding(shelf);
    shelf.files.set(`model.json@${edition}`, other);
    assert.equal(await late.holder.ofEdition(edition), undefined, "it is not what its name says");
    shelf.files.set("model.json@../model.json", file);
    assert.equal(await late.holder.ofEdition("../model.json"), undefined);
    shelf.files.set(`model.json@${edition}`, file);
    assert.equal((await late.holder.ofEdition(edition))?.version, "1");
    assert.equal(late.holder.newest?.model.version, "2");
    assert.deepEqual(late.said, ["lstm-score 2"]);
    await Promise.all([closed(holder), closed(late.holder)]);
    assert.equal(late.holder.newest, undefined);
  });

  it("refuses a model that asks for more windows than are kept", async () => {
    const shelf = new Shelf();
    shelf.put();
    const problems: string[] = [];
    const { holder } = holding(shelf, "model.json", {
      mostWindows: 5,
      onProblem: ({ message }) => problems.push(message),
    });
    await holder.look();
    assert.equal(holder.newest, undefined);
    assert.match(problems.join(), /asks for 6 windows, and 5 are kept: set PICKET_NODE_MODEL_WINDOWS/);
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
    assert.equal(holder.newest, undefined);
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
    await closed(holder);
    await assert.rejects(directoryOfModels(folder).read("other.json"), (error) => hasCode(error, "MODEL_UNAVAILABLE"));
  });
});

async function closed(holder: ModelHolder): Promise<void> {
  await holder.run(AbortSignal.abort());
}

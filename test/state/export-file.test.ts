/** The file that carries states from store to store: all comes back, and nothing comes back from a damaged one. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { hasCode } from "../../errors/picket-error.ts";
import { Random } from "../../simulate/random.ts";
import { exportLines, importLines, type ExportedSnapshot } from "../../state/export-file.ts";
import { MemoryStore } from "../../state/memory-store.ts";

const seed = process.env["PICKET_TEST_SEED"] ?? "export";

/** Two partitions of different sizes, one of them with a large state, and an empty one. */
async function* snapshots(): AsyncGenerator<ExportedSnapshot> {
  const store = new MemoryStore();
  for (const [partition, contents] of [["a", "x".repeat(5000), ""], ["b"], []].entries()) {
    const scope = { applicationId: "app", stage: "container", partition };
    const session = store.open(scope, { topicId: "topic", fingerprint: "f00d" });
    const changed = new Map(contents.map((content, i) => [`detector/key ${i}\n`, Buffer.from(content)]));
    await session.save({ offset: 7 + partition, epoch: 3, savedAt: 1, isWhole: true, changed, removed: [] });
    yield { scope, ...(await session.load(assert.fail))! };
  }
}

async function* each(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}

async function collected<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

async function exported(): Promise<readonly string[]> {
  const lines = await collected(exportLines(snapshots()));
  return lines.map((line) => line.slice(0, -1));
}

test("what was exported comes back", async () => {
  const essence = ({ scope, manifest: { offset, epoch, savedAt, checksum }, entries }: ExportedSnapshot): unknown => ({
    scope,
    manifest: { offset, epoch, savedAt, checksum },
    entries: [...entries].map(([name, content]) => [name, content.toString()]),
  });
  const before = (await collected(snapshots())).map(essence);
  const after = (await importLines(each(await exported()))).map(essence);
  assert.equal(after.length, 3);
  assert.deepEqual(after, before);
});

test(`a file that was changed, cut or is none is refused (seed ${seed})`, async (t) => {
  const lines = await exported();
  const chance = new Random(seed);
  const damaged: [string, readonly string[]][] = [
    ["empty", []],
    ["of another format", ["picket-states 2", ...lines.slice(1)]],
    ["no such file", ["{}"]],
    ["longer", [...lines, "more"]],
    ...lines.map((_, i): [string, string[]] => [`cut at line ${i}`, lines.slice(0, i)]),
    ...lines.map((_, i): [string, string[]] => [`without line ${i}`, lines.filter((_line, at) => at !== i)]),
    ...Array.from({ length: 200 }, (): [string, string[]] => {
      const line = chance.integer(0, lines.length - 1);
      const at = chance.integer(0, lines[line]!.length - 1);
      const changed = [...lines];
      const other = lines[line]![at] === "A" ? "B" : "A";
      changed[line] = `${lines[line]!.slice(0, at)}${other}${lines[line]!.slice(at + 1)}`;
      return [`changed at line ${line}, character ${at}`, changed];
    }),
  ];
  t.diagnostic(`${damaged.length} damaged files`);
  for (const [what, changed] of damaged) {
    await assert.rejects(importLines(each(changed)), (error) => hasCode(error, "STATE_FILE_INVALID"), what);
  }
});

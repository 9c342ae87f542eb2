/** `picket replay`: what it writes, what it counts, and what it says when it cannot. */

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { replay } from "../../commands/replay.ts";
import { loadSettings } from "../../config/settings.ts";
import { hasCode } from "../../errors/picket-error.ts";
import { readEventFile, writeEventFile } from "../../sources/ebpf/event-file.ts";
import { Harness } from "./harness.ts";

const golden = new URL("../fixtures/golden/", import.meta.url).pathname;
const sample = join(golden, "sample.events.gz");
const folder = mkdtempSync(join(tmpdir(), "picket-replay-"));
after(() => rmSync(folder, { recursive: true }));

test("scores are written as JSON lines that read back as River's", async () => {
  const settings = loadSettings({ ML_MODEL: "ocsvm", WARMUP_SIZE: "200", WARMUP_TIME: "999999999" });
  const scores = join(folder, "scores.jsonl");
  const { surroundings, stdout } = new Harness();
  const summary = await replay(settings, sample, { detector: "resource-global", scores }, surroundings);

  const expected = gunzipSync(readFileSync(join(golden, "resource-global.ocsvm.tsv.gz")))
    .toString()
    .trimEnd()
    .split("\n");
  const lines = readFileSync(scores, "utf8").trimEnd().split("\n");
  assert.equal(lines.length, expected.length);
  for (const [i, line] of lines.entries()) {
    const { index, key, score, anomalous, ...more } = JSON.parse(line);
    const [riversIndex, riversKey, riversScore, riversDecision] = expected[i]!.split("\t");
    assert.deepEqual([String(index), key, anomalous], [riversIndex, riversKey, riversDecision === "1"]);
    assert.ok(Math.abs(score - Number(riversScore)) <= 1e-9 * Math.abs(Number(riversScore)));
    assert.deepEqual(more, {});
  }
  assert.equal(summary.scored, expected.length);
  assert.equal(summary.anomalous, expected.filter((line) => line.endsWith("\t1")).length);
  assert.match(stdout.text, /^events +9000\nscored +5800\nanomalous +\d+ \(\d+\.\d %\)\nkeys +1\n/);
});

test("what is not scored is counted by reason, and a rejected event teaches nothing", async () => {
  const events: Buffer[] = [];
  for await (const bytes of readEventFile(sample)) events.push(bytes);
  const disturbed = join(folder, "disturbed.events");
  await writeEventFile(
    disturbed,
    events.flatMap((bytes, i) => (i % 100 === 0 ? [bytes, Buffer.from("no event"), Buffer.alloc(0)] : [bytes])),
  );
  const settings = loadSettings({});
  const options = { detector: "resource-per-container" };
  const clean = await replay(settings, sample, options, new Harness().surroundings);
  const summary = await replay(settings, disturbed, options, new Harness().surroundings);
  assert.equal(summary.events, 9000 + 180);
  assert.deepEqual(summary.rejected, { malformed: 90, empty: 90 });
  assert.deepEqual(summary.skipped, clean.skipped);
  assert.deepEqual([summary.scored, summary.anomalous], [clean.scored, clean.anomalous]);
  const counted = Object.values(clean.skipped).reduce((sum, number) => sum + number, clean.scored);
  assert.equal(counted, clean.events);
});

test("an unknown detector, a wrong path and a cut file are told", async () => {
  const settings = loadSettings({});
  const fails = (code: "SETTINGS_INVALID" | "EVENTS_FILE_INVALID", file: string, detector: string, scores?: string) =>
    assert.rejects(
      replay(settings, file, scores === undefined ? { detector } : { detector, scores }, new Harness().surroundings),
      (error) => hasCode(error, code),
    );
  await fails("SETTINGS_INVALID", sample, "resource");
  await fails("SETTINGS_INVALID", sample, "resource-global", join(folder, "none", "scores.jsonl"));
  await fails("EVENTS_FILE_INVALID", join(folder, "none.events.gz"), "resource-global");
  const cut = join(folder, "cut.events");
  writeFileSync(cut, gunzipSync(readFileSync(sample)).subarray(0, 10_000));
  await fails("EVENTS_FILE_INVALID", cut, "resource-global");
});

/** What an earlier version gave to a store becomes, in this one, a state that goes on as it would have. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { PartitionState } from "../../runtime/partition-state.ts";
import { entriesFile, type EntriesFixture, restoring, scoresOf } from "./entry-fixture.ts";

test("a partition's entries, as they are stored, are restored", async () => {
  const { entries, scores }: EntriesFixture = JSON.parse(gunzipSync(readFileSync(entriesFile)).toString());
  const contents = new Map(Object.entries(entries).map(([name, text]) => [name, Buffer.from(text, "base64")]));
  const state = await PartitionState.restore(contents, restoring);
  assert.ok(contents.size > 20 && scores.length > 200, `${contents.size} entries, ${scores.length} scores`);
  assert.deepEqual(await scoresOf(state), scores);
});

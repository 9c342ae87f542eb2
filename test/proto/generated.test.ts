/** The committed modules are what the schemas generate now. */

import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { generate } from "../../proto/generate.ts";

const directory = await mkdtemp(path.join(tmpdir(), "picket-proto-"));
after(() => rm(directory, { recursive: true }));
const committed = path.join(import.meta.dirname, "../../proto/generated");

test("proto/generated is current: else run `node proto/generate.ts`", async () => {
  await generate(directory);
  assert.deepEqual((await readdir(directory)).sort(), (await readdir(committed)).sort());
  for (const name of await readdir(committed)) {
    const [now, then] = await Promise.all(
      [directory, committed].map((where) => readFile(path.join(where, name), "utf8")),
    );
    assert.ok(now === then, `${name} is not what the schemas generate`);
  }
});

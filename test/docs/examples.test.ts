/** examples/README.md: what it says a replay answers is what it answers. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

const root = join(import.meta.dirname, "../..");

test("the commands over a file answer what the page says", (t) => {
  const page = readFileSync(join(root, "examples/README.md"), "utf8");
  const [, block = ""] = /```console\n(\$ npx picket simulate [^`]*)```/.exec(page) ?? [];
  const folder = mkdtempSync(join(tmpdir(), "picket-examples-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const answers = block
    .split("\n")
    .filter((line) => line.startsWith("$ npx picket "))
    .map((line) =>
      picket(line.slice("$ npx picket ".length).replace("fleet.events.gz", join(folder, "fleet.events.gz"))),
    );
  const expected = block.split("\n").filter((line) => line !== "" && !line.startsWith("$"));
  assert.equal(answers.length, 2);
  assert.ok(expected.length > 3);
  assert.deepEqual(answers[1]?.split("\n").slice(0, expected.length), expected);
});

function picket(line: string): string {
  return execFileSync(process.execPath, ["bin/picket.js", ...line.split(" ")], { cwd: root, encoding: "utf8" });
}

/** docs/requests.md: what it says that commands answer is what they answer, but for ids and times. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

const root = join(import.meta.dirname, "../..");

test("the commands answer what the page says", (t) => {
  const page = readFileSync(join(root, "docs/requests.md"), "utf8");
  const folder = mkdtempSync(join(tmpdir(), "picket-requests-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const examples = [...page.matchAll(/^\$ picket (.*)\n((?:(?!\$|```).*\n)*)/gm)];
  assert.equal(examples.length, 3);
  for (const [, line = "", answer = ""] of examples) {
    const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? "");
    const said = execFileSync(process.execPath, [join(root, "bin/picket.js"), ...words], {
      cwd: folder,
      encoding: "utf8",
    });
    assert.equal(blurred(said), blurred(answer));
  }
});

/** Ids of keys and requests, and times, as their kind. */
function blurred(text: string): string {
  return text
    .replaceAll(/\b\d{4}-\d\d-\d\dT[\d:.]+Z/g, "TIME")
    .replaceAll(/\bmanual\/[0-9a-f-]{36}\b/g, "REQUEST")
    .replaceAll(/(?<![\w-])[\w-]{43}(?![\w-])/g, "KEY");
}

/** The README's picture is the topology as it is declared. */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { it } from "node:test";
import { readmeWithPicture } from "../../docs/readme.ts";

it("the README's picture is what `picket describe --mermaid` prints; `npm run docs` makes it so", async () => {
  const readme = await readFile(new URL("../../README.md", import.meta.url), "utf8");
  assert.match(readme, /```mermaid\n/);
  assert.equal(await readmeWithPicture(readme), readme);
});

/** docs/settings.md is what the schema says now. */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { it } from "node:test";
import { format } from "prettier";
import { settingsPage } from "../../config/settings-page.ts";

it("docs/settings.md is current (npm run docs writes it)", async () => {
  const written = await readFile(new URL("../../docs/settings.md", import.meta.url), "utf8");
  assert.equal(written, await format(settingsPage(), { parser: "markdown", printWidth: 120 }));
});

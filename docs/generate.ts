/** Writes the pages that are made from the code: docs/settings.md. */

import { writeFile } from "node:fs/promises";
import { format } from "prettier";
import { settingsPage } from "../config/settings-page.ts";

await writeFile(
  new URL("settings.md", import.meta.url),
  await format(settingsPage(), { parser: "markdown", printWidth: 120 }),
);

/** Writes what is made from the code: docs/settings.md, the picture in the README, and tables of docs/enforcer.md. */

import { readFile, writeFile } from "node:fs/promises";
import { format } from "prettier";
import { settingsPage } from "../config/settings-page.ts";
import { enforcerPageWithTables } from "./enforcer-page.ts";
import { readmeWithPicture } from "./readme.ts";

await writeFile(
  new URL("settings.md", import.meta.url),
  await format(settingsPage(), { parser: "markdown", printWidth: 120 }),
);

const readme = new URL("../README.md", import.meta.url);
await writeFile(readme, await readmeWithPicture(await readFile(readme, "utf8")));

const enforcerPage = new URL("enforcer.md", import.meta.url);
await writeFile(enforcerPage, await enforcerPageWithTables(await readFile(enforcerPage, "utf8")));

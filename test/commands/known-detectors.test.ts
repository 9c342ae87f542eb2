/** Detectors of the user's own modules: loaded beside the built-in ones, or refused with what is wrong with them. */

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { knownDetectors } from "../../commands/known-detectors.ts";
import { loadSettings } from "../../config/settings.ts";
import { detectorNames } from "../../topology/detectors/built-in.ts";

const folder = mkdtempSync(join(tmpdir(), "picket-modules-"));
after(() => rmSync(folder, { recursive: true }));

function moduleOf(name: string, source: string): string {
  const path = join(folder, name);
  writeFileSync(path, source);
  return path;
}

const sound = `export const detectors = [{ name: "mine", model: "m", profile: "p", version: "1", scope: "global", reads: "syscalls",
  accepts: () => false, open: () => ({}), restore: () => ({}) }];`;

async function names(...modules: readonly string[]): Promise<readonly string[]> {
  const known = await knownDetectors(loadSettings({ PICKET_DETECTOR_MODULES: modules.join(",") }));
  return known.map(({ name }) => name);
}

test("come after the built-in ones", async () => {
  assert.deepEqual(await names(), detectorNames);
  assert.deepEqual(await names(moduleOf("sound.mjs", sound)), [...detectorNames, "mine"]);
});

test("are refused with all that is wrong", async () => {
  const refused = (path: string, message: RegExp): Promise<void> =>
    assert.rejects(names(path), { code: "SETTINGS_INVALID", message });
  await refused(moduleOf("syntax.mjs", "export const ="), /syntax\.mjs cannot be loaded/);
  await refused(moduleOf("other.mjs", "export const others = [];"), /\n {2}detectors: /);
  await refused(moduleOf("empty.mjs", "export const detectors = [];"), /\n {2}detectors: /);
  const wrong = sound.replace('"mine"', '"My own"').replace("() => false", "1").replace("syscalls", "files");
  await refused(
    moduleOf("wrong.mjs", wrong),
    /\n {2}detectors\.0\.name: expected kebab-case\n {2}detectors\.0\.reads: .*\n {2}detectors\.0\.accepts: expected a function$/,
  );
});

test("of one name are refused, whoever brought the other", async () => {
  const [one, other] = [moduleOf("one.mjs", sound), moduleOf("twin.mjs", sound)];
  await assert.rejects(names(one, other), /two detectors of the name mine\./);
  await assert.rejects(names(moduleOf("resource.mjs", sound.replace("mine", "resource-global"))), /resource-global\./);
});

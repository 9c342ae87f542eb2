/** Runs the suite on every model, and shows for each check a model that fails it. */

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { Random } from "../../simulate/random.ts";
import { brokenModels } from "./broken-models.ts";
import { notModels, registry } from "./registry.ts";
import { checks } from "./suite.ts";

const seed = process.env["PICKET_TEST_SEED"] ?? "seven oaks";

for (const subject of registry) {
  for (const check of checks) {
    test(`${subject.name}: ${check.name} (PICKET_TEST_SEED="${seed}")`, () => {
      check.run(subject, new Random(`${seed}, ${subject.name}`));
    });
  }
}

for (const check of checks) {
  test(`a model fails that breaks: ${check.name}`, () => {
    const broken = brokenModels.get(check.name);
    assert.ok(broken !== undefined, "no model breaks this check");
    assert.throws(() => check.run(broken, new Random(seed)), assert.AssertionError);
  });
}

test("no model of models/ is left out of the suite", async () => {
  const folder = new URL("../../models/", import.meta.url);
  const registered = new Set(registry.map(({ covers }) => covers));
  const found: string[] = [];
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".ts"))) {
    const module: Record<string, unknown> = await import(new URL(file, folder).href);
    for (const [name, exported] of Object.entries(module)) {
      if (!hasSnapshots(exported)) continue;
      found.push(name);
      assert.ok(registered.has(exported) || notModels.has(exported), `${file}: ${name} is not in registry.ts`);
    }
  }
  assert.equal(new Set(found).size, registered.size + notModels.size, "every registered class is exported by models/");
});

function hasSnapshots(exported: unknown): boolean {
  return typeof exported === "function" && "restore" in exported && "snapshot" in Object(exported.prototype);
}

/** docs/node-policy.md: every key with its default, every indicator, and what `picket policy check` says. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { check } from "../../../commands/policy/check.ts";
import { defaultNodePolicy, parseNodePolicy } from "../../../nodes/policy/policy.ts";
import { indicators } from "../../../nodes/windows/notable.ts";
import { Captured } from "../../commands/harness.ts";

const root = join(import.meta.dirname, "../../..");
const page = readFileSync(join(root, "docs/node-policy.md"), "utf8");
const rows = [...page.matchAll(/^\| `(\w+)` +\| ([^|]*?) +\|/gm)].map(([, key = "", standard = ""]) => ({
  key,
  standard,
}));

describe("docs/node-policy.md", () => {
  it("lists every key", () => {
    const keys = ["name", "version", ...Object.keys(defaultNodePolicy.rules), "groups", "exempt"];
    assert.deepEqual(rows.map(({ key }) => key).sort(), keys.sort());
  });

  it("lists the defaults", () => {
    const written = rows.flatMap(({ key, standard }) =>
      /^`.*`$/.test(standard) ? `${key}: ${standard.slice(1, -1)}` : [],
    );
    assert.equal(written.length, rows.length - 2, "all but the version and the critical rules");
    assert.deepEqual(parseNodePolicy(written.join("\n"), "page"), defaultNodePolicy);
  });

  it("has critical rules that are right, the second list being the default", () => {
    const [examples, standard] = [...page.matchAll(/^critical:\n(?: .*\n)*/gm)].map(
      ([text]) => parseNodePolicy(text, "page").rules.critical,
    );
    assert.notDeepEqual(examples, standard);
    assert.deepEqual(standard, defaultNodePolicy.rules.critical);
  });

  it("has quiet hours and groups that are right", () => {
    for (const key of ["quiet", "groups"]) {
      const [example = ""] = new RegExp(`^${key}:\n(?: .*\n)*`, "m").exec(page) ?? [];
      assert.notEqual(example, "");
      assert.notDeepEqual(parseNodePolicy(example, "page"), defaultNodePolicy);
    }
  });

  it("lists every indicator", () => {
    const [, listed = ""] = /^Indicators are facts that .* show: ([^.]*)\./m.exec(page) ?? [];
    assert.deepEqual(
      [...listed.matchAll(/`(\w+)`/g)].map(([, name]) => name),
      [...indicators],
    );
  });

  it("shows what check says", async () => {
    const [, file = "", said = ""] = /^\$ picket policy check (\S+)\n(.*?)^```/ms.exec(page) ?? [];
    const stdout = new Captured();
    await check(join(root, file), { stdout });
    assert.equal(stdout.text, said);
  });
});

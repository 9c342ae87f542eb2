/** `picket keys`: what is written where, what is never overwritten, and what the ring is said to hold. */

import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, beforeEach, describe, it } from "node:test";
import { generate } from "../../commands/keys/generate.ts";
import { list } from "../../commands/keys/list.ts";
import { loadSettings } from "../../config/settings.ts";
import { parseKeyRing, readKeyRing } from "../../enforcer/signing/key-ring.ts";
import { readSigningKey } from "../../enforcer/signing/signing-key.ts";
import { hasCode } from "../../errors/picket-error.ts";
import { Harness } from "./harness.ts";

const root = await mkdtemp(path.join(tmpdir(), "picket-keys-"));
after(() => rm(root, { recursive: true }));

let directory = "";
let keyRing = "";
beforeEach(async () => {
  directory = await mkdtemp(path.join(root, "case-"));
  keyRing = path.join(directory, "ring.json");
});

async function listed(environment: Readonly<Record<string, string>>, json = false): Promise<string> {
  const harness = new Harness();
  await list(loadSettings({ PICKET_KEY_RING: keyRing, ...environment }), { json }, harness.surroundings);
  return harness.stdout.text;
}

describe("picket keys generate", () => {
  it("writes a private key that only its owner may read, and a ring that knows it, and says what to do next", async () => {
    const harness = new Harness();
    const file = path.join(directory, "key.pem");
    await generate(file, { keyRing, name: "first", notAfter: "2030-01-01T00:00:00Z" }, harness.surroundings);
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    const { id } = await readSigningKey(file);
    const known = (await readKeyRing(keyRing)).get(id);
    assert.deepEqual([known?.name, known?.notAfter, known?.notBefore], ["first", Date.UTC(2030, 0, 1), undefined]);
    assert.match(harness.stdout.text, /What to do next:\n {2}1\. Give .*ring\.json to every enforcer/);
    assert.ok(harness.stdout.text.includes(id));
    const secret = (await readFile(file, "utf8")).split("\n")[1] ?? "";
    assert.ok(secret.length > 40 && !harness.stdout.text.includes(secret));
    assert.ok(!(await readFile(keyRing, "utf8")).includes(secret));
    assert.deepEqual((await readdir(directory)).sort(), ["key.pem", "ring.json"]);
  });

  it("adds to a ring that is there, for the names that it is made for", async () => {
    const { surroundings } = new Harness();
    await generate(path.join(directory, "one.pem"), { keyRing }, surroundings);
    await generate(path.join(directory, "two.pem"), { keyRing, signsFor: "person" }, surroundings);
    assert.deepEqual(
      [...(await readKeyRing(keyRing)).values()].map(({ signsFor }) => signsFor),
      [["policy", "person"], ["person"]],
    );
  });

  it("overwrites no file, and leaves the ring as it was", async () => {
    const { surroundings } = new Harness();
    const file = path.join(directory, "key.pem");
    await writeFile(file, "precious");
    await assert.rejects(generate(file, { keyRing }, surroundings), (error) => hasCode(error, "SETTINGS_INVALID"));
    assert.equal(await readFile(file, "utf8"), "precious");
    assert.deepEqual(await readdir(directory), ["key.pem"]);
  });

  it("writes no key for a ring that is damaged or cannot be written", async () => {
    const { surroundings } = new Harness();
    const file = path.join(directory, "key.pem");
    await writeFile(keyRing, "{}");
    await assert.rejects(generate(file, { keyRing }, surroundings), (error) => hasCode(error, "KEY_FILE_INVALID"));
    const nowhere = path.join(directory, "no-such-directory", "ring.json");
    await assert.rejects(
      generate(file, { keyRing: nowhere }, surroundings),
      (error) => hasCode(error, "SETTINGS_INVALID") && error.message.includes(nowhere),
    );
    assert.deepEqual(await readdir(directory), ["ring.json"]);
  });

  it("refuses wrong options, all at once", async () => {
    const { surroundings } = new Harness();
    const wrong = { keyRing, signsFor: "everyone", notAfter: "soon" };
    await assert.rejects(
      generate(path.join(directory, "key.pem"), wrong, surroundings),
      (error) =>
        hasCode(error, "SETTINGS_INVALID") && /--signs-for "everyone".*\n.*--not-after "soon"/.test(error.message),
    );
    const never = { keyRing, notBefore: "2026-01-02T00:00:00Z", notAfter: "2026-01-01T00:00:00Z" };
    await assert.rejects(
      generate(path.join(directory, "key.pem"), never, surroundings),
      (error) => hasCode(error, "SETTINGS_INVALID") && error.message.includes("--not-after must be later"),
    );
    await assert.rejects(
      generate(keyRing, { keyRing: path.relative(process.cwd(), keyRing) }, surroundings),
      (error) => hasCode(error, "SETTINGS_INVALID") && error.message.includes("--key-ring must be another file"),
    );
    assert.deepEqual(await readdir(directory), []);
  });
});

describe("picket keys list", () => {
  it("shows each key with its times and whether it is valid, and the key that signs here", async () => {
    const { surroundings } = new Harness();
    const [old, next, own] = ["old", "next", "own"].map((name) => path.join(directory, `${name}.pem`));
    assert.ok(old !== undefined && next !== undefined && own !== undefined);
    await generate(old, { keyRing, name: "old", notAfter: "2020-01-01T00:00:00Z" }, surroundings);
    await generate(next, { keyRing, name: "next", notBefore: "2999-01-01T00:00:00Z" }, surroundings);
    await generate(own, { keyRing, name: "own", signsFor: "policy" }, surroundings);
    const { id } = await readSigningKey(own);
    const text = await listed({ PICKET_SIGNING_KEY: own });
    assert.match(text, /old +policy,person +- +2020-01-01T00:00:00\.000Z +expired\n/);
    assert.match(text, /next +policy,person +2999-01-01T00:00:00\.000Z +- +not yet valid\n/);
    assert.match(text, new RegExp(`${id} +own +policy +- +- +valid\nPICKET_SIGNING_KEY is ${id}\\.\n$`));
    const json: { keys: readonly { status: string }[]; signingKey: string } = JSON.parse(await listed({}, true));
    assert.deepEqual(
      json.keys.map(({ status }) => status),
      ["expired", "not yet valid", "valid"],
    );
  });

  it("warns of a signing key that the ring does not know, and of a ring that knows none", async () => {
    const { surroundings } = new Harness();
    const own = path.join(directory, "own.pem");
    await generate(own, { keyRing: path.join(directory, "other.json") }, surroundings);
    await writeFile(keyRing, '{"keys":[]}');
    assert.equal(parseKeyRing('{"keys":[]}', keyRing).size, 0);
    const text = await listed({ PICKET_SIGNING_KEY: own });
    assert.match(text, /The ring is empty: no signature is accepted\.\n.*which is not in this ring!/);
  });

  it("needs a ring", async () => {
    await assert.rejects(
      list(loadSettings({}), {}, new Harness().surroundings),
      (error) => hasCode(error, "SETTINGS_INVALID") && error.message.includes("--key-ring"),
    );
  });
});
